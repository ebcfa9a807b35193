"""Sections and questions are added, moved, checked and frozen."""

import pytest
from django.db import IntegrityError, transaction

from surveys import actions, refusals
from surveys.models import Question, Version
from tests.surveys.conftest import BRANCHED
from tests.surveys.questionnaire.builders import document, option, question, section


def order(version):
    return [[q.key for q in s.questions.all()] for s in version.sections.all()]


@pytest.fixture
def version(moot):
    return actions.create_survey(definition=moot.definition, slug="s", document=BRANCHED).draft()


def test_a_document_comes_back_as_it_went_in(version):
    assert version.built() == {**BRANCHED, "languages": ["en"]}


def test_questions_move_within_and_across_sections(version):
    actions.move(what=Question.objects.get(key="models"), by=-1)
    assert order(version)[0] == ["models", "role"]
    actions.move(what=Question.objects.get(key="role"), by=1)
    assert order(version)[:2] == [["models"], ["role", "cases"]]
    actions.move(what=Question.objects.get(key="role"), by=-1)
    assert order(version)[:2] == [["models", "role"], ["cases"]]
    actions.move(what=Question.objects.get(key="models"), by=-1)
    assert order(version)[0] == ["models", "role"]
    actions.move(what=version.sections.get(key="wishes"), by=-1)
    assert [each.key for each in version.sections.all()] == ["you", "wishes", "law"]


def test_a_key_stands_once(version):
    first = version.sections.first()
    with pytest.raises(refusals.KeyTaken):
        actions.save_question(section=first, asked=question("cases"))
    with pytest.raises(refusals.KeyTaken):
        actions.build_section(version=version, key="law")


def test_a_question_that_is_none_is_refused(version):
    with pytest.raises(refusals.QuestionnaireMalformed, match="polygon"):
        actions.save_question(section=version.sections.first(), asked=question("p", "polygon"))


def test_findings_keep_a_version_from_being_published(version):
    actions.save_question(
        section=version.sections.first(),
        asked=question("loop", show_if={"question": "loop", "is": "a"}),
    )
    with pytest.raises(refusals.NotPublishable) as error:
        actions.publish_version(version=version, by=None)
    assert [each.code for each in error.value.findings] == ["circle"]
    assert "loop → loop" in error.value.errors[0]["detail"]
    assert version.survey.state(version.created_at) == "unpublished"


def test_a_published_version_is_frozen_by_action_and_by_database(version):
    version = actions.publish_version(version=version, by=None)
    asked = Question.objects.get(key="models")
    with pytest.raises(refusals.VersionFrozen):
        actions.remove(what=asked)
    with pytest.raises(refusals.VersionFrozen):
        actions.publish_version(version=version, by=None)
    for change in (
        lambda: Version.objects.filter(pk=version.pk).update(document={}),
        lambda: Question.objects.filter(pk=asked.pk).update(key="other"),
        lambda: Question.objects.create(version=version, section=asked.section, key="x",
                                        kind="single", position=9),
    ):  # fmt: skip
        with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
            change()


def test_a_new_version_begins_like_the_published_one_and_is_one_alone(version):
    survey = actions.publish_version(version=version, by=None).survey
    survey.refresh_from_db()
    second = actions.begin_version(survey=survey)
    assert (second.number, second.built()) == (2, {**BRANCHED, "languages": ["en"]})
    assert actions.begin_version(survey=survey).pk == second.pk


def test_choice_sets_are_made_on_publishing(moot):
    items = [option(f"i{number}") for number in range(7)]
    asked = document(section("s", question("bw", "best-worst", options=items, set_size=3)))
    version = actions.create_survey(definition=moot.definition, slug="bw", document=asked).draft()
    version = actions.publish_version(version=version, by=None)
    assert len(version.document["sections"][0]["questions"][0]["sets"]) == 7
