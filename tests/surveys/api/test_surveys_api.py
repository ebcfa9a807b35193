"""Surveys over the API: the same validation as the page, errors by question."""

from io import BytesIO

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook
from rest_framework.authtoken.models import Token

from surveys import actions
from surveys.exchange.xlsform_out import XLSX
from surveys.models import Response
from tests.surveys.conftest import BRANCHED
from tests.surveys.exchange.test_xlsform import FORM
from tests.surveys.questionnaire.builders import document, question, section

BASE = "/api/v1/definitions/open-source-ai/surveys"
ONE = f"{BASE}/asked"


@pytest.fixture
def signed_in():
    def client_of(who):
        token, _ = Token.objects.get_or_create(user=getattr(who, "user", who))
        return Client(headers={"Authorization": f"Token {token.key}"})

    return client_of


def send(client, method, address, body=None):
    return getattr(client, method)(address, body or {}, content_type="application/json")


def test_a_survey_is_answered_over_the_api(asked, signed_in):
    client = signed_in(asked.moot.participant())
    assert client.get(f"{ONE}/response/").json()["code"] == "no-response-yet"
    begun = send(client, "put", f"{ONE}/response/").json()
    assert (begun["version"], begun["shown"], begun["missing"]) == (1, ["role", "idea", "needs"],
                                                                    ["role"])  # fmt: skip
    saved = send(client, "patch", f"{ONE}/response/", {"answers": {"role": "lawyer"}}).json()
    assert saved["missing"] == ["cases"]
    early = send(client, "post", f"{ONE}/response/send/")
    assert early.status_code == 400
    assert early.json()["errors"][0]["field"] == "cases"
    send(client, "patch", f"{ONE}/response/", {"answers": {"cases": "a"}})
    going = send(client, "patch", f"{ONE}/response/", {"answers": {"role": "developer"}})
    assert (going.status_code, going.json()["code"]) == (409, "answers-would-go")
    assert going.json()["errors"][0]["field"] == "cases"
    sent = send(client, "post", f"{ONE}/response/send/").json()
    assert sent["sent"] == {"role": "lawyer", "cases": "a"}
    twice = send(client, "post", f"{ONE}/response/send/").json()
    assert twice["sent_at"] == sent["sent_at"]


def test_faults_come_by_question_and_nothing_is_stored(asked, signed_in):
    client = signed_in(asked.moot.participant())
    send(client, "put", f"{ONE}/response/")
    wrong = send(client, "patch", f"{ONE}/response/",
                 {"answers": {"role": "pilot", "needs": "a"}})  # fmt: skip
    assert wrong.status_code == 400
    assert {each["field"]: each["code"] for each in wrong.json()["errors"]} == {
        "role": "not-an-option", "needs": "wrong-shape",
    }  # fmt: skip
    old = send(client, "patch", f"{ONE}/response/", {"answers": {"role": "lawyer"}, "version": 2})
    assert old.json()["code"] == "old-survey-version"
    assert Response.objects.get().present == {}


def test_a_steward_builds_and_publishes_and_others_do_not(moot, signed_in):
    steward, other = signed_in(moot.steward()), signed_in(moot.participant())
    looped = document(section("s", question("a", show_if={"question": "a", "is": "a"})))
    body = {"slug": "asked", "questionnaire": looped}
    assert send(other, "post", f"{BASE}/", body).status_code == 403
    assert send(steward, "post", f"{BASE}/", body).status_code == 201
    assert other.get(f"{ONE}/").status_code == 404
    assert [each["code"] for each in steward.get(f"{ONE}/draft/").json()["findings"]] == ["circle"]
    refused = send(steward, "post", f"{ONE}/draft/publish/")
    assert (refused.status_code, refused.json()["code"]) == (400, "survey-not-publishable")
    built = send(steward, "put", f"{ONE}/draft/", {"questionnaire": BRANCHED}).json()
    assert built["findings"] == []
    assert send(steward, "post", f"{ONE}/draft/publish/").json()["number"] == 1
    assert other.get(f"{ONE}/").json()["state"] == "open"
    assert other.get(f"{ONE}/versions/1/").json()["questionnaire"]["sections"][0]["key"] == "you"
    assert [each["slug"] for each in other.get(f"{BASE}/").json()["results"]] == ["asked"]
    broken = send(steward, "put", f"{ONE}/draft/", {"questionnaire": {"format": "x"}})
    assert broken.json()["code"] == "questionnaire-malformed"


