"""Opening a definition and changing how it is run."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from deliberation.actions import news
from deliberation.actions.invitations import change_admission
from deliberation.actions.requests import request_aggregation
from deliberation.models import Admission, Criterion, Definition, Event, News, Phase, Ruleset
from deliberation.refusals import UnknownTargets


@transaction.atomic
def open_definition(
    *,
    slug: str,
    title: str,
    criteria: Sequence[Criterion],
    classes: Sequence[tuple[str, str, str]] = (),
    phase: str = Phase.DELIBERATION,
    competing: bool = True,
    admission: str = Admission.REGISTERED,
    targets: Mapping[str, float] | None = None,
    at: datetime | None = None,
    **fields: Any,
) -> Definition:
    """Open a definition with its criteria, stakeholder classes and default ruleset.

    classes: (slug, title, description) of each; quorum needs all of them. targets: the
    share of the participants that is wished for, by slug.
    """
    at = at or timezone.now()
    definition = Definition.objects.create(
        slug=slug, title=title, phase=phase, created_at=at, **fields
    )
    for position, criterion in enumerate(criteria, start=1):
        definition.criterion_uses.create(
            criterion=criterion, position=position, competing=competing
        )
    for position, (class_slug, class_title, description) in enumerate(classes, start=1):
        definition.stakeholder_classes.create(
            slug=class_slug,
            title=class_title,
            description=description,
            position=position,
            target_share=(targets or {}).get(class_slug),
        )
    change_admission(definition=definition, admission=admission)
    change_ruleset(
        definition=definition,
        reason="The ruleset a definition starts with.",
        required_classes=[class_slug for class_slug, _, _ in classes],
        at=at,
    )
    change_phase(definition=definition, phase=phase, at=at)
    definition.refresh_from_db(fields=["admission"])
    return definition


@transaction.atomic
def change_ruleset(
    *,
    definition: Definition,
    reason: str,
    decided_by: str = "",
    at: datetime | None = None,
    **numbers: Any,
) -> Ruleset:
    """Add a ruleset: the present one with some numbers replaced, in force from the next draft.

    decided_by: the handle of a steward; `actions.rulesets` asks who may.

    Raises UnknownTargets if target_shares are no shares of classes that count.
    """
    check_targets(definition, numbers.get("target_shares") or {})
    definition = Definition.objects.select_for_update().get(pk=definition.pk)
    ruleset = definition.rulesets.order_by("number").last() or Ruleset(
        definition=definition, number=0
    )
    ruleset.pk = None
    ruleset._state.adding = True
    ruleset.number += 1
    ruleset.reason, ruleset.decided_by = reason, decided_by
    ruleset.created_at = at or timezone.now()
    for name, number in numbers.items():
        setattr(ruleset, name, number)
    ruleset.save(force_insert=True)
    Event.objects.create(
        definition=definition,
        kind=Event.Kind.RULED,
        payload={"ruleset": ruleset.number},
        at=ruleset.created_at,
    )
    request_aggregation(definition.pk)
    return ruleset


def check_targets(definition: Definition, shares: dict[str, Any]) -> None:
    """Raise UnknownTargets unless these are shares of classes that count."""
    known = definition.stakeholder_classes.filter(is_guest=False).values_list("slug", flat=True)
    numbers = shares.values()
    fine = all(isinstance(each, int | float) and 0 <= each <= 1 for each in numbers)
    if not (set(shares) <= set(known) and fine and (any(numbers) or not shares)):
        raise UnknownTargets(names=", ".join(known))


@transaction.atomic
def change_phase(
    *,
    definition: Definition,
    phase: str,
    because: str = "",
    by: str = "",
    at: datetime | None = None,
) -> Definition:
    """Move a definition to a phase, whatever it is in; `actions.schedule` asks who may.

    by: the handle of whoever decided; empty where it came as planned.
    """
    definition = Definition.objects.select_for_update().get(pk=definition.pk)
    definition.phase = phase
    definition.save(update_fields=["phase"])
    news.tell(News.Kind.PHASE, definition, phase=phase)
    Event.objects.create(
        definition=definition,
        kind=Event.Kind.PHASED,
        payload={"phase": phase, "reason": because, "by": by},
        at=at or timezone.now(),
    )
    request_aggregation(definition.pk)
    return definition
