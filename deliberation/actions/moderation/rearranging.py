"""Splitting what says two things, and rewording what is unclear. Lineage is kept.

Votes never move to a changed meaning: the parts of a split proposal begin without votes, and
a rewording keeps them only where it would be editorial from anybody.
"""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from deliberation.actions.moderation.content import OPEN
from deliberation.actions.moderation.deciding import (
    open_case,
    record,
    require_state,
    set_state,
    state_of,
)
from deliberation.actions.proposals import (
    add_revision,
    check_clause,
    check_editorial,
    check_new_words,
    create_proposal,
    criterion_of,
)
from deliberation.models import Criterion, Decision, Proposal, Reason, User
from deliberation.permissions import Deed
from deliberation.refusals_moderation import PartElsewhere


@dataclass(frozen=True)
class Part:
    """One of the two proposals that a split makes. criterion: a slug; empty for the same."""

    level: str
    requires: str
    wording: str
    rationale: str = ""
    criterion: str = ""


@transaction.atomic
def split(
    *,
    proposal: Proposal,
    parts: tuple[Part, Part],
    by: User,
    note: str,
    reason: str = Reason.TWO_THINGS,
) -> Decision:
    """Close a proposal that says two things, and open two that say one each.

    They are its author's and begin without votes; while a part has no quorum, a clause that
    the old one made stays. Raises RoleNeeded, OwnCase, DecidedAlready,
    CannotDecideNow, NoteNeeded, PartElsewhere, UnknownCriterion or what `check_clause` raises.
    """
    proposal = open_case(proposal, by, Deed.REARRANGE)
    require_state(proposal, *OPEN, becoming=Proposal.Moderation.SPLIT)
    criteria = [
        criterion_of(proposal.definition, part.criterion) if part.criterion else proposal.criterion
        for part in parts
    ]
    if proposal.criterion_id not in [each.pk for each in criteria]:
        raise PartElsewhere(number=proposal.number, criterion=proposal.criterion.title)
    for part, criterion in zip(parts, criteria, strict=True):
        check_clause(
            criterion=criterion, level=part.level, requires=part.requires, wording=part.wording
        )
    decision = record(
        Decision.Kind.SPLIT, proposal, by=by, reason=reason, note=note, before=state_of(proposal)
    )
    set_state(proposal, decision, moderation=Proposal.Moderation.SPLIT, is_closed=True)
    for part, criterion in zip(parts, criteria, strict=True):
        _open_part(proposal, part, criterion, decision)
    return decision


def _open_part(proposal: Proposal, part: Part, criterion: Criterion, decision: Decision) -> None:
    opened = create_proposal(
        proposal.definition,
        {
            "criterion": criterion,
            "author": proposal.author,
            "origin": proposal.origin,
            "split_from": proposal,
            "moderation": Proposal.Moderation.ACCEPTED,
        },
        level=part.level,
        requires=part.requires,
        wording=part.wording,
        rationale=part.rationale,
        created_at=decision.at,
    )
    opened.accepted = opened.current
    opened.save(update_fields=["accepted"])


@transaction.atomic
def reword(
    *,
    proposal: Proposal,
    level: str,
    requires: str,
    wording: str,
    rationale: str = "",
    is_substantive: bool,
    by: User,
    note: str,
    reason: str = Reason.UNCLEAR,
    read: int | None = None,
) -> Decision:
    """Give a proposal another wording, in a revision of moderation's.

    An editorial one keeps the votes and is refused with NotEditorial where it says something
    else; a substantive one starts a new vote. read: number of the revision that the moderator
    started from. Raises also RoleNeeded, OwnCase, CannotDecideNow, NoteNeeded,
    NothingChanged, RevisedMeanwhile or what `check_clause` raises.
    """
    proposal = open_case(proposal, by, Deed.REARRANGE)
    require_state(proposal, *OPEN, becoming="")
    last = proposal.revisions.order_by("-number")[0]
    words = {"level": level, "requires": requires, "wording": wording, "rationale": rationale}
    check_new_words(proposal, last, read=read, **words)
    if not is_substantive:
        check_editorial(last, level=level, requires=requires, wording=wording)
    before = state_of(proposal)
    revision = add_revision(
        proposal,
        number=last.number + 1,
        **words,
        is_substantive=is_substantive,
        created_at=timezone.now(),
    )
    return record(
        Decision.Kind.REWORD,
        proposal,
        by=by,
        reason=reason,
        note=note,
        revision=revision,
        before=before,
    )
