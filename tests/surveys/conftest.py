"""A published survey with a branch, and verbs to answer it."""

from dataclasses import dataclass
from typing import Any

import pytest

from deliberation.models import Participant
from surveys import actions
from surveys.models import Response, Survey
from tests.surveys.questionnaire.builders import document, option, question, section


@dataclass
class Asked:
    """A published survey, with the verbs that tests need."""

    moot: Any
    survey: Survey

    def answered(self, answers: dict[str, Any], participant: Participant | None = None) -> Response:
        """A response that is sent, of a fresh participant unless one is given."""
        response = actions.start_response(
            survey=self.survey, participant=participant or self.moot.participant(), consents=True
        )
        response = actions.save_answers(response=response, given=answers)
        return actions.send_response(response=response)

    def started(self, participant: Participant | None = None) -> Response:
        return actions.start_response(
            survey=self.survey, participant=participant or self.moot.participant(), consents=True
        )


BRANCHED = document(
    section("you",
            question("role", required=True,
                     options=[option("developer"), option("lawyer"), option("other", other=True)]),
            question("models", "number", least=0, whole=True,
                     show_if={"question": "role", "is": "developer"})),
    section("law", question("cases", required=True), show_if={"question": "role", "is": "lawyer"}),
    section("wishes", question("idea", "long-text", use="ideas"),
            question("needs", "multiple")),
)  # fmt: skip


@pytest.fixture
def ask(moot: Any) -> Any:
    """Publishes a document as a survey: ask(document, slug=…, **fields)."""

    def publish(asked: Any, slug: str = "asked", **fields: Any) -> Asked:
        survey = actions.create_survey(
            definition=moot.definition, slug=slug, document=asked, **fields
        )
        actions.publish_version(version=survey.draft(), by=None)
        survey.refresh_from_db()
        return Asked(moot, survey)

    return publish


@pytest.fixture
def asked(ask: Any) -> Asked:
    return ask(BRANCHED)