def test_looking_at_what_is_being_built_begins_nothing(asked, signed_in):
    steward, other = signed_in(asked.moot.steward()), signed_in(asked.moot.participant())
    for method, address in (("get", "draft/"), ("post", "draft/publish/")):
        refused = send(steward, method, f"{ONE}/{address}")
        assert (refused.status_code, refused.json()["code"]) == (404, "survey-nothing-built")
    assert asked.survey.versions.count() == 1
    assert send(other, "post", f"{ONE}/draft/").status_code == 403
    begun = send(steward, "post", f"{ONE}/draft/").json()
    assert (begun["number"], begun["findings"]) == (2, [])
    assert send(steward, "post", f"{ONE}/draft/").json()["number"] == 2
    assert steward.get(f"{ONE}/draft/").json()["questionnaire"] == begun["questionnaire"]


def test_results_and_exports(asked, signed_in):
    steward, other = signed_in(asked.moot.steward()), signed_in(asked.moot.participant())
    for _ in range(5):
        asked.answered({"role": "developer", "idea": "My own words."})
    assert other.get(f"{ONE}/results/").json()["code"] == "no-results-yet"
    counted = send(steward, "post", f"{ONE}/results/").json()
    assert counted["results"]["responses"] == 5
    assert send(other, "post", f"{ONE}/results/1/publish/").status_code == 403
    send(steward, "post", f"{ONE}/results/{counted['number']}/publish/")
    assert Client().get(f"{ONE}/results/").json()["number"] == counted["number"]
    exported = steward.get(f"{ONE}/responses/csv/", headers={"Accept": "text/csv"})
    content = exported.getvalue()
    assert b"My own words" not in content
    assert len(content.splitlines()) == 6
    assert other.get(f"{ONE}/responses/csv/").status_code == 403
    assert steward.get(f"{ONE}/responses/nothing/").status_code == 404
    ideas = steward.get(f"{ONE}/ideas/?question=idea&q=own").json()["results"]
    assert len(ideas) == 5
    body = {"response": ideas[0]["response"], "question": "idea", "criterion": "training-data",
            "level": "MUST", "requires": "open", "wording": "It MUST be my own."}  # fmt: skip
    assert send(steward, "post", f"{ONE}/ideas/", body).json() == {"proposal": 1}
    assert send(steward, "post", f"{ONE}/ideas/", body).json()["code"] == "idea-taken"


def test_anonymous_surveys_are_answered_by_link(ask, signed_in):
    asked = ask(BRANCHED, admission="links")
    [token] = actions.invite_by_links(survey=asked.survey, number=1)
    client = Client()
    assert send(client, "put", f"{ONE}/response/").json()["code"] == "link-needed"
    assert send(client, "put", f"{ONE}/response/?link=x").json()["code"] == "link-unknown"
    assert send(client, "put", f"{ONE}/response/?link={token}").status_code == 200
    made = send(signed_in(asked.moot.steward()), "post", f"{ONE}/links/", {"number": 2})
    assert len(made.json()["tokens"]) == 2
    steward, unused = signed_in(asked.moot.steward()), made.json()["tokens"][0]
    assert send(client, "delete", f"{ONE}/links/").status_code in (401, 403)
    assert send(steward, "delete", f"{ONE}/links/").status_code == 204
    spent = send(client, "put", f"{ONE}/response/?link={unused}").json()
    assert spent["code"] == "link-unknown"
    assert client.get(f"{ONE}/response/?link={token}").status_code == 200


def test_an_xlsform_comes_in_and_goes_out(asked, signed_in):
    steward = signed_in(asked.moot.steward())

    def put(content, content_type=XLSX):
        return steward.put(f"{ONE}/draft/xlsform/", content, content_type=content_type)

    before = send(steward, "post", f"{ONE}/draft/").json()
    refused = put(b"PK no")
    assert (refused.status_code, refused.json()["code"]) == (400, "no-xlsform")
    assert put(b"x" * 5_000_001).json()["code"] == "no-xlsform"
    assert put(b"{}", "application/json").status_code == 415
    assert steward.get(f"{ONE}/draft/").json() == before
    taken = put(FORM).json()
    assert [each["key"] for each in taken["questionnaire"]["sections"][0]["questions"]] == [
        "role", "years",
    ]  # fmt: skip
    assert taken["left_out"][1] == {
        "sheet": "survey", "row": 9, "reason": taken["left_out"][1]["reason"],
    }  # fmt: skip
    out = steward.get(f"{ONE}/versions/1/xlsform/")
    assert out["Content-Type"] == XLSX
    assert load_workbook(BytesIO(out.content)).sheetnames == ["survey", "choices", "settings"]
    assert steward.get(f"{ONE}/versions/9/xlsform/").json()["code"] == "survey-version-not-found"


