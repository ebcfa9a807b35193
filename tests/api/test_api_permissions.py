"""Who may do what: every address, every method, every kind of caller, cell by cell."""

import json

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, reverse
from django.utils import timezone

from deliberation import actions
from deliberation.api import urls
from deliberation.models import (
    AISystem,
    Criterion,
    Dispute,
    Evidence,
    Phase,
    ProposedEvidence,
    ReferenceDefinition,
    User,
)

ROLES = ("anonymous", "stranger", "participant", "moderator", "steward", "superuser")
OPEN = (200, 200, 200, 200, 200, 200)
MEMBERS = (401, 200, 200, 200, 200, 200)

TABLE = {
    # method, name of the address: what each of the ROLES gets
    ("GET", "index"): OPEN,
    ("GET", "problems"): OPEN,
    ("GET", "schema"): OPEN,
    ("GET", "docs"): OPEN,
    ("GET", "definitions"): OPEN,
    ("GET", "definition"): OPEN,
    ("GET", "criteria"): OPEN,
    ("GET", "criterion"): OPEN,
    ("GET", "follows"): MEMBERS,
    ("PATCH", "follows"): MEMBERS,
    ("PUT", "definition-follow"): MEMBERS,
    ("DELETE", "definition-follow"): (401, 204, 204, 204, 204, 204),
    ("PUT", "criterion-follow"): MEMBERS,
    ("DELETE", "criterion-follow"): (401, 204, 204, 204, 204, 204),
    ("PUT", "proposal-follow"): MEMBERS,
    ("DELETE", "proposal-follow"): (401, 204, 204, 204, 204, 204),
    ("GET", "admission"): OPEN,
    ("PUT", "admission"): (401, 403, 403, 403, 200, 200),
    ("GET", "invitations"): (401, 403, 403, 403, 200, 200),
    ("POST", "invitations"): (401, 403, 403, 403, 201, 201),
    ("GET", "invitation"): (401, 403, 403, 403, 404, 404),
    ("DELETE", "invitation"): (401, 403, 403, 403, 404, 404),
    ("GET", "allowed"): OPEN,
    ("GET", "whole-export"): (401, 403, 403, 403, 200, 200),
    ("POST", "definition-import"): (401, 403, 403, 403, 403, 400),
    ("POST", "clone"): (401, 403, 403, 403, 201, 201),
    ("GET", "phases"): OPEN,
    ("PUT", "phases"): (401, 403, 403, 403, 200, 200),
    ("POST", "phase-move"): (401, 403, 403, 403, 200, 200),
    ("GET", "ratifications"): OPEN,
    ("GET", "ballot"): (401, 403, 404, 403, 403, 403),
    ("PUT", "ballot"): (401, 403, 409, 403, 403, 403),
    ("DELETE", "ballot"): (401, 403, 409, 403, 403, 403),
    ("GET", "rulesets"): OPEN,
    ("POST", "rulesets"): (401, 403, 403, 403, 201, 201),
    ("POST", "ruleset-preview"): (401, 403, 403, 403, 200, 200),
    ("GET", "roles"): (401, 403, 403, 200, 200, 200),
    ("POST", "roles"): (401, 403, 403, 403, 400, 400),
    ("POST", "role-take"): (401, 403, 403, 404, 404, 404),
    ("PUT", "participation"): (401, 403, 200, 403, 403, 403),
    ("GET", "participation"): (401, 404, 200, 404, 404, 404),
    ("POST", "participation"): (401, 201, 409, 201, 201, 201),
    ("GET", "proposals"): OPEN,
    ("POST", "proposals"): (401, 403, 201, 403, 403, 403),
    ("GET", "proposal"): OPEN,
    ("GET", "vote"): (401, 403, 200, 403, 403, 403),
    ("PUT", "vote"): (401, 403, 200, 403, 403, 403),
    ("DELETE", "vote"): (401, 403, 204, 403, 403, 403),
    ("GET", "drafts"): OPEN,
    ("GET", "draft"): OPEN,
    ("GET", "draft-status"): OPEN,
    ("POST", "draft-publish"): (401, 403, 403, 403, 200, 200),
    ("GET", "draft-diff"): OPEN,
    ("GET", "search"): OPEN,
    ("GET", "search-definition"): OPEN,
    ("GET", "similar"): OPEN,
    ("POST", "revisions"): (401, 403, 403, 403, 201, 201),
    ("GET", "votes"): (401, 403, 200, 403, 403, 403),
    ("GET", "unfinished"): (401, 403, 200, 403, 403, 403),
    ("PUT", "unfinished"): (401, 403, 200, 403, 403, 403),
    ("DELETE", "unfinished-one"): (401, 403, 204, 403, 403, 403),
    ("GET", "arguments"): OPEN,
    ("POST", "arguments"): (401, 403, 201, 403, 403, 403),
    ("GET", "argument"): OPEN,
    ("PATCH", "argument"): (401, 403, 403, 403, 403, 403),
    ("DELETE", "argument"): (401, 403, 403, 403, 403, 403),
    ("PUT", "endorsement"): (401, 403, 200, 403, 403, 403),
    ("DELETE", "endorsement"): (401, 403, 204, 403, 403, 403),
    ("GET", "draft-report"): OPEN,
    ("GET", "decisions"): OPEN,
    ("GET", "decision"): OPEN,
    ("POST", "decision-undo"): (401, 403, 403, 201, 201, 201),
    ("POST", "decision-appeal"): (401, 403, 403, 403, 403, 403),
    ("POST", "appeal-outcome"): (401, 403, 403, 409, 409, 409),
    ("POST", "proposal-decisions"): (401, 403, 403, 201, 201, 201),
    ("POST", "argument-decisions"): (401, 403, 403, 201, 201, 201),
    ("POST", "split"): (401, 403, 403, 201, 201, 201),
    ("POST", "reword"): (401, 403, 403, 201, 201, 201),
    ("POST", "merge"): (401, 403, 403, 201, 201, 201),
    ("POST", "proposal-flags"): (401, 403, 201, 403, 403, 403),
    ("POST", "argument-flags"): (401, 403, 201, 403, 403, 403),
    ("GET", "flags"): (401, 403, 200, 200, 200, 200),
    ("GET", "flag"): (401, 404, 404, 404, 404, 404),
    ("POST", "flag-decision"): (401, 403, 403, 404, 404, 404),
    ("GET", "moderation-log"): OPEN,
    ("GET", "moderation-queue"): (401, 403, 403, 200, 200, 200),
    ("GET", "moderation-policy"): OPEN,
    ("PUT", "moderation-policy"): (401, 403, 403, 403, 200, 200),
    ("GET", "elsewhere"): (404, 404, 404, 404, 404, 404),
    ("GET", "account-data"): MEMBERS,
    ("POST", "account-delete"): (401, 400, 400, 400, 400, 400),
    ("POST", "invitation-resend"): (401, 403, 403, 403, 404, 404),
    ("GET", "invitation-lists"): (401, 403, 403, 403, 200, 200),
    ("POST", "invitation-lists"): (401, 403, 403, 403, 201, 201),
    ("GET", "announcements"): OPEN,
    ("POST", "announcements"): (401, 403, 403, 403, 201, 201),
    ("GET", "mails"): (401, 403, 403, 403, 200, 200),
    ("POST", "mail-retry"): (401, 403, 403, 403, 404, 404),
    ("GET", "suspicions"): (401, 403, 403, 200, 200, 200),
    ("GET", "suspicion"): (401, 403, 403, 404, 404, 404),
    ("POST", "suspicion-dismissal"): (401, 403, 403, 403, 404, 404),
    ("GET", "exclusions"): OPEN,
    ("POST", "exclusions"): (401, 403, 403, 403, 400, 400),
    ("POST", "exclusion-reversal"): (401, 403, 403, 403, 404, 404),
    ("GET", "verification"): (401, 403, 404, 403, 403, 403),
    ("POST", "verification"): (401, 403, 201, 403, 403, 403),
    ("DELETE", "verification"): (401, 403, 404, 403, 403, 403),
    ("GET", "verifications"): (401, 403, 403, 200, 200, 200),
    ("POST", "verification-decision"): (401, 403, 403, 404, 404, 404),
    ("GET", "domain-rules"): (401, 403, 403, 200, 200, 200),
    ("POST", "domain-rules"): (401, 403, 403, 403, 201, 201),
    ("DELETE", "domain-rule"): (401, 403, 403, 403, 404, 404),
    ("GET", "draft-assessments"): OPEN,
    ("GET", "draft-assessment"): OPEN,
    ("GET", "draft-matrix"): OPEN,
    ("GET", "references"): OPEN,
    ("GET", "reference"): OPEN,
    ("GET", "reference-assessments"): OPEN,
    ("GET", "reference-assessment"): OPEN,
    ("GET", "reference-matrix"): OPEN,
    ("GET", "systems"): OPEN,
    ("POST", "systems"): (401, 403, 403, 201, 201, 201),
    ("GET", "system"): OPEN,
    ("PUT", "system-licence"): (401, 403, 403, 200, 200, 200),
    ("GET", "evidence"): OPEN,
    ("GET", "evidence-one"): OPEN,
    ("POST", "evidence-disputes"): (401, 403, 201, 201, 201, 201),
    ("GET", "proposed-evidence"): OPEN,
    ("POST", "proposed-evidence"): (401, 403, 201, 201, 201, 201),
    ("POST", "proposed-evidence-import"): (401, 400, 201, 201, 201, 201),
    ("GET", "proposed-evidence-one"): OPEN,
    ("DELETE", "proposed-evidence-one"): (401, 409, 409, 409, 409, 409),
    ("POST", "proposed-evidence-decision"): (401, 403, 403, 200, 200, 200),
    ("GET", "disputes"): OPEN,
    ("GET", "dispute"): OPEN,
    ("POST", "dispute-ruling"): (401, 403, 403, 200, 200, 200),
}
OUTSIDE = ("definition-import",
    "index", "problems", "schema", "docs", "definitions", "follows", "search", "elsewhere",
    "account-data", "account-delete", "systems", "system", "system-licence", "evidence",
    "evidence-one", "evidence-disputes", "proposed-evidence", "proposed-evidence-one",
    "proposed-evidence-decision", "disputes", "dispute", "dispute-ruling", "references",
    "reference", "reference-assessments", "reference-assessment", "reference-matrix",
    "proposed-evidence-import",
)  # fmt: skip
# Keys of records that the tests make, beyond those that the database gives.
RECORDED, CONTESTED = 10**6, 10**6 + 1
QUERIES = {
    "search": "?q=training",
    "search-definition": "?q=training",
    "similar": "?wording=The+training+data+MUST+be+published.",
}
ARGUMENTS = {
    "invitation-resend": [10**8],
    "mail-retry": [10**8],
    "suspicion": [10**8],
    "suspicion-dismissal": [10**8],
    "exclusion-reversal": [10**8],
    "verification-decision": [10**8],
    "domain-rule": [10**8],
    "invitation": [1],
    "role-take": [10**8],
    "criterion": ["training-data"],
    "criterion-follow": ["training-data"],
    "proposal-follow": [1],
    "proposal": [1],
    "vote": [1],
    "draft": ["0.1.0"],
    "draft-status": ["0.1.0"],
    "draft-publish": ["0.1.0"],
    "draft-diff": ["0.1.0", "latest"],
    "draft-report": ["0.1.0"],
    "revisions": [1],
    "unfinished-one": [10**8],
    "arguments": [1],
    "argument": [1, 1],
    "endorsement": [1, 1],
    "decision": [1],
    "decision-undo": [1],
    "decision-appeal": [1],
    "appeal-outcome": [1],
    "proposal-decisions": [1],
    "argument-decisions": [1, 1],
    "split": [1],
    "reword": [1],
    "merge": [2],
    "proposal-flags": [1],
    "argument-flags": [1, 1],
    "flag": [10**8],
    "flag-decision": [10**8],
    "draft-assessments": ["0.1.0"],
    "draft-assessment": ["latest", "heron"],
    "draft-matrix": ["0.1.0"],
    "reference": ["strict"],
    "reference-assessments": ["strict"],
    "reference-assessment": ["strict", "heron"],
    "reference-matrix": ["strict"],
    "system": ["heron"],
    "system-licence": ["heron", "weights"],
    "evidence-one": [RECORDED],
    "evidence-disputes": [RECORDED],
    "proposed-evidence-one": [RECORDED],
    "proposed-evidence-decision": [RECORDED],
    "dispute": [CONTESTED],
    "dispute-ruling": [CONTESTED],
}
PART = {"level": "MUST", "requires": "open", "wording": "It MUST be listed."}
BODIES = {
    ("POST", "account-delete"): {"votes": "keep", "email": "nobody@example.org"},
    ("POST", "invitation-lists"): {"csv": "ada@example.org"},
    ("POST", "announcements"): {"subject": "News", "text": "There is some."},
    ("POST", "suspicion-dismissal"): {"reason": "A congress."},
    ("POST", "exclusions"): {"reason": "One hand.", "pseudonyms": ["nobody-here"]},
    ("POST", "exclusion-reversal"): {"reason": "A congress."},
    ("POST", "verification"): {"statement": "I work there."},
    ("POST", "verification-decision"): {"decision": "verify"},
    ("POST", "domain-rules"): {"domain": "example.org", "stakeholder_class": "researchers"},
    ("PUT", "admission"): {"admission": "invited", "reason": "Too many came."},
    ("POST", "invitations"): {"most_uses": 3},
    ("POST", "clone"): {"slug": "second", "title": "Second"},
    ("PUT", "phases"): {"planned": {"closed": "2099-01-01T00:00:00Z"}, "reason": "A plan."},
    ("POST", "phase-move"): {"phase": "closed", "reason": "It is over."},
    ("PUT", "ballot"): {"yes": True},
    ("POST", "rulesets"): {"quorum_votes": 3, "reason": "More voices."},
    ("POST", "ruleset-preview"): {"quorum_votes": 3},
    ("POST", "roles"): {"to": "nobody@example.org", "role": "moderator", "reason": "She can."},
    ("POST", "role-take"): {"reason": "It is over."},
    ("PUT", "participation"): {"stakeholder_class": "researchers"},
    ("POST", "participation"): {"pseudonym": "newcomer", "stakeholder_class": "researchers"},
    ("POST", "proposals"): {
        "criterion": "no-scale-cap",
        "level": "MUST",
        "requires": "open",
        "wording": "The licence MUST set no cap.",
    },
    ("PUT", "vote"): {"value": "disagree"},
    ("POST", "revisions"): {
        "level": "MUST",
        "requires": "open",
        "wording": "The training data MUST be published in full.",
        "revision": 1,
        "substantive": True,
    },
    ("PUT", "unfinished"): {
        "kind": "proposal",
        "criterion": "no-scale-cap",
        "wording": "The licence MUST",
        "idempotency_key": "6f2c5c2e-5c4e-4b5e-9a53-0c5b8f5f7a11",
    },
    ("POST", "arguments"): {"side": "against", "text": "Some of it cannot be published."},
    ("PATCH", "argument"): {"text": "Whoever wants to can check it, line by line."},
    ("POST", "decision-undo"): {"note": "It was in order."},
    ("POST", "decision-appeal"): {"statement": "It is about data."},
    ("POST", "appeal-outcome"): {"upheld": True, "note": "It is."},
    ("POST", "proposal-decisions"): {"deed": "hide", "reason": "spam", "note": "It sells."},
    ("POST", "argument-decisions"): {"deed": "hide", "reason": "spam", "note": "It sells."},
    ("POST", "split"): {"parts": [PART, PART], "note": "It says two things."},
    ("POST", "reword"): PART | {"substantive": True, "reason": "unclear", "note": "Unclear."},
    ("POST", "merge"): {"into": 1, "note": "They say the same."},
    ("POST", "proposal-flags"): {"kind": "spam"},
    ("POST", "argument-flags"): {"kind": "spam"},
    ("POST", "flag-decision"): {"deed": "dismiss", "note": "It is in order."},
    ("PUT", "moderation-policy"): {
        "text": "Be kind.",
        "moderates_first": True,
        "reason": "It was asked for.",
    },
    ("PATCH", "follows"): {"digest": "weekly"},
    ("POST", "systems"): {"slug": "egret", "name": "Egret"},
    ("PUT", "system-licence"): {"licence": "Apache-2.0"},
    ("POST", "evidence-disputes"): {"objection": "It is on another page."},
    ("POST", "proposed-evidence"): {
        "system": "heron",
        "criterion": "training-data",
        "level": "open",
        "source_url": "https://example.org/card",
        "seen": "2026-11",
    },
    ("POST", "proposed-evidence-import"): {
        "way": "table",
        "content": "criterion,level\ntraining-data,open\n",
        "system": "heron",
        "source_url": "https://example.org/card",
        "seen": "2026-11",
    },
    ("POST", "proposed-evidence-decision"): {"decision": "decline", "reason": "It is not there."},
    ("POST", "dispute-ruling"): {"ruling": "upheld", "reason": "It is there."},
    ("PUT", "definition-follow"): {"frequency": "daily"},
    ("PUT", "criterion-follow"): {"frequency": None},
    ("PUT", "proposal-follow"): {},
}


