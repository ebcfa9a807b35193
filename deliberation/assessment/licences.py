"""What a licence alone tells of a system: evidence that is derived and stored nowhere."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

OPEN: Final = "open"

# What licences restrict, and the criterion that asks for the absence of it.
RESTRICTS: Final[Mapping[str, str]] = {
    "scale-cap": "no-scale-cap",
    "acceptable-use": "no-acceptable-use",
    "non-commercial": "no-non-commercial",
    "output-reuse": "no-output-reuse",
    "territory": "no-territory",
    "naming": "no-naming",
    "hosting": "no-hosting",
    "custom-terms": "no-custom-terms",
    "remote-revocation": "no-remote-revocation",
}
# How open a licence is, as a level of the criterion about the component's licence.
LEVEL_OF_CLASS: Final = {"open": "open", "restricted": "partial", "none": "closed"}
ABOUT_THE_LICENCE: Final = {"weights": "weights-licence", "code": "code-licence"}
# What every open licence grants, by the definition of one.
GRANTED: Final = ("no-field-of-use", "share-derivatives")


@dataclass(frozen=True)
class Restricted:
    """How far a licence restricts something, and where it says so."""

    level: str
    section: str = ""
    note: str = ""


@dataclass(frozen=True)
class Terms:
    """A licence. openness: open, restricted, none or unknown. is_read: the whole text is
    known, so that what it does not restrict is open."""

    key: str
    name: str
    openness: str
    is_read: bool
    restricts: Mapping[str, Restricted]


@dataclass(frozen=True)
class Derived:
    """The level of a criterion that follows from the licence of a component.

    by_class: it follows from how open the licence is as a whole.
    """

    criterion: str
    level: str
    terms: Terms
    component: str
    section: str = ""
    note: str = ""
    by_class: bool = False


def derive(licences: Iterable[tuple[str, Terms]]) -> dict[str, Derived]:
    """What follows from the licences of a system's components, by criterion.

    The terms of use are those of the weights. A text that nobody went through says only what
    it is known to restrict; no licence at all says nothing but that.
    """
    found: dict[str, Derived] = {}
    for component, terms in licences:
        for each in _of_class(component, terms):
            found.setdefault(each.criterion, each)
        if component == "weights":
            for each in _of_terms(terms):
                found.setdefault(each.criterion, each)
    return found


def _of_class(component: str, terms: Terms) -> Iterable[Derived]:
    criterion = ABOUT_THE_LICENCE.get(component)
    level = LEVEL_OF_CLASS.get(terms.openness)
    if criterion is not None and level is not None:
        yield Derived(criterion, level, terms, component, by_class=True)
    if component == "weights" and terms.openness == OPEN:
        for granted in GRANTED:
            yield Derived(granted, OPEN, terms, component, by_class=True)


def _of_terms(terms: Terms) -> Iterable[Derived]:
    for kind, criterion in RESTRICTS.items():
        restricted = terms.restricts.get(kind)
        if restricted is not None:
            yield Derived(
                criterion, restricted.level, terms, "weights", restricted.section, restricted.note
            )
        elif terms.is_read:
            yield Derived(criterion, OPEN, terms, "weights")
