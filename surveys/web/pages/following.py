"""What would follow from results, for stewards to decide."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from deliberation.refusals import Refusal
from surveys import actions
from surveys.actions.drawing import LEVELS, told_of
from surveys.models import BallotProposal, Drawn, Snapshot, Survey
from surveys.questionnaire import Question
from surveys.web.pages.tellers import OUTCOMES


@dataclass(frozen=True)
class Line:
    """name: of a criterion, class or component; said: what it would get; link: to a proposal."""

    name: str
    said: str
    proposal: int | None = None
    votes: int = 0


@dataclass(frozen=True)
class Effect:
    """One question whose results can take effect. refusal: why they cannot now."""

    key: str
    use: str
    text: str
    lines: list[Line]
    refusal: str
    drawn: Drawn | None


@dataclass(frozen=True)
class FollowingPage:
    snapshot: Snapshot | None
    effects: list[Effect]


@dataclass(frozen=True)
class Titles:
    """Of the definition's criteria and classes, by their slugs."""

    criteria: Mapping[str, str]
    classes: Mapping[str, str]

    def of(self, slug: str) -> str:
        return self.classes.get(slug) or self.criteria.get(slug, slug)


def following_page(survey: Survey, language: str) -> FollowingPage:
    snapshot = survey.snapshots.select_related("version").first()
    if snapshot is None:
        return FollowingPage(None, [])
    snapshot.survey = survey
    asked = snapshot.version.questionnaire
    drawn = {
        each.question: each for each in Drawn.objects.filter(snapshot__survey=survey).order_by("pk")
    }
    definition = survey.definition
    titles = Titles(
        criteria=dict(definition.criteria.values_list("slug", "title")),
        classes=dict(definition.stakeholder_classes.values_list("slug", "title")),
    )
    effects = [
        _effect(snapshot, question, language, titles, drawn.get(question.key))
        for question in asked.questions.values()
        if question.use in ("priorities", "targets", "ballot")
    ]
    return FollowingPage(snapshot, effects)


def _effect(
    snapshot: Snapshot,
    question: Question,
    language: str,
    titles: Titles,
    drawn: Drawn | None,
) -> Effect:
    lines: list[Line] = []
    refusal = ""
    try:
        if question.use == "ballot":
            lines = _ballot(snapshot, question, language, titles.criteria)
        else:
            take = actions.priorities_from if question.use == "priorities" else actions.targets_from
            found = take(snapshot, question.key)
            ordered = sorted(found.items(), key=lambda each: -each[1])
            lines = [Line(titles.of(slug), f"{round(100 * n)}") for slug, n in ordered]
    except Refusal as error:
        refusal = error.for_people()
    text = snapshot.version.questionnaire.say(question.text, language)
    return Effect(question.key, question.use, text, lines, refusal, drawn)


def _ballot(
    snapshot: Snapshot, question: Question, language: str, used: Collection[str]
) -> list[Line]:
    """used: slugs of the definition's criteria."""
    _question, told = told_of(snapshot, question.key)
    say = snapshot.version.questionnaire.say
    rows = {row.value: row for row in question.rows}
    made = {
        each.component: each
        for each in BallotProposal.objects.filter(
            snapshot__survey=snapshot.survey, question=question.key
        ).select_related("proposal")
    }
    lines = []
    for each in told["components"]:
        row, outcome = rows[each["value"]], each["outcome"]
        said = str(OUTCOMES.get(outcome, outcome))
        if outcome in LEVELS and row.link in used:
            said = _("%(outcome)s: a proposal with %(level)s") % {
                "outcome": said, "level": LEVELS[outcome]
            }  # fmt: skip
        elif outcome in LEVELS:
            said = _("%(outcome)s, but the definition uses no criterion for it") % {"outcome": said}
        known = made.get(row.value)
        lines.append(
            Line(
                say(row.text, language), said,
                known.proposal.number if known else None, known.votes if known else 0,
            )
        )  # fmt: skip
    return lines
