"""From results to the deliberation: priorities, targets, and proposals of a ballot."""

from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from deliberation import actions as deliberation
from deliberation.models import Level, Proposal, User
from deliberation.refusals import Refusal
from surveys.models import BallotProposal, Drawn, Response, Snapshot
from surveys.questionnaire import Question
from surveys.refusals import NothingToDraw

LEVELS: Final[Mapping[str, str]] = {
    "required": Level.MUST,
    "likely-required": Level.SHOULD,
    "maybe-required": Level.MAY,
}
DIGITS: Final = 3  # of shares in a ruleset


def told_of(snapshot: Snapshot, key: str) -> tuple[Question, Mapping[str, Any]]:
    """A question, and what a snapshot says of it. Raises NothingToDraw without results."""
    question = snapshot.version.questionnaire.questions.get(key)
    told = next((each for each in snapshot.document["questions"] if each["key"] == key), None)
    if question is None or told is None or told["n"] is None:
        raise NothingToDraw(question=key[:60], what="results")
    return question, told


def priorities_from(snapshot: Snapshot, key: str) -> dict[str, float]:
    """How much people care for each criterion that an option stands for, 0 … 1.

    The most that anything got is 1. Raises NothingToDraw.
    """
    question, told = told_of(snapshot, key)
    if question.use != "priorities":
        raise NothingToDraw(question=key, what="priorities")
    scores = {each["value"]: _score(question, each) for each in told["options"]}
    most = max((each for each in scores.values() if each is not None), default=0.0)
    links = {option.value: option.link for option in question.options}
    found = {
        links[value]: round(score / most, 6)
        for value, score in scores.items()
        if score is not None and most > 0 and links.get(value)
    }
    if not found:
        raise NothingToDraw(question=key, what="priorities")
    return found


def _score(question: Question, told: Mapping[str, Any]) -> float | None:
    """What an option got, from 0 on; None where it is withheld."""
    name = {"ranking": "borda", "best-worst": "score", "allocation": "mean"}
    number = told[name.get(question.kind, "share")]
    if number is None:
        return None
    return float(number) + 1 if question.kind == "best-worst" else float(number)


@transaction.atomic
def draw_priorities(*, snapshot: Snapshot, question: str, by: User) -> Drawn:
    """Order the criteria of the definition by what people care for."""
    definition = snapshot.survey.definition
    used = set(definition.criteria.values_list("slug", flat=True))
    found = {
        slug: score for slug, score in priorities_from(snapshot, question).items() if slug in used
    }
    if not found:
        raise NothingToDraw(question=question, what="priorities")
    deliberation.set_priorities(definition=definition, priorities=found)
    return _note(snapshot, question, Drawn.What.PRIORITIES, found, by)


def targets_from(snapshot: Snapshot, key: str) -> dict[str, float]:
    """Shares of the stakeholder classes that people wish for on average; they add up to 1.

    Raises NothingToDraw.
    """
    question, told = told_of(snapshot, key)
    if question.use != "targets":
        raise NothingToDraw(question=key, what="targets")
    links = {option.value: option.link for option in question.options}
    means = {links[each["value"]]: each["mean"] for each in told["options"]}
    means = {slug: mean for slug, mean in means.items() if slug and mean is not None}
    total = sum(means.values())
    if not total:
        raise NothingToDraw(question=key, what="targets")
    shares = {slug: round(mean / total, DIGITS) for slug, mean in means.items()}
    largest = max(shares, key=lambda slug: shares[slug])
    shares[largest] = round(shares[largest] + 1 - sum(shares.values()), DIGITS)
    return shares


@transaction.atomic
def draw_targets(*, snapshot: Snapshot, question: str, by: User) -> Drawn:
    """Weight broad support to the shares that people wish for: a new ruleset, in the log.

    Raises NothingToDraw, UnknownTargets for classes that the definition has not, or what
    deciding on a ruleset raises: it is the same decision.
    """
    definition = snapshot.survey.definition
    shares = targets_from(snapshot, question)
    reason = f"Target shares from survey “{snapshot.survey.slug}”, results {snapshot.number}."
    deliberation.decide_ruleset(
        definition=definition, by=by, reason=reason, numbers={"target_shares": shares}
    )
    return _note(snapshot, question, Drawn.What.TARGETS, shares, by)


def _note(
    snapshot: Snapshot, question: str, what: str, numbers: Mapping[str, float], by: User
) -> Drawn:
    return Drawn.objects.create(
        snapshot=snapshot, question=question, what=what, numbers=dict(numbers), made_by=by,
        made_at=timezone.now(),
    )  # fmt: skip


