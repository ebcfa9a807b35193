"""Bad input gets a clear 4xx in one shape, never a trace, and adds nothing."""

import json

import pytest
from django.db import DatabaseError
from django.test import Client

from deliberation import actions
from deliberation.api import problems
from deliberation.models import Event, Proposal, Revision

ROOT = "/api/v1"
HERE = f"{ROOT}/definitions/open-source-ai"
VOTE, PROPOSALS, JOIN = f"{HERE}/proposals/1/vote", f"{HERE}/proposals/", f"{HERE}/participation/"
GOOD = {
    "criterion": "training-data",
    "level": "MUST",
    "requires": "open",
    "wording": "The training data MUST be published.",
}


def wanting(**changed):
    return json.dumps(GOOD | changed)


BODIES = [
    # name, method, address, body, status, code, field of the first error
    ("malformed JSON", "PUT", VOTE, '{"value": "agree"', 400, "malformed-body", None),
    ("no JSON at all", "PUT", VOTE, "agree", 400, "malformed-body", None),
    ("bytes that are no UTF-8", "PUT", VOTE, b'{"value": "\xff"}', 400, "malformed-body", None),
    ("a byte order mark", "PUT", VOTE, b'\xef\xbb\xbf{"value": 1}', 400, "malformed-body", None),
    ("deep nesting", "PUT", VOTE, "[" * 200_000, 400, "malformed-body", None),
    ("an endless number", "PUT", VOTE, '{"value": ' + "9" * 9000 + "}",
     400, "malformed-body", None),
    ("not a number", "PUT", VOTE, '{"value": NaN}', 400, "malformed-body", None),
    ("nothing", "PUT", VOTE, "", 400, "invalid-input", "value"),
    ("null", "PUT", VOTE, "null", 400, "invalid-input", None),
    ("a list", "PUT", VOTE, '["agree"]', 400, "invalid-input", None),
    ("a string", "PUT", VOTE, '"agree"', 400, "invalid-input", None),
    ("no value", "PUT", VOTE, "{}", 400, "invalid-input", "value"),
    ("a null value", "PUT", VOTE, '{"value": null}', 400, "invalid-input", "value"),
    ("a number for a word", "PUT", VOTE, '{"value": 1}', 400, "invalid-input", "value"),
    ("true for a word", "PUT", VOTE, '{"value": true}', 400, "invalid-input", "value"),
    ("a list for a word", "PUT", VOTE, '{"value": ["agree"]}', 400, "invalid-input", "value"),
    ("an object for a word", "PUT", VOTE, '{"value": {"a": 1}}', 400, "invalid-input", "value"),
    ("another word", "PUT", VOTE, '{"value": "Agree"}', 400, "invalid-input", "value"),
    ("a surrogate", "PUT", VOTE, '{"value": "\\ud800"}', 400, "invalid-input", "value"),
    ("a surrogate as a name", "PUT", VOTE, '{"\\ud800": 1}', 400, "invalid-input", "\ud800"),
    ("an unknown field", "PUT", VOTE, '{"value": "agree", "x": 1}', 400, "invalid-input", "x"),
    ("nothing to propose", "POST", PROPOSALS, "{}", 400, "invalid-input", "criterion"),
    ("a misspelt field", "POST", PROPOSALS, wanting(rational="?"),
     400, "invalid-input", "rational"),
    ("1 MB of wording", "POST", PROPOSALS, wanting(wording="MUST " * 200_000),
     400, "invalid-input", "wording"),
    ("a wording too long by one", "POST", PROPOSALS, wanting(wording="MUST" + "x" * 1997),
     400, "invalid-input", "wording"),
    ("1 MB of rationale", "POST", PROPOSALS, wanting(rationale="x" * 1_000_000),
     400, "invalid-input", "rationale"),
    ("a number as wording", "POST", PROPOSALS, wanting(wording=12),
     400, "invalid-input", "wording"),
    ("a blank wording", "POST", PROPOSALS, wanting(wording=" \n\t"),
     400, "invalid-input", "wording"),
    ("NUL in the wording", "POST", PROPOSALS, wanting(wording="It MUST\0"),
     400, "invalid-input", "wording"),
    ("a surrogate in the wording", "POST", PROPOSALS, wanting(wording="MUST \udcff"),
     400, "invalid-input", "wording"),
    ("NUL in the criterion", "POST", PROPOSALS, wanting(criterion="a\0"),
     400, "invalid-input", "criterion"),
    ("another level", "POST", PROPOSALS, wanting(level="SHALL"), 400, "invalid-input", "level"),
    ("an unknown criterion", "POST", PROPOSALS, wanting(criterion="weights"),
     400, "unknown-criterion", None),
    ("unknown evidence", "POST", PROPOSALS, wanting(requires="ajar"),
     400, "unknown-evidence", None),
    ("a wording without its level", "POST", PROPOSALS, wanting(wording="Publish it."),
     400, "level-not-in-wording", None),
    ("a blank pseudonym", "POST", JOIN, '{"pseudonym": " ", "stakeholder_class": "researchers"}',
     400, "invalid-input", "pseudonym"),
    ("a pseudonym too long", "POST", JOIN,
     json.dumps({"pseudonym": "x" * 61, "stakeholder_class": "researchers"}),
     400, "invalid-input", "pseudonym"),
    ("NUL in the pseudonym", "POST", JOIN,
     '{"pseudonym": "a\\u0000b", "stakeholder_class": "researchers"}',
     400, "invalid-input", "pseudonym"),
]  # fmt: skip