@pytest.fixture
def client_for(drafted, signed_in):
    """A client in each of the roles; the participant has a vote on proposal 1, and
    somebody else an argument for it. Two more proposals are locked by moderation."""
    actions.argue(
        proposal=drafted.definition.proposals.get(number=1), participant=drafted.participant(),
        side="for", text="Whoever wants to can check it.",
    )  # fmt: skip
    for _ in range(2):
        drafted.decide("lock", drafted.proposal())
    _bring_evidence(drafted)

    def client(role: str) -> Client:
        match role:
            case "anonymous":
                return Client()
            case "stranger":
                return signed_in(drafted.user())
            case "participant":
                participant = drafted.participant()
                drafted.vote(participant, drafted.definition.proposals.get(number=1), "agree")
                return signed_in(participant)
            case "superuser":
                root = User.objects.create_superuser("root@example.org")
                return signed_in(drafted.with_second_factor(root))
            case _:
                return signed_in(getattr(drafted, role)())

    return client


def _bring_evidence(drafted):
    """A record that nobody objects to, one that is in dispute, and one that waits."""
    ReferenceDefinition.objects.create(slug="strict", title="Strict", position=1)
    heron = AISystem.objects.create(slug="heron", name="Heron")
    said = {"level": "partial", "confidence": "high", "basis": "source read"}
    now = timezone.now()
    records = [
        Evidence.objects.create(
            pk=pk, system=heron, criterion=Criterion.objects.get(slug=slug), recorded_at=now,
            origin="reviewed", **said,
        )
        for pk, slug in ((RECORDED, "training-data"), (CONTESTED, "no-scale-cap"))
    ]  # fmt: skip
    by = drafted.participant().user
    ProposedEvidence.objects.create(
        pk=RECORDED, system=heron, criterion=records[0].criterion, proposed_by=by,
        proposed_at=now, **said,
    )  # fmt: skip
    Dispute.objects.create(
        pk=CONTESTED, evidence=records[1], opened_by=by, objection="No.", opened_at=now
    )