def test_versions_and_results_are_found_by_their_numbers(asked, signed_in):
    steward, other = signed_in(asked.moot.steward()), signed_in(asked.moot.participant())
    for _ in range(5):
        asked.answered({"role": "developer"})
    send(steward, "post", f"{ONE}/results/")
    assert steward.get(f"{ONE}/results/1/").json()["number"] == 1
    assert other.get(f"{ONE}/results/1/").json()["code"] == "no-results-yet"
    send(steward, "post", f"{ONE}/results/1/publish/")
    assert other.get(f"{ONE}/results/1/").json()["number"] == 1
    send(steward, "post", f"{ONE}/draft/")
    send(steward, "post", f"{ONE}/draft/publish/")
    assert [each["number"] for each in other.get(f"{ONE}/versions/").json()["results"]] == [2, 1]


def test_what_cannot_be_taken_is_told_and_nothing_is_lost(asked, signed_in):
    """A closed survey, an old version, answers without end, and the same sent twice."""
    client = signed_in(asked.moot.participant())
    send(client, "put", f"{ONE}/response/")
    given = {"role": "lawyer", "cases": "a"}
    saved = send(client, "patch", f"{ONE}/response/", {"answers": given}).json()
    kept = saved["answers"]
    long = send(client, "patch", f"{ONE}/response/", {"answers": {"idea": "x" * 5001}})
    assert (long.status_code, long.json()["errors"][0]["code"]) == (400, "too-long")
    endless = send(client, "patch", f"{ONE}/response/", {"answers": {"idea": "x" * 3_000_000}})
    assert endless.status_code == 413
    for deed, method, body in (("response/", "patch", {"answers": {"idea": "x"}, "version": 9}),
                               ("response/send/", "post", {"version": 9})):  # fmt: skip
        old = send(client, method, f"{ONE}/{deed}", body)
        assert (old.status_code, old.json()["code"]) == (409, "old-survey-version")
    first = send(client, "post", f"{ONE}/response/send/").json()
    assert send(client, "post", f"{ONE}/response/send/").json() == first
    actions.change_survey(survey=asked.survey, closes_at=timezone.now())
    for deed, method, body in (("response/", "patch", {"answers": {"idea": "late"}}),
                               ("response/", "put", {})):  # fmt: skip
        answer = send(client, method, f"{ONE}/{deed}", body)
        if method == "patch":
            assert (answer.status_code, answer.json()["code"]) == (409, "survey-closed")
    other = send(signed_in(asked.moot.participant()), "put", f"{ONE}/response/")
    assert other.json()["code"] == "survey-closed"
    assert client.get(f"{ONE}/response/").json()["sent"] == kept == given
    assert Response.objects.sent().count() == 1


@pytest.mark.parametrize(
    ("body", "code", "said"),
    [
        ({"closes_at": "2020-01-01T00:00:00Z"}, "closes-too-early", "closes after it opens"),
        ({"opens_at": "2099-01-01T00:00:00Z", "closes_at": "2098-01-01T00:00:00Z"},
         "closes-too-early", "closes after it opens"),
        ({"quotas": {"developres": 5}}, "quota-of-no-class", "developres. It has: developers"),
        ({"quotas": {"developers": -1}}, "invalid-input", ""),
    ],
)  # fmt: skip
def test_settings_that_cannot_be_are_refused_and_change_nothing(asked, signed_in, body, code, said):
    steward = signed_in(asked.moot.steward())
    send(steward, "patch", f"{ONE}/", {"opens_at": "2021-01-01T00:00:00Z"})
    before = steward.get(f"{ONE}/").json()
    refused = send(steward, "patch", f"{ONE}/", body)
    assert (refused.status_code, refused.json()["code"]) == (400, code)
    assert said in refused.json()["detail"]
    assert steward.get(f"{ONE}/").json() == before