ADDRESSES = [
    ("an unknown definition", f"{ROOT}/definitions/nothing/", 404, "definition-not-found"),
    ("an unknown criterion", f"{HERE}/criteria/nothing/", 404, "criterion-not-found"),
    ("an unknown proposal", f"{HERE}/proposals/99/", 404, "proposal-not-found"),
    ("proposal 0", f"{HERE}/proposals/0/", 404, "proposal-not-found"),
    ("beyond 32 bits", f"{HERE}/proposals/{2**31}/", 404, "proposal-not-found"),
    ("beyond 64 bits", f"{HERE}/proposals/{2**64}/", 404, "proposal-not-found"),
    ("beyond all bits", f"{HERE}/proposals/{'9' * 5000}/", 404, "address-not-found"),
    ("a negative number", f"{HERE}/proposals/-1/", 404, "address-not-found"),
    ("a word for a number", f"{HERE}/proposals/one/", 404, "address-not-found"),
    ("NUL in a slug", f"{ROOT}/definitions/a%00b/", 404, "address-not-found"),
    ("an unknown draft", f"{HERE}/drafts/9.9.9/", 404, "draft-not-found"),
    ("a version with NUL", f"{HERE}/drafts/0.1.0%00/", 404, "draft-not-found"),
    ("a version of many digits", f"{HERE}/drafts/0.{'1' * 4000}.0/", 404, "draft-not-found"),
    ("a version that is none", f"{HERE}/drafts/%F0%9F%A6%86/status/", 404, "draft-not-found"),
    ("no draft yet", f"{HERE}/drafts/latest/", 404, "no-draft-yet"),
    ("no drafts to compare", f"{HERE}/drafts/0.1.0/diff/latest/", 404, "draft-not-found"),
    ("an unknown address", f"{ROOT}/nothing/", 404, "address-not-found"),
    ("an unknown address below", f"{HERE}/nothing", 404, "address-not-found"),
    ("a cursor that is none", f"{PROPOSALS}?cursor=%F0%9F%A6%86", 400, "invalid-input"),
    ("a cursor of noise", f"{PROPOSALS}?cursor=abc", 400, "invalid-input"),
    ("a cursor with a word", f"{PROPOSALS}?cursor=cD1hYmM%3D", 400, "invalid-input"),  # p=abc
    ("a cursor beyond bits", f"{PROPOSALS}?cursor=cD05OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk%3D",
     400, "invalid-input"),
    ("a slug without end", f"{ROOT}/definitions/{'a' * 5000}/", 404, "definition-not-found"),
    ("a page of words", f"{PROPOSALS}?page_size=many", 400, "invalid-input"),
    ("a page of none", f"{PROPOSALS}?page_size=0", 400, "invalid-input"),
    ("a page of less", f"{PROPOSALS}?page_size=-5", 400, "invalid-input"),
    ("a status that is none", f"{PROPOSALS}?status=great", 400, "invalid-input"),
    ("a criterion unknown here", f"{PROPOSALS}?criterion=weights", 400, "unknown-criterion"),
    ("a criterion with NUL", f"{PROPOSALS}?criterion=a%00", 400, "invalid-input"),
    ("moderation that is none", f"{PROPOSALS}?moderation=maybe", 400, "invalid-input"),
    ("a format that is none", f"{PROPOSALS}?format=xml", 406, "not-acceptable"),
    ("a format that others have", f"{PROPOSALS}?format=csv", 406, "not-acceptable"),
    ("a draft as a picture", f"{HERE}/drafts/latest/?format=png", 406, "not-acceptable"),
    ("the schema as HTML", f"{ROOT}/schema/?format=html", 406, "not-acceptable"),
]  # fmt: skip