def address(name):
    if name == "elsewhere":
        return "/api/v1/nothing/here"
    given = ARGUMENTS.get(name, [])
    if name not in OUTSIDE:
        given = ["open-source-ai", *given]
    return reverse(f"api:{name}", args=given) + QUERIES.get(name, "")


def status_of(client, method, name):
    """What a caller gets; whatever it did is undone."""
    body = BODIES.get((method, name))
    sent = "" if body is None else json.dumps(body)
    with transaction.atomic():
        answer = client.generic(method, address(name), sent, content_type="application/json")
        transaction.set_rollback(True)
    return answer.status_code


@pytest.mark.parametrize("role", ROLES)
def test_each_role_gets_what_the_table_says(client_for, role):
    client = client_for(role)
    got = {cell: status_of(client, *cell) for cell in TABLE}
    assert got == {cell: row[ROLES.index(role)] for cell, row in TABLE.items()}


@pytest.mark.parametrize("role", ROLES)
def test_a_definition_in_setup_is_there_for_those_who_set_it_up_alone(client_for, drafted, role):
    client = client_for(role)
    actions.change_phase(definition=drafted.definition, phase=Phase.SETUP)
    for (method, name), row in TABLE.items():
        if name in OUTSIDE:
            continue
        if role in ("moderator", "steward", "superuser"):
            expected = row[ROLES.index(role)]
        else:
            expected = 401 if role == "anonymous" and row[0] == 401 else 404
        assert status_of(client, method, name) == expected, (method, name)


