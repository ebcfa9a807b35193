"""The sentences of a decision, in the language of whoever reads the page."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext

from deliberation.drafting.sentences import SENTENCES, Wording, say
from deliberation.web.charts import title_of


class _ReadersWording(Wording):
    def sentence(self, english: str) -> str:
        return gettext(english)

    def votes(self, number: int) -> str:
        words = ngettext("%(count)s vote", "%(count)s votes", number)
        return words % {"count": number_format(number)}

    def cell(self, cell: Mapping[str, str]) -> str:
        return title_of(cell)

    def format_field(self, value: Any, format_spec: str) -> str:
        if format_spec == ".2f":
            # Rounded first: number_format cuts off.
            return str(number_format(Decimal(format(value, format_spec)), 2))
        return str(number_format(value) if isinstance(value, int) else value)


WORDING = _ReadersWording()


def told(step: Mapping[str, Any]) -> str:
    """The sentence of one step of a trace.

    The text as it was stored, if the step is of a time before codes, or of a code that only
    a later version knows.
    """
    if step.get("code") not in SENTENCES:
        return str(step["text"])
    return say(step["code"], step["facts"], step["met"], WORDING)
