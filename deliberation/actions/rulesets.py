"""Changing the numbers of adoption: looked at first, then decided with a reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

import numpy as np
from django.db import transaction

from deliberation import drafting
from deliberation.actions import left_out
from deliberation.actions.definitions import change_ruleset, check_targets
from deliberation.actions.material import rules_of
from deliberation.actions.outlook import candidate_of
from deliberation.actions.roles import decider
from deliberation.aggregation.weighting import class_weights
from deliberation.drafting import CriterionMaterial, Material
from deliberation.models import Aggregate, Definition, Draft, Ruleset, Tally, User
from deliberation.permissions import Deed, require
from deliberation.refusals import UnknownClass
from deliberation.refusals_governance import NothingCounted, ReasonNeeded, RulesetStands

NUMBERS: Final = (
    "quorum_votes",
    "quorum_cell_votes",
    "broad_support",
    "bridging",
    "broad_disagreement",
    "margin",
    "z",
    "verified_quorum",
    "ratify_quorum",
    "ratify_class_quorum",
    "ratify_support",
    "ratify_class_support",
)
FIELDS: Final = (*NUMBERS, "required_classes", "target_shares")


@dataclass(frozen=True)
class Changed:
    """One number of a ruleset, before and after."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Preview:
    """What the next draft would say under other numbers.

    comparison: of `drafting.compare`, from the last draft (or none) to that one. moved: how
    each proposal would stand that would stand otherwise: number, before, after.
    """

    ruleset: Ruleset
    changed: list[Changed]
    content: dict[str, Any]
    comparison: dict[str, Any]
    moved: list[tuple[int, str, str]]
    watermark: int

    @property
    def changes_text(self) -> bool:
        return bool(self.comparison["changes"]) or any(
            self.comparison["open_questions"][state] for state in ("new", "settled")
        )


def preview_ruleset(*, definition: Definition, numbers: Mapping[str, Any]) -> Preview:
    """Compose the draft under other numbers, from what the last run counted.

    It is what the next run would compose if nobody voted meanwhile and the opinion groups
    stayed. Raises RulesetStands, UnknownClass, UnknownTargets, or NothingCounted before the
    first run.
    """
    present = definition.rulesets.latest("number")
    ruleset = _with(definition, present, numbers)
    run = definition.aggregates.finished().order_by("-pk").first()
    if run is None:
        raise NothingCounted(definition=definition.title)
    last_draft = definition.drafts.latest_first().first()
    tallies = list(
        run.tallies.select_related("proposal__criterion", "proposal__current", "revision")
    )
    material = _material(definition, run, ruleset, last_draft, tallies)
    content, standings = drafting.compose(material)
    after = {each.candidate.number: each.status for each in standings}
    return Preview(
        ruleset=ruleset,
        changed=changed_between(present, ruleset),
        content=content,
        comparison=drafting.compare(last_draft.content if last_draft else _blank(content), content),
        moved=[
            (each.proposal.number, each.status, after[each.proposal.number])
            for each in tallies
            if after.get(each.proposal.number, each.status) != each.status
        ],
        watermark=run.watermark,
    )


@transaction.atomic
def decide_ruleset(
    *, definition: Definition, by: User, reason: str, numbers: Mapping[str, Any]
) -> Ruleset:
    """Change the ruleset by a steward's decision, in force from the next draft.

    Raises RoleNeeded, NotInThisPhase, ReasonNeeded, RulesetStands, UnknownClass, UnknownTargets.
    """
    definition = Definition.objects.select_for_update().get(pk=definition.pk)
    require(by, Deed.RULE, definition)
    if not reason.strip():
        raise ReasonNeeded
    _with(definition, definition.rulesets.latest("number"), numbers)
    return change_ruleset(
        definition=definition,
        reason=reason.strip(),
        decided_by=decider(definition, by),
        **{name: numbers[name] for name in FIELDS if name in numbers},
    )


def changed_between(before: Ruleset | None, after: Ruleset) -> list[Changed]:
    """The numbers that differ; all of them for a first ruleset."""
    found = []
    for name in FIELDS:
        one, other = getattr(before, name, None), getattr(after, name)
        if before is None or _plain(one) != _plain(other):
            found.append(Changed(name, one, other))
    return found


