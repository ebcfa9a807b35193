"""How a questionnaire will look, made with the fields of the pages."""

from dataclasses import dataclass
from typing import Any

from surveys.questionnaire import Questionnaire
from surveys.rendering import Reader


@dataclass(frozen=True)
class Previewed:
    title: str
    text: str
    fields: list[Any]


def preview_of(asked: Questionnaire) -> list[Previewed]:
    """Every section with every question, conditions left aside."""
    reader = Reader(asked, asked.language, "preview", {})
    return [
        Previewed(
            reader.say(section.title),
            reader.say(section.text),
            [reader.field(question) for question in section.questions],
        )
        for section in asked.sections
    ]
