"""Which reader a file needs, and what is checked of every file before."""

from collections.abc import Callable
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deliberation.exchange.evidence import model_cards, mof, spdx, tables
from deliberation.exchange.evidence.rows import About, Rows, check_number
from deliberation.models import ProposedEvidence
from deliberation.refusals_evidence import UnreadableEvidence

MOST_BYTES: Final = 2_000_000
Way = ProposedEvidence.Way
WAYS: Final = {
    Way.TABLE: gettext_lazy("Table: CSV or JSON"),
    Way.MODEL_CARD: gettext_lazy("Model card: README with a YAML header"),
    Way.MOF: gettext_lazy("Model Openness Framework: YAML"),
    Way.SPDX: gettext_lazy("SPDX 3 with AI profile: JSON-LD"),
}


def read(content: bytes, *, way: str, about: About) -> Rows:
    """The rows of a file. Raises UnreadableEvidence."""
    if len(content) > MOST_BYTES:
        most = MOST_BYTES // 1_000_000
        raise UnreadableEvidence(why=_("it is larger than {most} MB.").format(most=most))
    readers: dict[str, Callable[[], Rows]] = {
        Way.TABLE: lambda: _table(content, about),
        Way.MODEL_CARD: lambda: model_cards.read(_text(content), about),
        Way.MOF: lambda: mof.read(_text(content), about),
        Way.SPDX: lambda: spdx.read(content, about),
    }
    rows = readers[way]()
    _check_characters(rows)
    if way == Way.TABLE or not rows.unread:
        check_number(rows.given)
    return rows


def _check_characters(rows: Rows) -> None:
    """Escapes of JSON and YAML write what text cannot hold, and databases refuse."""
    for each in rows.given:
        words = (each.system, each.criterion, *each.fields.values())
        if any("\0" in word for word in words if isinstance(word, str)):
            why = _("{place} holds a character that is none of a text.").format(place=each.place)
            raise UnreadableEvidence(why=why)


def _table(content: bytes, about: About) -> Rows:
    text = _text(content)
    if text.lstrip()[:1] in ("{", "["):
        return tables.read_json(content.removeprefix(b"\xef\xbb\xbf"), about)
    return tables.read_csv(text, about)


def _text(content: bytes) -> str:
    """UTF-8. Other codings are refused rather than guessed: notes are published."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableEvidence(why=_("it is no UTF-8 text.")) from error
    if "\0" in text:
        raise UnreadableEvidence(why=_("it is no text."))
    return text