def _with(definition: Definition, present: Ruleset, numbers: Mapping[str, Any]) -> Ruleset:
    """The present ruleset with some numbers replaced, not stored."""
    classes = definition.stakeholder_classes.filter(is_guest=False)
    known = list(classes.values_list("slug", flat=True))
    for slug in numbers.get("required_classes", []):
        if slug not in known:
            names = ", ".join(known) or "none"
            raise UnknownClass(definition=definition.title, name=slug, names=names)
    check_targets(definition, numbers.get("target_shares") or {})
    given = {name: numbers[name] for name in FIELDS if name in numbers}
    kept = {name: getattr(present, name) for name in FIELDS}
    ruleset = Ruleset(definition=definition, number=present.number + 1, **(kept | given))
    if not changed_between(present, ruleset):
        raise RulesetStands(number=present.number)
    return ruleset


def _plain(value: Any) -> Any:
    """So that 0.6, Decimal("0.600") and "0.600" are one number."""
    if isinstance(value, bool | list | dict) or value is None:
        return value if not isinstance(value, dict) else {k: float(v) for k, v in value.items()}
    return Decimal(str(value)).normalize()


def _material(
    definition: Definition,
    run: Aggregate,
    ruleset: Ruleset,
    last_draft: Draft | None,
    tallies: list[Tally],
) -> Material:
    classes = [dict(each) for each in run.report["classes"]]
    if ruleset.verified_quorum:
        classes = [{"verified": 0} | each for each in classes]
    weights = _weights(ruleset, classes)
    untouched = left_out.last_untouched_draft(definition, run.watermark)
    return Material(
        definition=run.report["definition"],
        simulated=definition.is_simulated,
        engine=run.engine,
        watermark=run.watermark,
        log_ends=run.report["log_ends"],
        participants=run.participants,
        votes=run.votes,
        rules=rules_of(ruleset),
        groups=run.groups,
        classes=classes,
        stability=run.stability,
        parts=_parts(definition, tallies, weights),
        weights=weights,
        previous=last_draft.content if last_draft else None,
        previous_hash=last_draft.content_hash if last_draft else None,
        standing=frozenset(drafting.incumbents(untouched.content if untouched else None)),
    )


def _weights(ruleset: Ruleset, classes: list[dict[str, Any]]) -> dict[str, float]:
    """What a participant of each class would weigh, by slug; guests weigh nothing."""
    if not ruleset.target_shares:
        return {}
    people = [0 if each.get("guests") else each["participants"] for each in classes]
    class_of = np.repeat(np.arange(len(classes)), people).astype(np.int8)
    targets = np.array([float(ruleset.target_shares.get(each["slug"], 0)) for each in classes])
    each_weighs = class_weights(class_of, targets).tolist()
    return {each["slug"]: weight for each, weight in zip(classes, each_weighs, strict=True)}


def _parts(
    definition: Definition, tallies: list[Tally], weights: dict[str, float]
) -> tuple[drafting.Part, ...]:
    candidates: dict[int, list[drafting.Candidate]] = {}
    for tally in tallies:
        if tally.status != Tally.Status.REJECTED:
            criterion = tally.proposal.criterion
            # An amendment since that starts a new vote is another matter than this tally.
            is_present = tally.proposal.voted_id == tally.revision_id
            shown = tally.proposal.current if is_present else None
            candidate = candidate_of(tally, criterion.slug, weights, shown=shown)
            candidates.setdefault(criterion.pk, []).append(candidate)
    parts: dict[int, tuple[Any, list[CriterionMaterial]]] = {}
    uses = definition.criterion_uses.select_related("criterion__category")
    for use in uses.order_by("criterion__category__position", "position"):
        category, criterion = use.criterion.category, use.criterion
        parts.setdefault(category.pk, (category, []))[1].append(
            CriterionMaterial(
                slug=criterion.slug,
                title=criterion.title,
                question=criterion.question,
                scale=tuple(criterion.levels),
                competing=use.competing,
                candidates=tuple(candidates.get(criterion.pk, [])),
            )
        )
    return tuple(
        drafting.Part(category.slug, category.title, tuple(criteria))
        for category, criteria in parts.values()
    )


def _blank(content: dict[str, Any]) -> dict[str, Any]:
    """A draft that says nothing, to compare the first one with."""
    return content | {"parts": [], "proposals": [], "version": "0.0.0", "votes": 0}
