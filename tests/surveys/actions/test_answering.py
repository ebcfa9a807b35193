"""Beginning, saving, going back, sending."""

from datetime import timedelta

import pytest
from django.utils import timezone

from deliberation.refusals import GuestsVoteOnly
from surveys import actions, refusals
from surveys.models import Fact, Response, Survey
from tests.surveys.conftest import BRANCHED
from tests.surveys.questionnaire.builders import document, option, question, section


def save(response, section, may_drop=(), **given):
    return actions.save_section(response=response, section=section, given=given, may_drop=may_drop)


def test_a_section_is_kept_and_found_again_on_another_device(asked):
    person = asked.moot.participant()
    save(asked.started(person), "you", role="developer", models=3)
    again = asked.started(person)
    assert again.present == {"role": "developer", "models": 3}
    assert not again.survey.responses.sent().exists()


def test_what_a_change_would_take_away_is_told_first_and_nothing_is_stored(asked):
    response = save(asked.started(), "you", role="lawyer")
    response = save(response, "law", cases="b")
    with pytest.raises(refusals.WouldDrop) as error:
        save(response, "you", role="developer")
    assert [each.key for each in error.value.questions] == ["cases"]
    response.refresh_from_db()
    assert response.present == {"role": "lawyer", "cases": "b"}
    response = save(response, "you", may_drop=["cases"], role="developer")
    assert response.present == {"role": "developer"}


def test_what_is_not_shown_is_not_stored(asked):
    response = save(asked.started(), "you", role="lawyer", models=4)
    assert response.present == {"role": "lawyer"}
    with pytest.raises(refusals.UnknownAnswers, match="models"):
        actions.save_answers(response=response, given={"models": 4})


def test_sending_counts_once_and_asks_for_what_is_missing(asked):
    response = save(asked.started(), "you", role="lawyer")
    with pytest.raises(refusals.AnswersMissing, match="cases"):
        actions.send_response(response=response)
    response = save(response, "law", cases="a")
    first = actions.send_response(response=response)
    second = actions.send_response(response=response)
    assert first.sent_at == second.sent_at
    assert first.stakeholder_class.slug == "developers"
    assert asked.survey.responses.sent().count() == 1


def test_a_change_that_is_not_sent_leaves_what_counts_as_it_was(asked):
    response = asked.answered({"role": "developer", "models": 2})
    response = save(response, "you", role="developer", models=5)
    assert response.answers["models"] == 2
    assert response.present["models"] == 5
    response = actions.send_response(response=response)
    assert response.answers["models"] == 5
    assert not response.has_unsent


def test_without_editing_what_is_sent_stays(ask):
    asked = ask(BRANCHED, may_edit=False)
    response = asked.answered({"role": "developer"})
    with pytest.raises(refusals.ResponseSent):
        save(response, "you", role="lawyer")


def test_wrong_answers_are_refused_by_question_and_nothing_is_stored(asked):
    response = asked.started()
    with pytest.raises(refusals.AnswersNotTaken) as error:
        save(response, "you", role="pilot", models=-1)
    assert {key: each.code for key, each in error.value.problems.items()} == {
        "role": "not-an-option", "models": "too-small",
    }  # fmt: skip
    assert all(each["detail"] for each in error.value.errors)
    response.refresh_from_db()
    assert response.present == {}


def test_times_are_kept(ask):
    now = timezone.now()
    later = ask(BRANCHED, slug="later", opens_at=now + timedelta(days=1))
    with pytest.raises(refusals.SurveyNotOpen):
        later.started()
    asked = ask(BRANCHED)
    response = asked.started()
    Survey.objects.filter(pk=asked.survey.pk).update(closes_at=now)
    with pytest.raises(refusals.SurveyClosed):
        save(response, "you", role="lawyer")


