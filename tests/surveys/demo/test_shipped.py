"""The shipped surveys are sound in four languages, and the demo fills them."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from deliberation.demo.seed import bring_crowd, open_demo
from deliberation.exchange import catalogue
from surveys import actions
from surveys.demo import on_demo_prepared
from surveys.models import Response, Survey
from surveys.questionnaire import check_questionnaire, read
from surveys.shipped import COMPONENT_BALLOT, OPEN_SOURCE_AI, shipped


@pytest.mark.parametrize("name", [OPEN_SOURCE_AI, COMPONENT_BALLOT])
def test_a_shipped_survey_is_sound_and_whole_in_four_languages(name):
    asked = read(shipped(name))
    assert check_questionnaire(asked) == []
    texts = [asked.title, *(section.title for section in asked.sections)]
    for question in asked.questions.values():
        texts += [question.text, *(each.text for each in (*question.options, *question.rows))]
    assert all(set(each) == {"en", "de", "fr", "es"} for each in texts)


def test_the_survey_has_twenty_questions_and_two_branches():
    asked = read(shipped(OPEN_SOURCE_AI))
    assert len(asked.questions) == 20
    conditions = {str(each.show_if) for each in (*asked.sections, *asked.questions.values())}
    assert len(conditions - {"None"}) == 2
    assert len(read(shipped(COMPONENT_BALLOT)).questions["components"].rows) == 17


def test_the_demo_has_simulated_answers_that_say_so(db):
    catalogue.load()
    definition = open_demo()
    bring_crowd(definition, wave=0)
    said = []
    for _ in range(2):
        on_demo_prepared(definition=definition, say=said.append)
    assert len(said) == 2
    assert Response.objects.filter(is_simulated=False).count() == 0
    survey = Survey.objects.get(slug="what-it-means")
    assert survey.is_simulated
    assert survey.responses.count() > 80
    snapshot = survey.snapshots.get()
    assert snapshot.published_at
    assert actions.priorities_from(snapshot, "priorities")
    assert abs(sum(actions.targets_from(snapshot, "weights").values()) - 1) < 1e-9
    ballot = Survey.objects.get(slug="components").snapshots.get()
    assert actions.propose_ballot(snapshot=ballot, question="components")


def test_a_survey_goes_out_and_comes_in_by_command(moot, tmp_path, capsys):
    path = Path(tmp_path) / "ballot.json"
    source = Path("surveys/shipped/component-ballot.json")
    where = ["--definition", "open-source-ai", "--slug", "ballot"]
    call_command("import_survey", str(source), *where, "--publish")
    call_command("export_survey", "open-source-ai", "ballot", str(path), "--format", "json")
    again = read(json.loads(path.read_text()))
    assert again == read(shipped(COMPONENT_BALLOT))
    path.write_text("{")
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_survey", str(path), *where)