@pytest.mark.parametrize("role", ROLES)
def test_the_list_of_definitions_leaves_out_what_one_may_not_see(client_for, drafted, role):
    client = client_for(role)
    actions.change_phase(definition=drafted.definition, phase=Phase.SETUP)
    listed = [each["slug"] for each in client.get("/api/v1/definitions/").json()["results"]]
    seen = role in ("moderator", "steward", "superuser")
    assert listed == (["open-source-ai", "open-data"] if seen else ["open-data"])


def test_the_roles_of_one_definition_are_none_in_another(drafted, signed_in):
    steward = signed_in(drafted.steward())
    participant = signed_in(drafted.participant())
    vote = reverse("api:vote", args=["open-data", 1])
    answer = participant.put(vote, {"value": "agree"}, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (403, "not-taking-part")
    publish = reverse("api:draft-publish", args=["open-data", "0.1.0"])
    assert steward.post(publish).json()["code"] == "role-needed"


def test_every_address_and_method_is_in_the_table():
    """Fails when one is added: say who may use it."""
    routed = set()
    for pattern in urls.urlpatterns:
        assert isinstance(pattern, URLPattern)
        if pattern.name == "elsewhere":
            routed.add(("GET", "elsewhere"))
        elif pattern.name:
            view = pattern.callback.cls
            routed |= {
                (method.upper(), pattern.name)
                for method in view.http_method_names
                if hasattr(view, method) and method not in ("head", "options")
            }
    assert routed == set(TABLE)


def test_an_address_without_a_name_is_the_twin_of_one_with(drafted):
    """With or without its last slash, the same view answers: what the table says holds."""
    named = {}
    for pattern in urls.urlpatterns:
        route = str(pattern.pattern).rstrip("/")
        if pattern.name:
            named[route] = pattern.callback
        else:
            assert named[route].cls is pattern.callback.cls


def test_a_method_that_an_address_does_not_take_is_405_for_everybody(client_for):
    for role in ROLES:
        client = client_for(role)
        for name in {name for _, name in TABLE} - {"elsewhere"}:
            answer = client.generic("TRACE", address(name))
            assert (answer.status_code, answer.json()["code"]) == (405, "method-not-allowed")
            allowed = {method for method, of in TABLE if of == name}
            assert allowed <= set(answer["Allow"].split(", "))