def test_an_unpublished_survey_takes_no_responses(moot):
    survey = actions.create_survey(definition=moot.definition, slug="new", document=BRANCHED)
    with pytest.raises(refusals.SurveyNotPublished):
        actions.start_response(survey=survey, participant=moot.participant())


def test_a_response_stays_with_its_version_and_a_new_one_comes_to_the_new(asked):
    response = save(asked.started(), "you", role="lawyer")
    version = actions.begin_version(survey=asked.survey)
    actions.remove(what=version.sections.get(key="law"))
    actions.publish_version(version=version, by=None)
    survey = Survey.objects.get(pk=asked.survey.pk)
    response = save(response, "law", cases="a")
    assert actions.send_response(response=response).version.number == 1
    with pytest.raises(refusals.OldVersion):
        actions.start_response(survey=survey, participant=asked.moot.participant(), version=1)
    with pytest.raises(refusals.OldVersion):
        actions.save_answers(response=response, given={"idea": "x"}, version=2)
    fresh = actions.start_response(survey=survey, participant=asked.moot.participant())
    assert fresh.version.number == 2


def test_a_quota_of_a_class_is_kept(ask):
    asked = ask(BRANCHED, quotas={"developers": 1})
    waiting = asked.started()
    asked.answered({"role": "developer"})
    with pytest.raises(refusals.QuotaFull):
        asked.started()
    save(waiting, "you", role="developer")
    with pytest.raises(refusals.QuotaFull):
        actions.send_response(response=waiting)
    asked.answered({"role": "developer"}, asked.moot.participant("researchers"))


def test_consent_comes_first(ask):
    asked = ask({**BRANCHED, "consent": {"en": "Your answers are counted."}})
    person = asked.moot.participant()
    with pytest.raises(refusals.ConsentNeeded):
        actions.start_response(survey=asked.survey, participant=person)
    assert asked.started(person).consented_at is not None


def test_a_one_time_link_answers_once_and_names_nobody(ask):
    asked = ask(BRANCHED, admission="links")
    with pytest.raises(refusals.LinkNeeded):
        asked.started()
    [token] = actions.invite_by_links(survey=asked.survey, number=1)
    link = actions.link_of(asked.survey, token)
    first = actions.start_response(survey=asked.survey, link=link)
    second = actions.start_response(survey=asked.survey, link=link)
    assert first.pk == second.pk
    assert first.participant is None
    with pytest.raises(refusals.LinkSpent):
        actions.link_of(asked.survey, "guessed")


def test_guests_do_not_answer(asked):
    moot = asked.moot
    from deliberation import actions as deliberation

    deliberation.change_admission(definition=moot.definition, admission="guests")
    moot.definition.refresh_from_db()
    guest = deliberation.join_as_guest(definition=moot.definition, key="a" * 32)
    with pytest.raises(GuestsVoteOnly):
        asked.started(guest)


def test_answers_that_are_too_long_in_all_are_refused(ask):
    keys = [f"t{number}" for number in range(45)]
    asked = ask(document(section("s", *(question(key, "long-text") for key in keys))))
    with pytest.raises(refusals.TooLarge):
        actions.save_answers(response=asked.started(), given=dict.fromkeys(keys, "x" * 5000))


def test_answers_set_class_and_facts(ask):
    asked = ask(document(section(
        "you", question("kind", use="class", options=[
            option("builds", link="developers"), option("studies", link="researchers")]),
        question("years", "number", use="fact"),
    )))  # fmt: skip
    person = asked.moot.participant("developers")
    response = asked.answered({"kind": "studies", "years": 7}, person)
    person.refresh_from_db()
    assert person.stakeholder_class.slug == "researchers"
    assert response.stakeholder_class.slug == "researchers"
    assert person.events.filter(kind="joined").count() == 2
    assert Fact.objects.get(participant=person, name="years").value == 7
    actions.save_answers(response=response, given={"years": None})
    actions.send_response(response=Response.objects.get(pk=response.pk))
    assert not person.facts.exists()