@pytest.fixture
def client(moot, signed_in):
    moot.proposal()
    return signed_in(moot.participant())


def is_problem(answer, status, code):
    """That an answer has the one shape; gives its body."""
    assert answer.status_code == status, answer.content[:300]
    assert answer["Content-Type"] == "application/problem+json"
    shown = answer.json()
    assert (shown["status"], shown["code"]) == (status, code)
    assert shown["type"] == f"/api/v1/problems/#{code}"
    assert shown["title"]
    assert shown["detail"]
    assert len(answer.content) < 2_000, "what was sent is not sent back"
    assert ("errors" in shown) == (code == "invalid-input")
    return shown


@pytest.mark.parametrize("case", BODIES, ids=lambda case: case[0])
def test_a_bad_body_is_told_so_and_adds_nothing(client, case):
    _, method, address, body, status, code, field = case
    before = (Event.objects.count(), Proposal.objects.count(), Revision.objects.count())
    answer = client.generic(method, address, body, content_type="application/json")
    shown = is_problem(answer, status, code)
    if code == "invalid-input":
        assert shown["errors"][0]["field"] == field
    assert (Event.objects.count(), Proposal.objects.count(), Revision.objects.count()) == before


def test_bad_addresses_and_queries_are_told_so(client):
    for name, address, status, code in ADDRESSES:
        answer = client.get(address)
        assert answer.status_code == status, name
        is_problem(answer, status, code)


def test_every_field_that_is_wrong_is_named(client):
    body = {"criterion": 1, "level": "must", "requires": "", "rationale": []}
    answer = client.post(PROPOSALS, body, content_type="application/json")
    shown = is_problem(answer, 400, "invalid-input")
    assert shown["errors"] == [
        {"field": "criterion", "code": "invalid", "detail": "Give a string."},
        {
            "field": "level",
            "code": "invalid-choice",
            "detail": "Choose one of MUST, MUST NOT, SHOULD, MAY.",
        },
        {"field": "requires", "code": "blank", "detail": "Write something."},
        {"field": "wording", "code": "required", "detail": "This field is required."},
        {"field": "rationale", "code": "invalid", "detail": "Give a string."},
    ]
    assert shown["detail"].startswith("criterion: Give a string. level: Choose one of")


def test_too_long_a_wording_is_told_how_long_it_may_be(client):
    answer = client.post(PROPOSALS, wanting(wording="x" * 10**6), content_type="application/json")
    assert answer.json()["detail"] == "wording: Write at most 2,000 characters."


def test_a_body_that_is_too_large_is_not_read(client):
    answer = client.put(VOTE, b"x" * 3_000_000, content_type="application/json")
    shown = is_problem(answer, 413, "body-too-large")
    assert "2,621,440 bytes" in shown["detail"]


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "application/xml", "x"]
)
def test_what_is_not_json_is_415(client, content_type):
    answer = client.put(VOTE, "value=agree", content_type=content_type)
    is_problem(answer, 415, "unsupported-media-type")


def test_a_charset_that_is_none_is_refused(client):
    answer = client.put(VOTE, '{"value": "agree"}', content_type="application/json; charset=bz2")
    is_problem(answer, 400, "malformed-body")


@pytest.mark.parametrize("credentials", ["Token", "Token 12 34", "Token nobody", "Token \xff"])
def test_credentials_that_are_none_are_401(moot, credentials):
    answer = Client(headers={"Authorization": credentials}).get(f"{ROOT}/definitions/")
    is_problem(answer, 401, "bad-credentials")
    assert answer["WWW-Authenticate"] == "Token"


def test_a_token_with_nul_is_no_credential(moot):
    client = Client(headers={"Authorization": "Token a\0b"})
    is_problem(client.get(f"{ROOT}/definitions/"), 401, "bad-credentials")


