"""A model card of a hub: a README whose YAML header tells licence, data and results."""

import re
from typing import Any, Final

from django.utils.translation import gettext as _

from deliberation.exchange.evidence import yaml_files
from deliberation.exchange.evidence.rows import About, Rows, listed
from deliberation.exchange.evidence.terms import Terms, not_said
from deliberation.models import Evidence
from deliberation.refusals import Refusal
from deliberation.refusals_evidence import UnreadableEvidence

HEADER: Final = re.compile(r"\A\s*---[ \t]*\r?\n(.*?)\r?\n---[ \t]*(?:\r?\n|\Z)", re.DOTALL)
LONG_ENOUGH: Final = 200  # characters of a card that says something
OTHER: Final = "other"
GATED: Final = ("extra_gated_prompt", "extra_gated_fields", "extra_gated_heading")


def read(text: str, about: About) -> Rows:
    """Raises UnreadableEvidence."""
    header, body = header_of(text)
    rows = Rows(about, _("Model card"), Evidence.Basis.SOURCE_READ)
    _licence(header, rows)
    datasets = _names(header.get("datasets"))
    if datasets:
        note = _("The card names its data sets: {names}.").format(names=listed(datasets))
        rows.add("datasets", "data-provenance", "partial", note)
    if header.get("model-index"):
        rows.add("model-index", "evaluation-results", "partial", _("The card gives results."))
    if header.get("co2_eq_emissions"):
        rows.add("co2_eq_emissions", "compute-and-energy", "partial", _("It states emissions."))
    if any(header.get(name) for name in GATED):
        note = _("Whoever downloads it has to agree to something first.")
        rows.add("extra_gated_prompt", "ungated-access", "partial", note)
    if len(body.strip()) >= LONG_ENOUGH:
        rows.add(_("text"), "model-card", "partial", _("There is a model card."))
    bases = _names(header.get("base_model"))
    if bases:
        said = _("Made from {names}; look at what is known of that.").format(names=listed(bases))
        rows.leave("base_model", said)
    return rows


def header_of(text: str) -> tuple[dict[str, Any], str]:
    """The card's header and the text below it, as the hub's own library reads them.

    Raises UnreadableEvidence: what YAML could do harm with is refused before.
    """
    # It takes a while to import, and few files are cards.
    from huggingface_hub import ModelCard  # noqa: PLC0415

    found = HEADER.match(text)
    if found is None:
        raise UnreadableEvidence(why=_("it does not begin with a YAML header between “---”."))
    yaml_files.load(found[1])
    try:
        # The header alone, so that the library reads what was checked and nothing else.
        card = ModelCard(f"---\n{found[1]}\n---\n", ignore_metadata_errors=True)
        header = card.data.to_dict()
    except Exception as error:
        # Names in a header become attributes in the library, and odd ones break it anywhere.
        raise UnreadableEvidence(why=_("its header is none of a model card.")) from error
    return header, text[found.end() :]


def _licence(header: dict[str, Any], rows: Rows) -> None:
    """On the hub, other terms have a name of their own."""
    named = header.get("license")
    if isinstance(named, list):
        # Which of several is whose is not said, so that the least has to answer.
        named = named[0] if len(named) == 1 else " AND ".join(f"({each})" for each in named)
    if named == OTHER:
        named = header.get("license_name") or None
    if not isinstance(named, str):
        rows.leave("license", _("The card names no licence that can be looked up."))
        return
    try:
        offer = Terms().offered(named)
    except Refusal as refusal:
        rows.leave("license", refusal.for_people())
        return
    if offer.level is None:
        rows.leave("license", not_said(offer))
        return
    note = _("The card names the licence {name}.").format(name=named)
    rows.add("license", "weights-licence", offer.level, note, licence=offer.key)


def _names(given: Any) -> list[str]:
    if isinstance(given, str):
        return [given]
    return [each for each in given if isinstance(each, str)] if isinstance(given, list) else []
