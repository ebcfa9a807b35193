"""An SPDX 3 document with its AI profile, as JSON-LD in the form that SPDX serialises."""

from collections.abc import Sequence
from typing import Any, Final

from django.utils.translation import gettext as _

from deliberation.exchange.evidence.rows import About, Rows, listed
from deliberation.exchange.evidence.tables import parsed
from deliberation.exchange.evidence.terms import Offer, Terms, not_said
from deliberation.models import Evidence
from deliberation.refusals import Refusal
from deliberation.refusals_evidence import UnreadableEvidence

CONTEXT: Final = "https://spdx.org/rdf/3."
MODEL, DATA, EXPRESSION = (
    "ai_AIPackage", "dataset_DatasetPackage", "simplelicensing_LicenseExpression"
)  # fmt: skip
LISTED: Final = ("https://spdx.org/licenses/", "http://spdx.org/licenses/")
SAYS_NOTHING: Final = ("NoAssertion", "NOASSERTION")
SAYS_NONE: Final = ("NoneLicense", "NONE", "/None")
FREELY: Final = "directDownload"
# What the profile tells of a model, and which criterion it is evidence for.
TOLD: Final = (
    ("ai_hyperparameter", "model-metadata"),
    ("ai_metric", "evaluation-results"),
    ("ai_energyConsumption", "compute-and-energy"),
)


type Element = dict[str, Any]


def read(content: bytes, about: About) -> Rows:
    """Raises UnreadableEvidence."""
    graph = _Graph(parsed(content))
    model = graph.model
    title = _("SPDX document on {name}").format(name=model.get("name") or "?")
    rows = Rows(about, title, Evidence.Basis.SECONDARY)
    terms = Terms()
    _licence(graph, model, terms, rows)
    _trained(graph, model, terms, rows)
    tested = graph.related(model, "testedOn")
    if tested:
        _obtainable(graph, tested, terms, rows, place="testedOn", criterion="evaluation-data")
    for name, criterion in TOLD:
        if model.get(name):
            rows.add(name, criterion, "partial", _("The document tells some of it."))
    return rows


class _Graph:
    """The elements of a document, by their identifiers."""

    def __init__(self, document: Any) -> None:
        if not isinstance(document, dict) or not _is_spdx(document.get("@context")):
            raise UnreadableEvidence(why=_("it is no SPDX 3 document in JSON-LD."))
        graph = document.get("@graph")
        if not isinstance(graph, list) or not all(isinstance(each, dict) for each in graph):
            raise UnreadableEvidence(why=_("it has no “@graph” of elements."))
        self.elements: list[Element] = graph
        ids = ((each.get("spdxId"), each) for each in graph)
        self.by_id = {name: each for name, each in ids if isinstance(name, str)}
        self.targets: dict[tuple[str, str], list[Any]] = {}
        for each in graph:
            kind, to = each.get("relationshipType"), each.get("to")
            if isinstance(kind, str):
                targets = to if isinstance(to, list) else [to]
                self.targets.setdefault((kind, _id(each.get("from"))), []).extend(targets)

    @property
    def model(self) -> Element:
        models = [each for each in self.elements if each.get("type") == MODEL]
        if len(models) != 1:
            why = _("it describes {count} AI packages; one is read.").format(count=len(models))
            raise UnreadableEvidence(why=why)
        return models[0]

    def related(self, element: Element, kind: str) -> list[Any]:
        """Elements, or identifiers of what the document does not hold."""
        targets = self.targets.get((kind, _id(element)), [])
        found = [self.by_id.get(_id(target), target) for target in targets]
        return [each for each in found if isinstance(each, dict | str)]

    def expression(self, element: Element) -> str | None:
        """The licence of an element, as somebody concluded or else as its maker declared.
        None where nothing is said."""
        for kind in ("hasConcludedLicense", "hasDeclaredLicense"):
            for licence in self.related(element, kind):
                said = _said(licence)
                if said is not None:
                    return said
        return None


def _is_spdx(context: Any) -> bool:
    contexts = context if isinstance(context, list) else [context]
    return any(isinstance(each, str) and each.startswith(CONTEXT) for each in contexts)


def _id(target: Any) -> str:
    if isinstance(target, dict):
        target = target.get("spdxId") or target.get("@id")
    return target if isinstance(target, str) else ""


def _said(licence: Any) -> str | None:
    """An expression; “none” where it is said that there is no licence."""
    if isinstance(licence, dict):
        if licence.get("type") == EXPRESSION:
            given = licence.get("simplelicensing_licenseExpression")
            return _of_expression(given) if isinstance(given, str) else None
        licence = _id(licence) or str(licence.get("type", ""))
    if licence.endswith(SAYS_NOTHING) or licence.endswith(f"{SAYS_NOTHING[0]}License"):
        return None
    if licence.endswith(SAYS_NONE):
        return "none"
    listed_as = next((each for each in LISTED if licence.startswith(each)), None)
    return licence.removeprefix(listed_as) if listed_as else None


def _of_expression(given: str) -> str | None:
    if given in SAYS_NOTHING:
        return None
    return "none" if given == "NONE" else given


def _licence(graph: _Graph, model: Element, terms: Terms, rows: Rows) -> None:
    said = graph.expression(model)
    if said is None:
        rows.leave("license", _("The document asserts no licence of the model."))
        return
    try:
        offer = terms.offered(said)
    except Refusal as refusal:
        rows.leave("license", refusal.for_people())
        return
    if offer.level is None:
        rows.leave("license", not_said(offer))
        return
    note = _("The document names the licence {name}.").format(name=said)
    rows.add("license", "weights-licence", offer.level, note, licence=offer.key)


def _trained(graph: _Graph, model: Element, terms: Terms, rows: Rows) -> None:
    trained = graph.related(model, "trainedOn")
    told = [model.get("ai_informationAboutTraining"), model.get("ai_modelDataPreprocessing")]
    collected = [
        each.get("dataset_dataCollectionProcess") for each in trained if isinstance(each, dict)
    ]
    if any(told) or any(collected):
        rows.add(
            "ai_informationAboutTraining", "data-information", "partial",
            _("The document describes training, preparation or collection of the data."),
        )  # fmt: skip
    if not trained:
        return
    names = [each.get("name") or "?" if isinstance(each, dict) else each for each in trained]
    note = _("The document names its data sets: {names}.").format(names=listed(names))
    rows.add("trainedOn", "data-provenance", "partial", note)
    _obtainable(graph, trained, terms, rows, place="trainedOn", criterion="training-data")


def _obtainable(
    graph: _Graph, data: Sequence[Any], terms: Terms, rows: Rows, *, place: str, criterion: str
) -> None:
    """Open where all of it can be downloaded under open licences; partial where some of it
    can be had; else nothing is said, since the document may just not tell."""
    known = [each for each in data if isinstance(each, dict)]
    ways = [each.get("dataset_datasetAvailability") for each in known]
    if not any(ways):
        rows.leave(place, _("It is not said how the data can be had."))
        return
    is_open = len(known) == len(data) and all(
        way == FREELY and _is_open(graph, each, terms)
        for way, each in zip(ways, known, strict=True)
    )
    note = _("The document says how the data can be had: {ways}.").format(
        ways=listed(sorted({str(way) for way in ways if way}))
    )
    rows.add(place, criterion, "open" if is_open else "partial", note)


def _is_open(graph: _Graph, data: Element, terms: Terms) -> bool:
    said = graph.expression(data)
    if said is None:
        return False
    try:
        offer: Offer = terms.offered(said)
    except Refusal:
        return False
    return offer.level == "open"
