"""The demo's definition, “Open Source AI”, with its proposals, people and votes."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from django.db import transaction

from deliberation import actions
from deliberation.actions.people import joined
from deliberation.demo import crowd
from deliberation.exchange import catalogue
from deliberation.models import (
    Admission,
    Criterion,
    Definition,
    Event,
    Participant,
    Phase,
    Proposal,
)
from deliberation.pseudonyms import numbered

SLUG: Final = "open-source-ai"
OPENED: Final = datetime(2026, 1, 12, 9, 0, tzinfo=UTC)
WAVES: Final = (datetime(2026, 2, 2, 8, 0, tzinfo=UTC), datetime(2026, 4, 13, 8, 0, tzinfo=UTC))
BATCH: Final = 1000

# Besides the criteria with rival proposals: what hardly anybody disputes, and the
# clauses that the quarrel over Llama is about.
UNDISPUTED: Final = (
    "model-weights", "inference-code", "data-preprocessing-code", "model-architecture",
    "model-card", "technical-report", "evaluation-results", "no-field-of-use",
    "share-derivatives", "openness-claims",
)  # fmt: skip

# The share of participants that the definition wishes for from each class.
TARGETS: Final = {
    "ai-developers": "0.200", "deployers": "0.150", "researchers": "0.200",
    "legal-policy": "0.150", "civil-society": "0.150", "affected-public": "0.150",
}  # fmt: skip

QUESTION: Final = (
    "Which parts of an AI system must be open, and which terms may a licence set, for the whole"
    " to be called open source? Anyone affected may propose and vote. The text follows from the"
    " votes by published rules."
)
PREAMBLE: Final = (
    "An AI system is open source when anyone may use it, study it, change it and share it, for"
    " any purpose and without asking, and when what they need in order to do so is published.\n\n"
    "It meets this draft when it passes every clause that says MUST or MUST NOT. Clauses that say"
    " SHOULD give a score and no verdict; clauses that say MAY permit."
)


@transaction.atomic
def open_demo() -> Definition:
    """Open the demo's definition with its proposals, without votes; or give the present one."""
    present = Definition.objects.filter(slug=SLUG).first()
    if present is not None:
        return present
    proposals = catalogue.seed_proposals()
    rivals = [each.criterion for each in proposals]
    used = {slug for slug in rivals if rivals.count(slug) > 1} | set(UNDISPUTED)
    definition = actions.open_definition(
        slug=SLUG,
        title="Open Source AI",
        question=QUESTION,
        preamble=PREAMBLE,
        criteria=list(Criterion.objects.filter(slug__in=used)),
        classes=crowd.CLASSES,
        targets=crowd.TARGETS,
        admission=Admission.GUESTS,
        phase=Phase.DELIBERATION,
        is_simulated=True,
        at=OPENED,
    )
    for slug, share in TARGETS.items():
        definition.stakeholder_classes.filter(slug=slug).update(target_share=share)
    for each in proposals:
        if each.criterion in used:
            actions.open_proposal(
                definition=definition,
                criterion_slug=each.criterion,
                level=each.level,
                requires=each.requires,
                wording=each.wording,
                rationale=each.rationale,
                origin=Proposal.Origin.SEEDED,
                at=OPENED,
            )
    return definition


@transaction.atomic
def bring_crowd(definition: Definition, *, wave: int) -> int:
    """Let one wave of the simulated crowd join and vote. Returns how many votes they cast.

    Written in bulk, as an import is; nobody else can vote as a simulated participant.
    """
    coming = [voter for voter in crowd.voters() if voter.wave == wave]
    people = _join(definition, coming, WAVES[wave])
    stances = _stances(definition)
    voted = {
        proposal.number: proposal.voted_id
        for proposal in definition.proposals.only("number", "voted_id")
    }
    votes = [
        Event(
            definition=definition,
            kind=Event.Kind.VOTE,
            participant=participant,
            revision_id=voted[number],
            value=value,
            at=participant.joined_at + timedelta(seconds=seconds),
        )
        for voter, participant in zip(coming, people, strict=True)
        for seconds, (number, value) in zip(
            crowd.seconds_of(voter), crowd.votes_of(voter, stances), strict=False
        )
    ]
    Event.objects.bulk_create(votes, batch_size=BATCH)
    actions.request_aggregation(definition.pk)
    return len(votes)


def _join(
    definition: Definition, coming: Sequence[crowd.Voter], begin: datetime
) -> list[Participant]:
    classes = {each.slug: each for each in definition.stakeholder_classes.all()}
    people = Participant.objects.bulk_create(
        Participant(
            definition=definition,
            pseudonym=numbered(voter.number),
            stakeholder_class=classes[voter.class_slug],
            is_simulated=True,
            joined_at=begin + timedelta(hours=2 * index),
        )
        for index, voter in enumerate(coming)
    )
    Event.objects.bulk_create(Event(**joined(participant)) for participant in people)
    return people


def _stances(definition: Definition) -> dict[int, str]:
    """The stance of each seeded proposal, by its number."""
    by_wording = {each.wording: each.stance for each in catalogue.seed_proposals()}
    return dict(_known(definition, by_wording))


def _known(definition: Definition, by_wording: dict[str, str]) -> Iterator[tuple[int, str]]:
    for proposal in definition.proposals.with_text():
        assert proposal.current is not None
        stance = by_wording.get(proposal.current.wording)
        if stance is not None:
            yield proposal.number, stance
