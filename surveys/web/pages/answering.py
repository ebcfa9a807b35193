"""The pages on which a survey is answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import ngettext

from surveys.models import Response
from surveys.questionnaire import Path, Problem, Question, Questionnaire, Section, check, walk
from surveys.rendering import Field, Reader, read_answer
from surveys.web.pages.told import Answered, answers_in_words


@dataclass(frozen=True)
class SectionPage:
    """going: questions whose answers a change would take away, awaiting a word."""

    section: Section
    title: str
    text: str
    fields: list[Field]
    place: int
    steps: int
    back: str
    going: tuple[str, ...] = ()
    going_keys: str = ""

    @property
    def shown(self) -> str:
        return ",".join(each.question.key for each in self.fields)

    @property
    def said(self) -> str:
        """For those who do not see that an answer changed what is asked below it."""
        number = len(self.fields)
        return ngettext(
            "By this answer, %(number)d question is asked here.",
            "By this answer, %(number)d questions are asked here.",
            number,
        ) % {"number": number}

    @property
    def faulty(self) -> list[Field]:
        return [each for each in self.fields if each.problem]

    @property
    def percent(self) -> int:
        return round(100 * (self.place - 1) / self.steps)


def section_page(
    response: Response,
    key: str,
    language: str,
    *,
    sent: QueryDict | None = None,
    problems: Mapping[str, Problem] | None = None,
    going: Sequence[Question] = (),
) -> SectionPage | None:
    """The page of one section; None where the answers do not lead to it.

    sent: what was just posted and is shown again, with problems by question.
    """
    asked = response.version.questionnaire
    path = response.path if sent is None else tentative_path(asked, response.present, key, sent)
    step = path.step(key)
    if step is None:
        return None
    reader = Reader(asked, language, str(response.key), response.present, sent)
    place = path.steps.index(step)
    return SectionPage(
        section=step.section,
        title=reader.say(step.section.title),
        text=reader.say(step.section.text),
        fields=[reader.field(each, (problems or {}).get(each.key)) for each in step.questions],
        place=place + 1,
        steps=len(path.steps),
        back=path.steps[place - 1].section.key if place else "",
        going=tuple(reader.say(each.text) for each in going),
        going_keys=",".join(each.key for each in going),
    )


def tentative_path(
    asked: Questionnaire, answers: Mapping[str, Any], key: str, sent: QueryDict
) -> Path:
    """The way that what stands in the form would open, as far as it can be taken."""
    section = next(each for each in asked.sections if each.key == key)
    after = dict(answers)
    shown = set(sent.get("shown", "").split(","))
    for question in section.questions:
        if question.key in shown:
            value, _ = check(question, read_answer(question, sent))
            after[question.key] = value
    return walk(asked, after)


def given_in(section: Section, sent: QueryDict) -> dict[str, Any]:
    """The answers of a posted form, for the questions that it showed."""
    shown = set(sent.get("shown", "").split(","))
    return {
        question.key: read_answer(question, sent)
        for question in section.questions
        if question.key in shown
    }


@dataclass(frozen=True)
class Part:
    """A section as it is looked over."""

    key: str
    title: str
    answered: list[Answered]


@dataclass(frozen=True)
class ReviewPage:
    parts: list[Part]
    missing: list[Answered]


def review_page(response: Response, language: str) -> ReviewPage:
    """All that is asked on the way, with the answers in words."""
    asked = response.version.questionnaire
    missing = {each.key for each in response.path.missing()}
    parts = [
        Part(
            step.section.key,
            asked.say(step.section.title, language),
            answers_in_words(asked, step.questions, response.path.answers, language, missing),
        )
        for step in response.path.steps
    ]
    return ReviewPage(parts, [each for part in parts for each in part.answered if each.is_missing])
