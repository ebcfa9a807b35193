"""Whatever is answered, changed and taken back: nothing is stored or counted off the path."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from surveys import actions, refusals
from surveys.models import Response, Survey
from surveys.questionnaire import check_questionnaire, walk, write
from tests.surveys.questionnaire.test_branching import KEYS, questionnaires

steps = st.lists(
    st.tuples(st.sampled_from(KEYS), st.sampled_from(["a", "b", "c", None]), st.booleans()),
    min_size=1,
    max_size=12,
)


@given(asked=questionnaires(), steps=steps)
@settings(max_examples=20, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow,
                                 HealthCheck.filter_too_much])  # fmt: skip
@pytest.mark.django_db
def test_nothing_off_the_path_is_stored_or_counted_and_dropping_is_told_first(moot, asked, steps):
    if check_questionnaire(asked):
        return
    survey = actions.create_survey(
        definition=moot.definition, slug=f"s{Survey.objects.count()}", document=write(asked)
    )
    actions.publish_version(version=survey.draft(), by=None)
    survey.refresh_from_db()
    response = actions.start_response(survey=survey, participant=moot.participant())
    for key, value, lets_go in steps:
        before = response.present
        after = {**before, key: value}
        if value is None:
            after.pop(key)
        path = walk(asked, after)
        gone = set(before) - set(path.answers) - {key}
        try:
            response = actions.save_answers(
                response=response, given={key: value}, may_drop=KEYS if lets_go else ()
            )
        except refusals.UnknownAnswers:
            assert value is not None
            assert key not in {each.key for each in path.shown}
            assert Response.objects.get(pk=response.pk).present == before
            continue
        except refusals.WouldDrop as refusal:
            told = {each.key for each in refusal.questions}
        else:
            told, before = set(), path.answers
        response = Response.objects.select_related("version", "survey").get(pk=response.pk)
        assert told == (set() if lets_go else gone)
        assert response.present == before == walk(asked, response.present).answers
    sent = actions.send_response(response=response)
    assert sent.answers == walk(asked, sent.answers).answers
    table = actions.read_table(survey.current)
    assert {key for key in KEYS if table.columns[key].values()[0] >= 0} == set(sent.answers)
