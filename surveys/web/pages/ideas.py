"""Open answers for moderators, and a proposal as it could be made of one."""

import re
from dataclasses import dataclass
from typing import Any, Final

from django.core.paginator import Page, Paginator
from rapidfuzz import fuzz, process

from deliberation.models import Criterion, Level
from surveys import actions
from surveys.models import Idea, Response, Survey

PAGE: Final = 30
WORD: Final = re.compile(r"\b(MUST NOT|MUST|SHOULD|MAY)\b")


@dataclass(frozen=True)
class Answer:
    """An open answer; idea: what became of it."""

    response: Response
    text: str
    pseudonym: str
    idea: Idea | None


@dataclass(frozen=True)
class IdeasPage:
    """makes_proposals: whether answers to the chosen question may become some."""

    questions: list[tuple[str, str]]
    chosen: str
    words: str
    answers: list[Answer]
    page: Page[Any] | None
    makes_proposals: bool = False


def ideas_page(
    survey: Survey, language: str, *, question: str, words: str, page: str, every: bool
) -> IdeasPage:
    """A page of the answers to one question; words: that have to stand in them; every: also of
    questions whose answers become no proposals."""
    asked = {each.key: each for each in actions.open_questions(survey, every=every)}
    say = survey.current.questionnaire.say if survey.current else None
    questions = [(key, say(each.text, language)) for key, each in asked.items()] if say else []
    chosen = question if question in asked else next(iter(asked), "")
    if not chosen:
        return IdeasPage(questions, "", words, [], None)
    found = Paginator(actions.open_answers(survey, chosen, words), PAGE).get_page(page)
    ideas = Idea.objects.filter(response__in=[each.pk for each in found], question=chosen)
    known = {each.response_id: each for each in ideas.select_related("proposal")}
    answers = [
        Answer(
            each,
            str((each.answers or {})[chosen]),
            each.participant.pseudonym if each.participant else "",
            known.get(each.pk),
        )
        for each in found
    ]
    makes = asked[chosen].use == "ideas"
    return IdeasPage(questions, chosen, words, answers, found, makes_proposals=makes)


def suggestion(text: str, criteria: list[Criterion]) -> dict[str, str]:
    """A proposal made of an answer: the criterion that is most like it, and a wording."""
    titles = {each.slug: f"{each.title} {each.question}" for each in criteria}
    match = process.extractOne(text, titles, scorer=fuzz.token_set_ratio)
    criterion = next((each for each in criteria if match and each.slug == match[2]), criteria[0])
    level = WORD.search(text)
    wording = text if level else f"The following {Level.MUST} hold: {text}"
    return {
        "criterion": criterion.slug,
        "level": level[1] if level else Level.MUST.value,
        "requires": criterion.levels[-1],
        "wording": wording,
    }
