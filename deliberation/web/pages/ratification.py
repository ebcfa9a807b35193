"""The vote on a frozen draft as a whole: the open round, and what came of earlier ones."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db.models import Count, Q
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from deliberation.models import Ballot, Outcome, Phase, Ratification
from deliberation.permissions import Deed
from deliberation.web.access import Visit

MOST_REASONS: Final = 200


@dataclass(frozen=True)
class ClassShown:
    """How a class voted, or while the round is open, how many of it did."""

    title: str
    ballots: int
    yes: int | None = None
    no: int | None = None

    @property
    def percent(self) -> int:
        return round(100 * (self.yes or 0) / self.ballots) if self.ballots else 0


@dataclass(frozen=True)
class StepShown:
    sentence: str
    is_met: bool


@dataclass(frozen=True)
class RoundShown:
    """An ended round with its counts; an open one with turnout alone, so that nobody votes by
    what others said."""

    round: Ratification
    classes: list[ClassShown]
    steps: list[StepShown] = field(default_factory=list)
    left_out: int = 0
    broken_off_because: str = ""
    reasons: list[Ballot] = field(default_factory=list)


@dataclass(frozen=True)
class RatificationPage:
    """ends_at: when the open round ends. own: the participant's ballot in it."""

    open: RoundShown | None
    ended: list[RoundShown]
    ends_at: datetime | None
    own: Ballot | None
    may_vote: bool
    is_waiting: bool


def ratification_page(visit: Visit) -> RatificationPage:
    rounds = list(
        visit.definition.ratifications.select_related("draft", "ruleset").defer(
            "draft__canonical", "draft__report"
        )
    )
    present = next((each for each in rounds if each.concluded_at is None), None)
    own = None
    if present is not None and visit.participant is not None:
        own = present.ballots.filter(participant=visit.participant).first()
    end = visit.definition.schedule.to_come().filter(phase=Phase.CLOSED).first()
    reasons = _reasons([each for each in rounds if each.concluded_at])
    return RatificationPage(
        open=_turnout(present) if present else None,
        ended=[_ended(each, reasons) for each in rounds if each.concluded_at],
        ends_at=end.opens_at if end else None,
        own=own,
        may_vote=present is not None and visit.may(Deed.RATIFY),
        is_waiting=present is None and visit.definition.phase == Phase.RATIFICATION,
    )


def _turnout(present: Ratification) -> RoundShown:
    voted = Count("participants__ballots", filter=Q(participants__ballots__ratification=present))
    classes = present.definition.stakeholder_classes.filter(is_guest=False).annotate(voted=voted)
    shown = [ClassShown(each.title, each.voted) for each in classes]
    return RoundShown(present, shown, _needs(present))


def _needs(present: Ratification) -> list[StepShown]:
    rules = present.ruleset
    facts = {
        "quorum": rules.ratify_quorum,
        "class_quorum": rules.ratify_class_quorum,
        "support": _percent(rules.ratify_support),
        "class_support": _percent(rules.ratify_class_support),
    }
    said = [
        _("At least {quorum} participants vote, and {class_quorum} of every required class."),
        _("At least {support} of all votes are yes."),
        _("At least {class_support} are yes in every class with {class_quorum} votes or more."),
    ]
    if rules.verified_quorum:
        said.append(_("For quorum, only participants whose class is verified count."))
    return [StepShown(each.format(**facts), True) for each in said]


def _ended(each: Ratification, reasons: dict[int, list[Ballot]]) -> RoundShown:
    result: dict[str, Any] = each.result
    return RoundShown(
        round=each,
        classes=[
            ClassShown(
                count["title"] or _("No class"), count["yes"] + count["no"], count["yes"],
                count["no"],
            )
            for count in result.get("counts", [])
        ],
        steps=[_step(step) for step in result.get("steps", [])],
        left_out=result.get("left_out", 0),
        broken_off_because=result.get("reason", "") if each.outcome == Outcome.BROKEN_OFF else "",
        reasons=reasons.get(each.pk, []),
    )  # fmt: skip


def _step(step: dict[str, Any]) -> StepShown:
    who = _("Overall") if step["cell"] == "all" else step["title"]
    if step["need"] == "quorum":
        text = _("{who}: {there} votes of {needed} needed.")
        facts = {"there": number_format(step["there"]), "needed": number_format(step["needed"])}
    else:
        text = _("{who}: {there} yes of {needed} needed.")
        facts = {"there": _percent(step["there"]), "needed": _percent(step["needed"])}
    return StepShown(text.format(who=who, **facts), step["is_met"])


def _reasons(ended: list[Ratification]) -> dict[int, list[Ballot]]:
    """What was said with the ballots of ended rounds: those against first."""
    rows = Ballot.objects.filter(ratification__in=ended).exclude(reason="")
    rows = rows.select_related("participant__stakeholder_class").order_by("is_yes", "pk")
    found: dict[int, list[Ballot]] = {}
    for ballot in rows[:MOST_REASONS]:
        found.setdefault(ballot.ratification_id, []).append(ballot)
    return found


def _percent(share: Any) -> str:
    return _("%(number)s%%") % {"number": number_format(round(100 * float(share), 1))}
