"""Two AI systems side by side under one text."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from deliberation.actions.known import AnyText
from deliberation.models import AISystem
from deliberation.web.pages.findings import Applied, Finding, known_of_all
from deliberation.web.pages.verdicts import TextNamed, named


@dataclass(frozen=True)
class Compared:
    """A clause with what it says of either system."""

    one: Finding
    other: Finding

    @property
    def differs(self) -> bool:
        return self.one.result != self.other.result

    @property
    def sides(self) -> list[Finding]:
        return [self.one, self.other]


@dataclass(frozen=True)
class ComparisonPage:
    """names: of all systems, for the choice. sides: nothing until two are chosen. chosen: the
    slugs as the address has them."""

    under: TextNamed | None
    texts: Sequence[TextNamed]
    names: list[tuple[str, str]]
    chosen: Sequence[str]
    systems: list[AISystem]
    sides: list[Applied]
    rows: list[Compared]
    alike: int

    @property
    def choices(self) -> list[tuple[str, str, str]]:
        """Name, label and chosen value of the two fields."""
        return [
            ("one", _("One"), self.chosen[0]),
            ("other", _("The other"), self.chosen[1]),
        ]


def comparison_page(
    text: AnyText | None,
    texts: Sequence[TextNamed],
    *,
    slugs: Sequence[str],
    differing: bool,
) -> ComparisonPage:
    """slugs: of the two systems; others than two known ones compare nothing. differing:
    whether clauses that say the same of both are left out."""
    usable = [each for each in slugs if "\0" not in each]
    found = AISystem.objects.in_bulk(usable, field_name="slug")
    systems = [found[slug] for slug in slugs if slug in found]
    sides = [told.apply(text) for told in known_of_all(systems)] if text else []
    rows = (
        [Compared(*both) for both in zip(sides[0].findings, sides[1].findings, strict=True)]
        if len(sides) == 2
        else []
    )
    shown = [row for row in rows if row.differs or not differing]
    return ComparisonPage(
        under=named(text) if text else None,
        texts=texts,
        names=list(AISystem.objects.values_list("slug", "name")),
        chosen=slugs,
        systems=systems,
        sides=sides if len(sides) == 2 else [],
        rows=shown,
        alike=len(rows) - len(shown),
    )
