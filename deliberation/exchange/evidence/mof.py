"""A file of the Model Openness Tool: the components of the Model Openness Framework."""

from collections.abc import Iterator
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from deliberation.exchange.evidence import yaml_files
from deliberation.exchange.evidence.rows import About, Rows
from deliberation.exchange.evidence.terms import Terms, not_said
from deliberation.models import Evidence
from deliberation.refusals import Refusal
from deliberation.refusals_evidence import UnreadableEvidence

NAME: Final = "model openness framework"
CRITERIA: Final = {
    "model architecture": "model-architecture",
    "data preprocessing code": "data-preprocessing-code",
    "training code": "training-code",
    "inference code": "inference-code",
    "evaluation code": "evaluation-code",
    "supporting libraries and tools": "supporting-tools",
    "model parameters (final)": "model-weights",
    "model parameters (intermediate)": "intermediate-checkpoints",
    "datasets": "training-data",
    "evaluation data": "evaluation-data",
    "model metadata": "model-metadata",
    "sample model outputs": "sample-outputs",
    "model card": "model-card",
    "data card": "data-card",
    "technical report": "technical-report",
    "research paper": "research-paper",
    "evaluation results": "evaluation-results",
}
NOT_THERE: Final = "component not included"
# Licences of the whole release: what the components of each kind are under unless they say.
FOR_ALL: Final = "distribution"
PLACES: Final = ("component_path", "location")
is_page: Final = URLValidator(schemes=["http", "https"])


def read(text: str, about: About) -> Rows:
    """A row for each component that the file names. One that it does not name may be
    unpublished or forgotten, so nothing follows. Raises UnreadableEvidence."""
    given = yaml_files.load(text)
    framework, release = given.get("framework"), given.get("release")
    if not isinstance(framework, dict) or not isinstance(release, dict):
        raise UnreadableEvidence(why=_("it has no “framework” and “release” as MOF files do."))
    if str(framework.get("name", "")).strip().lower() != NAME:
        raise UnreadableEvidence(why=_("its framework is not the Model Openness Framework."))
    title = _("Model Openness Framework file of {name}").format(name=release.get("name") or "?")
    rows = Rows(about, title, Evidence.Basis.SECONDARY)
    terms, general = Terms(), _general(release)
    for component in _components(release):
        _component(component, general, terms, rows)
    return rows


def _components(release: dict[str, Any]) -> Iterator[dict[str, Any]]:
    components = release.get("components")
    if not isinstance(components, list):
        raise UnreadableEvidence(why=_("its release has no list of components."))
    for number, each in enumerate(components, start=1):
        if not isinstance(each, dict) or not isinstance(each.get("name"), str):
            why = _("component {number} has no name.").format(number=number)
            raise UnreadableEvidence(why=why)
        yield each


def _component(component: dict[str, Any], general: str, terms: Terms, rows: Rows) -> None:
    name = component["name"].strip()
    criterion = CRITERIA.get(name.lower())
    if criterion is None:
        rows.leave(name[:60], _("This is no component that we have a criterion for."))
        return
    licence = _licence(component) or general
    if licence.lower() == NOT_THERE:
        note = _("The file says that it is not included.")
        rows.add(name, criterion, "closed", note)
        return
    if not licence:
        rows.add(name, criterion, "partial", _("It is there; no licence is named."))
        return
    try:
        offer = terms.offered(licence)
    except Refusal as refusal:
        rows.leave(name, refusal.for_people())
        return
    if offer.level is None:
        rows.leave(name, not_said(offer))
        return
    # What is there under no open licence is there in part: so the criteria have it.
    level = "open" if offer.level == "open" else "partial"
    note = _("It is there, under {licence}.").format(licence=licence)
    rows.add(name, criterion, level, note, licence=offer.key, **_place(component))


def _licence(component: dict[str, Any]) -> str:
    """As the tool's older and newer files name it."""
    for key in ("license", "license_name"):
        if isinstance(component.get(key), str) and component[key].strip():
            return str(component[key]).strip()
    return ""


def _general(release: dict[str, Any]) -> str:
    given = release.get("license")
    for_all = given.get(FOR_ALL) if isinstance(given, dict) else None
    named = for_all.get("name") if isinstance(for_all, dict) else None
    return named.strip() if isinstance(named, str) else ""


def _place(component: dict[str, Any]) -> dict[str, str]:
    """Where the component itself is, which is a better source than the file."""
    for key in PLACES:
        address = component.get(key)
        try:
            is_page(address)
        except ValidationError:
            continue
        if isinstance(address, str):
            return {"source_url": address}
    return {}
