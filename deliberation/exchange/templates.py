"""Templates: contested terms that a definition can be opened for, shipped with their criteria."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.db import transaction
from django.db.models import Max

from deliberation.actions.definitions import open_definition
from deliberation.actions.proposals import open_proposal
from deliberation.actions.roles import appoint_first_steward
from deliberation.models import Category, Criterion, Definition, Phase, Proposal, User
from deliberation.refusals_governance import SlugTaken, UnknownTemplate

FOLDER: Final = Path(__file__).resolve().parent.parent / "catalogue" / "templates"
FIELDS: Final = ("title", "question", "description", "scale", "freedoms", "references")


@dataclass(frozen=True)
class Template:
    """name: of its file; content: as docs/formats.md describes it."""

    name: str
    content: dict[str, Any]

    @property
    def title(self) -> str:
        return str(self.content["definition"]["title"])


def templates() -> list[Template]:
    """All that are shipped, by name."""
    return [
        Template(path.stem, json.loads(path.read_text(encoding="utf-8")))
        for path in sorted(FOLDER.glob("*.json"))
    ]


def template(name: str) -> Template:
    """Raises UnknownTemplate."""
    found = {each.name: each for each in templates()}
    if name not in found:
        raise UnknownTemplate(name=name, names=", ".join(found))
    return found[name]


@transaction.atomic
def open_from_template(
    chosen: Template, *, slug: str = "", steward: User | None = None
) -> Definition:
    """Open a definition in setup with the criteria, classes and first proposals of a template.

    Criteria that are here already stay as they are. Raises SlugTaken.
    """
    told = chosen.content["definition"]
    slug = slug or chosen.name
    if Definition.objects.filter(slug=slug).exists():
        raise SlugTaken(slug=slug)
    definition = open_definition(
        slug=slug,
        title=told["title"],
        question=told["question"],
        preamble=told["preamble"],
        language=told["language"],
        criteria=_criteria(chosen.content),
        classes=[tuple(each) for each in told["classes"]],
        phase=Phase.SETUP,
        source={"template": chosen.name, "sources": chosen.content["sources"]},
    )
    if steward is not None:
        appoint_first_steward(definition, steward)
    for proposal in chosen.content["proposals"]:
        open_proposal(
            definition=definition,
            criterion_slug=proposal["criterion"],
            level=proposal["level"],
            requires=proposal["requires"],
            wording=proposal["wording"],
            rationale=proposal["rationale"],
            origin=Proposal.Origin.SEEDED,
        )
    return definition


def _criteria(content: dict[str, Any]) -> list[Criterion]:
    categories = {each["slug"]: _category(each) for each in content["categories"]}
    found = []
    for position, each in enumerate(content["criteria"], start=1):
        fields = {name: each[name] for name in FIELDS}
        criterion, _ = Criterion.objects.get_or_create(
            slug=each["slug"],
            defaults=fields | {"category": categories[each["category"]], "position": position},
        )
        found.append(criterion)
    return found


def _category(entry: dict[str, str]) -> Category:
    last = Category.objects.aggregate(last=Max("position"))["last"] or 0
    category, _ = Category.objects.get_or_create(
        slug=entry["slug"],
        defaults={
            "title": entry["title"],
            "description": entry["description"],
            "position": last + 1,
        },
    )
    return category