@transaction.atomic
def propose_ballot(*, snapshot: Snapshot, question: str) -> list[BallotProposal]:
    """Open a proposal for each component that the rubric wants, unless there is one already.

    Components whose row names no criterion of the definition are left out. First votes come
    by `bring_ballot_votes`. Raises NothingToDraw.
    """
    asked, told = told_of(snapshot, question)
    if asked.use != "ballot":
        raise NothingToDraw(question=question, what="proposals")
    definition = snapshot.survey.definition
    criteria = {each.slug: each for each in definition.criteria.all()}
    before = BallotProposal.objects.filter(snapshot__survey=snapshot.survey, question=question)
    done = set(before.values_list("component", flat=True))
    rows = {row.value: row for row in asked.rows}
    opened = []
    for component in told["components"]:
        row, level = rows[component["value"]], LEVELS.get(component["outcome"])
        if level is None or row.value in done or row.link not in criteria:
            continue
        proposal = deliberation.open_proposal(
            definition=definition,
            criterion_slug=row.link,
            level=level,
            requires=criteria[row.link].levels[-1],
            wording=_wording(snapshot, asked, component, level),
            rationale=_rationale(snapshot, told, component),
            origin=Proposal.Origin.SEEDED,
        )
        opened.append(
            BallotProposal.objects.create(
                snapshot=snapshot, question=question, component=row.value,
                outcome=component["outcome"], proposal=proposal,
            )
        )  # fmt: skip
    return opened


def _wording(snapshot: Snapshot, asked: Question, component: Mapping[str, Any], level: str) -> str:
    """A clause in the survey's own language, naming the freedoms that got votes."""
    questionnaire = snapshot.version.questionnaire
    names = {each.value: each.text for each in (*asked.rows, *asked.options)}
    say = {value: questionnaire.say(text, questionnaire.language) for value, text in names.items()}
    freedoms = [
        say[freedom].lower()
        for freedom, votes in zip(asked.values, component["votes"], strict=True)
        if votes
    ]
    last = f"{', '.join(freedoms[:-1])} and {freedoms[-1]}" if freedoms[1:] else freedoms[0]
    return (
        f"{say[component['value']]} {level} be available to anyone who wants to {last} the system."
    )


def _rationale(snapshot: Snapshot, told: Mapping[str, Any], component: Mapping[str, Any]) -> str:
    """Where it comes from, with the arithmetic."""
    votes = ", ".join(
        f"{freedom} {number}"
        for freedom, number in zip(told["freedoms"], component["votes"], strict=True)
    )
    return (
        f"From the component ballot of survey “{snapshot.survey.slug}”, results"
        f" {snapshot.number}: {votes}; {component['total']} votes in all, which is"
        f" {component['multiple']:g} times the mean of {told['mean']:g} a component. By the rubric:"
        f" {component['outcome'].replace('-', ' ')}."
    )


def bring_ballot_votes(*, brought: BallotProposal) -> int:
    """Cast the first votes: agree of those who marked the component, disagree of those who
    said that it is not required. Who has voted on the proposal by now is left alone, so doing
    it again adds nothing. Returns how many votes the ballot brought in all.
    """
    proposal = Proposal.objects.select_related("definition", "voted").get(pk=brought.proposal_id)
    voted = set(
        proposal.definition.participants.filter(
            events__revision__proposal=proposal, events__kind__in=["vote", "withdrawal"]
        ).values_list("pk", flat=True)
    )
    responses = (
        Response.objects.sent()
        .of_version(brought.snapshot.version)
        .exclude(participant=None)
        .filter(sent_at__lte=brought.snapshot.computed_at)
        .exclude(participant__in=voted)
        .select_related("participant")
    )
    cast = 0
    for response in responses.iterator(chunk_size=500):
        marked = ((response.answers or {}).get(brought.question) or {}).get(brought.component)
        if marked is not None and response.participant is not None:
            cast += _cast(response, proposal, 1 if marked else -1)
    brought.votes += cast
    brought.save(update_fields=["votes"])
    return brought.votes


def _cast(response: Response, proposal: Proposal, value: int) -> int:
    """1 if the vote was cast; a participant whose votes are not taken is passed over."""
    assert response.participant is not None
    try:
        deliberation.cast_vote(participant=response.participant, proposal=proposal, value=value)
    except Refusal:
        return 0
    return 1
