"""The way through a questionnaire that a set of answers opens."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from surveys.questionnaire.conditions import holds
from surveys.questionnaire.document import Question, Questionnaire, Section


@dataclass(frozen=True)
class Step:
    """A section on the way, with those of its questions that are shown."""

    section: Section
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Path:
    """The steps, and the answers to what they show; all others are not on the way."""

    steps: tuple[Step, ...]
    answers: Mapping[str, Any]

    @property
    def shown(self) -> tuple[Question, ...]:
        return tuple(question for step in self.steps for question in step.questions)

    def step(self, key: str) -> Step | None:
        return next((each for each in self.steps if each.section.key == key), None)

    def missing(self) -> tuple[Question, ...]:
        """Questions that are shown, required, and not answered."""
        return tuple(
            each for each in self.shown if each.is_required and each.key not in self.answers
        )


def walk(questionnaire: Questionnaire, answers: Mapping[str, Any]) -> Path:
    """Go through the questionnaire in order, keeping an answer only where its question is shown.

    A condition sees the kept answers of earlier questions alone, so what hangs on an answer
    that was dropped is not shown either. Walking the kept answers again gives the same path.
    """
    kept: dict[str, Any] = {}
    steps = []
    for section in questionnaire.sections:
        if not holds(section.show_if, kept):
            continue
        shown = []
        for question in section.questions:
            if not holds(question.show_if, kept):
                continue
            shown.append(question)
            if answers.get(question.key) is not None:
                kept[question.key] = answers[question.key]
        if shown:
            steps.append(Step(section, tuple(shown)))
    return Path(tuple(steps), kept)


def dropped(
    questionnaire: Questionnaire, before: Mapping[str, Any], after: Mapping[str, Any]
) -> tuple[Question, ...]:
    """Questions answered before that the changed answers no longer show."""
    shown: Collection[str] = {each.key for each in walk(questionnaire, after).shown}
    return tuple(
        question
        for key, question in questionnaire.questions.items()
        if key in before and key not in shown
    )