def test_writing_without_credentials_is_401_and_says_how(moot):
    moot.proposal()
    answer = Client().put(VOTE, '{"value": "agree"}', content_type="application/json")
    shown = is_problem(answer, 401, "not-signed-in")
    assert answer["WWW-Authenticate"] == "Token"
    assert "Authorization: Token" in shown["detail"]


def test_an_account_that_was_closed_may_nothing(moot, signed_in):
    participant = moot.participant()
    client = signed_in(participant)
    participant.user.is_active = False
    participant.user.save()
    is_problem(client.get(f"{ROOT}/definitions/"), 401, "bad-credentials")


def test_the_pseudonym_of_another_is_taken(client, moot, signed_in):
    body = {"pseudonym": "Ada", "stakeholder_class": "researchers"}
    answers = [
        signed_in(moot.user()).post(
            JOIN, body | {"pseudonym": name}, content_type="application/json"
        )
        for name in ("Ada", " ada ")
    ]
    assert answers[0].status_code == 201
    is_problem(answers[1], 409, "pseudonym-taken")


def test_a_class_that_is_none_is_answered_with_those_there_are(moot, signed_in):
    body = {"pseudonym": "ada", "stakeholder_class": "kings"}
    answer = signed_in(moot.user()).post(JOIN, body, content_type="application/json")
    assert "developers, researchers" in is_problem(answer, 400, "unknown-class")["detail"]


def test_too_many_requests_are_told_when_to_come_back(moot, monkeypatch):
    from rest_framework.throttling import AnonRateThrottle

    monkeypatch.setattr(AnonRateThrottle, "THROTTLE_RATES", {"anon": "2/min"})
    answers = [Client().get(f"{ROOT}/definitions/") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    is_problem(answers[2], 429, "too-many-requests")
    assert 0 < int(answers[2]["Retry-After"]) <= 60


@pytest.mark.parametrize(
    "accept",
    ["", "garbage", "*/*;q=0.1", "x" * 20_000, "application/json; charset=utf-8", "," * 99],
)
def test_an_accept_header_that_can_be_met_or_not_be_read_gets_json(moot, accept):
    answer = Client().get(f"{ROOT}/definitions/", headers={"Accept": accept})
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")


def test_an_accept_header_that_cannot_be_met_is_406(moot):
    answer = Client().get(f"{ROOT}/definitions/", headers={"Accept": "image/png, text/*"})
    assert "json (application/json)" in is_problem(answer, 406, "not-acceptable")["detail"]


def test_every_method_to_an_unknown_address_gets_a_problem(db):
    client = Client(enforce_csrf_checks=True)
    for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
        is_problem(client.generic(method, f"{ROOT}/nothing"), 404, "address-not-found")


class AddressesOutside:
    """A project as config/urls.py wires it, with an address that fails."""

    from django.urls import include, path

    urlpatterns = [path("api/v1/", include("deliberation.api.urls"))]
    handler404 = staticmethod(problems.api_not_found)
    handler500 = staticmethod(problems.api_server_error)


def test_an_error_of_ours_is_a_problem_without_its_trace(moot, settings, monkeypatch):
    settings.ROOT_URLCONF = AddressesOutside

    def fails(**_):
        raise DatabaseError("the secret of the database")

    monkeypatch.setattr(actions, "join", fails)
    client = Client(raise_request_exception=False)
    client.force_login(moot.user())
    body = {"pseudonym": "ada", "stakeholder_class": "researchers"}
    answer = client.post(JOIN, body, content_type="application/json")
    is_problem(answer, 500, "our-fault")
    assert b"secret" not in answer.content
    is_problem(client.get("/api/v2/"), 404, "address-not-found")


def test_only_addresses_of_the_api_are_told_in_json(rf):
    assert problems.is_api(rf.get("/api/v1/definitions/"))
    assert problems.is_api(rf.get("/api/v2"))
    assert not problems.is_api(rf.get("/definitions/api/"))


def test_every_code_is_listed_with_its_sentence(db):
    listed = Client().get(f"{ROOT}/problems/").json()
    assert len({each["code"] for each in listed}) == len(listed) > 30
    status_of = {each["code"]: each["status"] for each in listed}
    known = ("invalid-input", "not-taking-part", "voting-closed", "our-fault")
    assert [status_of[code] for code in known] == [400, 403, 409, 500]
    assert listed[0].keys() == {"type", "code", "title", "status", "sentence"}
