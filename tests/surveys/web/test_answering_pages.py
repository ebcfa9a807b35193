"""The pages on which a survey is answered, without a script."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from surveys import actions
from surveys.models import Response
from tests.surveys.conftest import BRANCHED
from tests.surveys.questionnaire.builders import document, option, question, section


@pytest.fixture
def person(asked):
    participant = asked.moot.participant()
    client = Client()
    client.force_login(participant.user)
    return client


def at(name, *args):
    return reverse(name, args=["open-source-ai", "asked", *args])


def post(client, key, follow=False, **fields):
    return client.post(at("survey-section", key), fields, follow=follow)


def begin(client):
    return client.post(at("survey"))


def test_a_survey_is_answered_from_beginning_to_end(person, asked):
    assert begin(person).url == at("survey-section", "you")
    answer = post(person, "you", shown="role", **{"q-role": "lawyer"})
    assert answer.url == at("survey-section", "law")
    answer = post(person, "law", shown="cases", **{"q-cases": "b"})
    assert answer.url == at("survey-section", "wishes")
    answer = post(person, "wishes", shown="idea,needs", **{"q-idea": "Say where data is from.",
                                                           "q-needs": ["a", "c"]})  # fmt: skip
    assert answer.url == at("survey-review")
    page = person.get(at("survey-review"))
    assert b"Say where data is from." in page.content
    page = person.post(at("survey-review"), follow=True)
    assert "Your answers are sent." in page.content.decode()
    [sent] = Response.objects.sent()
    assert sent.answers == {
        "role": "lawyer", "cases": "b", "idea": "Say where data is from.", "needs": ["a", "c"],
    }  # fmt: skip


def test_new_questions_of_the_same_section_come_before_the_next(person, asked):
    begin(person)
    answer = post(person, "you", shown="role", **{"q-role": "developer"})
    assert answer.url == at("survey-section", "you")
    page = person.get(answer.url).content.decode()
    assert 'name="q-models"' in page
    assert "lead to more questions" in page
    answer = post(person, "you", shown="role,models", **{"q-role": "developer", "q-models": "12"})
    assert answer.url == at("survey-section", "wishes")


def test_answers_sent_after_signing_out_wait_until_one_is_back(person, asked):
    begin(person)
    user = asked.moot.definition.participants.latest("pk").user
    person.logout()
    looked = person.post(at("survey-section", "you"), {"look": "1"}, headers={"HX-Request": "true"})
    assert looked.status_code == 204
    answer = post(person, "you", shown="role", **{"q-role": "developer"})
    assert answer.url.startswith(reverse("sign-in"))
    person.force_login(user)
    page = person.get(reverse("resume")).content.decode()
    assert f'action="{at("survey-section", "you")}"' in page
    assert 'name="q-role" value="developer"' in page


def test_what_is_wrong_is_shown_beside_the_question_and_kept_in_the_form(person, asked):
    begin(person)
    answer = post(person, "you", shown="role,models",
                  **{"q-role": "developer", "q-models": "a dozen"})  # fmt: skip
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="a dozen"' in page
    assert "Give a number." in page
    assert 'href="#q-models"' in page
    answer = post(person, "you", shown="role")
    assert "Answer this question; it is required." in answer.content.decode()


def test_answers_that_would_go_are_named_first(person, asked):
    begin(person)
    post(person, "you", shown="role", **{"q-role": "lawyer"})
    post(person, "law", shown="cases", **{"q-cases": "b"})
    answer = post(person, "you", shown="role", **{"q-role": "other", "q-role-other-text": "judge"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "What of cases?" in page
    assert 'value="judge"' in page
    assert Response.objects.get().present == {"role": "lawyer", "cases": "b"}
    post(person, "you", shown="role", let_go="cases",
         **{"q-role": "other", "q-role-other-text": "judge"})  # fmt: skip
    assert Response.objects.get().present == {"role": {"choice": "other", "text": "judge"}}


def test_back_and_leave_save_too(person, asked):
    begin(person)
    post(person, "you", shown="role", **{"q-role": "lawyer"})
    answer = post(person, "law", shown="cases", go="back", **{"q-cases": "a"})
    assert answer.url == at("survey-section", "you")
    answer = post(person, "law", shown="cases", go="leave", **{"q-cases": "c"})
    assert answer.url == at("survey")
    assert Response.objects.get().present["cases"] == "c"
    assert "You have begun this survey." in person.get(at("survey")).content.decode()


def test_htmx_asks_what_a_change_would_show_and_stores_nothing(person, asked):
    begin(person)
    look = {"look": "1", "shown": "role", "q-role": "developer"}
    answer = person.post(at("survey-section", "you"), look, headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert 'name="q-models"' in page
    assert "<html" not in page
    assert Response.objects.get().present == {}
    same = person.post(at("survey-section", "you"), look | {"q-role": "other"},
                       headers={"HX-Request": "true"})  # fmt: skip
    assert same.status_code == 204


def test_every_kind_of_question_is_asked_answered_and_read_back(ask):
    kinds = [
        question("s", options=[option("a"), option("o", other=True)]),
        question("m", "multiple"), question("l", "likert"), question("g", "matrix"),
        question("r", "ranking"), question("n", "number", unit={"en": "years"}),
        question("t", "short-text"), question("long", "long-text"), question("d", "date"),
        question("p", "allocation"), question("bw", "best-worst", set_size=2),
        question("b", "ballot"),
    ]  # fmt: skip
    asked = ask(document(section("all", *kinds)))
    participant = asked.moot.participant()
    client = Client()
    client.force_login(participant.user)
    begin(client)
    fields = {
        "q-s": "o", "q-s-o-text": "else", "q-m": ["a", "b"], "q-l": "c", "q-g-x": "a",
        "q-r-a": "2", "q-r-b": "1", "q-n": "2,5", "q-t": "short", "q-long": "long\r\ntext",
        "q-d": "2026-03-01", "q-p-a": "30", "q-p-c": "70", "q-bw-0-best": "a",
        "q-bw-0-worst": "b", "q-b-weights": ["use", "share"], "q-b-training-data": "none",
    }  # fmt: skip
    shown = ",".join(each["key"] for each in kinds)
    answer = client.post(at("survey-section", "all"), fields | {"shown": shown})
    assert answer.status_code == 302, answer.content.decode()
    assert Response.objects.get().present == {
        "s": {"choice": "o", "text": "else"}, "m": ["a", "b"], "l": "c", "g": {"x": "a"},
        "r": ["b", "a"], "n": 2.5, "t": "short", "long": "long\ntext", "d": "2026-03-01",
        "p": {"a": 30, "b": 0, "c": 70}, "bw": {"0": ["a", "b"]},
        "b": {"training-data": [], "weights": ["use", "share"]},
    }  # fmt: skip
    page = client.get(at("survey-section", "all")).content.decode()
    for kept in ('value="else"', 'value="2.5"', "long\ntext", 'value="2026-03-01"', 'value="30"'):
        assert kept in page
    assert page.count(" checked") == 10
    assert page.count(" selected") == 2 + page.count('<option value="" selected')
    assert client.get(at("survey-review")).status_code == 200


def test_a_component_marked_both_ways_is_told_and_both_marks_stay(ask):
    asked = ask(document(section("all", question("b", "ballot"))))
    client = Client()
    client.force_login(asked.moot.participant().user)
    begin(client)
    marks = ["use", "study", "modify", "share", "none"]
    answer = post(client, "all", shown="b", **{"q-b-weights": marks})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Component 2 is marked as not required and for something" in page
    assert page.count(" checked") == 5
    assert Response.objects.get().present == {}


def test_what_was_typed_stays_when_the_survey_closes_meanwhile(person, asked):
    begin(person)
    post(person, "you", shown="role", **{"q-role": "lawyer"})
    actions.change_survey(survey=asked.survey, closes_at=timezone.now())
    answer = post(person, "law", shown="cases", **{"q-cases": "b"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "This survey closed on" in page
    assert re.search(r'value="b" checked', page)
    sent = person.post(at("survey-review"))
    assert (sent.status_code, Response.objects.sent().count()) == (409, 0)
    assert Response.objects.get().present == {"role": "lawyer"}
    late = Client()
    late.force_login(asked.moot.participant().user)
    assert "Closed since" in late.get(at("survey")).content.decode()
    assert "This survey closed on" in begin(late).content.decode()


def test_what_is_too_long_is_told_and_stays_in_the_form(person, asked):
    begin(person)
    post(person, "you", shown="role", **{"q-role": "other", "q-role-other-text": "judge"})
    text = "long " * 1001
    answer = post(person, "wishes", shown="idea,needs", **{"q-idea": text})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "These are 5004 characters; 5000 is the most." in page
    assert text in page


def test_what_is_sent_twice_counts_once(person, asked):
    assert begin(person).url == begin(person).url
    for _ in range(2):
        post(person, "you", shown="role", **{"q-role": "other", "q-role-other-text": "judge"})
    for _ in range(2):
        page = person.post(at("survey-review"), follow=True).content.decode()
        assert "Your answers are sent." in page
    assert Response.objects.count() == Response.objects.sent().count() == 1


def test_a_reader_sees_their_language_where_the_survey_has_it(ask):
    both = {"text": {"en": "Who are you?", "de": "Wer sind Sie?"}}
    asked = ask(document(section("s", {**question("who"), **both}, question("what"))) | {
        "languages": ["en", "de"]})  # fmt: skip
    client = Client(headers={"Accept-Language": "de"})
    client.force_login(asked.moot.participant().user)
    begin(client)
    page = client.get(at("survey-section", "s")).content.decode()
    assert "Wer sind Sie?" in page
    assert "What of what?" in page
    assert Response.objects.get().language == "de"


def test_pages_need_few_queries(person, asked):
    begin(person)
    for address in (at("survey"), at("survey-section", "you"), at("survey-review"),
                    reverse("surveys", args=["open-source-ai"])):  # fmt: skip
        with CaptureQueriesContext(connection) as queries:
            assert person.get(address).status_code == 200
        assert len(queries) <= 12, address


def test_an_unpublished_survey_is_not_there_for_others(moot, as_nobody):
    actions.create_survey(definition=moot.definition, slug="new", document=BRANCHED)
    address = reverse("survey", args=["open-source-ai", "new"])
    assert as_nobody.get(address).status_code == 404
    steward = Client()
    steward.force_login(moot.steward())
    assert steward.get(address).status_code == 200


def test_who_is_not_signed_in_is_sent_to_sign_in(as_nobody, asked):
    assert begin(as_nobody).url.startswith("/sign-in/?next=/d/open-source-ai/surveys/asked/")
    assert as_nobody.get(at("survey-section", "you")).url == at("survey")


def test_a_one_time_link_opens_the_survey_and_leaves_no_trace_in_the_address(ask, as_nobody):
    asked = ask(BRANCHED, admission="links")
    assert "one-time links" in as_nobody.get(at("survey")).content.decode()
    [token] = actions.invite_by_links(survey=asked.survey, number=1)
    assert as_nobody.get(at("survey-by-link", token)).url == at("survey")
    assert begin(as_nobody).url == at("survey-section", "you")
    assert as_nobody.get(at("survey-by-link", "guessed")).status_code == 404


@pytest.fixture
def as_nobody():
    return Client()
