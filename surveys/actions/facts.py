"""What answers tell of the participant: their stakeholder class, and other facts."""

from contextlib import suppress
from typing import Any

from deliberation.actions import change_class
from deliberation.refusals import Refusal
from surveys.models import Fact, Response
from surveys.questionnaire import Question


def take_facts(response: Response) -> None:
    """Set the participant's class and facts as the answers of a response say.

    Call it in the transaction that sends the response. Answers that were taken back take
    their facts with them; a class stays until another is declared.
    """
    participant = response.participant
    assert participant is not None
    asked, answers = response.version.questionnaire, response.answers or {}
    for question in asked.used_for("class"):
        slug = _link(question, answers.get(question.key))
        if slug:
            # Where the class cannot be changed any more, the answers count all the same.
            with suppress(Refusal):
                response.participant = change_class(participant=participant, class_slug=slug)
    told = {
        question.key: answers[question.key]
        for question in asked.used_for("fact")
        if question.key in answers
    }
    Fact.objects.filter(response=response).exclude(name__in=told).delete()
    for name, value in told.items():
        Fact.objects.update_or_create(
            participant=participant, name=name, defaults={"value": value, "response": response}
        )


def _link(question: Question, answer: Any) -> str:
    """What the chosen option stands for; "" for an answer in other words, or none."""
    option = question.option(answer) if isinstance(answer, str) else None
    return option.link if option else ""
