"""Choosing who takes part, and coming in by invitation, through the API."""

from typing import Any

from deliberation.models import Admission, Definition

BASE = "/api/v1/definitions/open-source-ai"


def test_a_steward_invites_and_the_token_lets_one_in(moot: Any, signed_in: Any) -> None:
    steward, new = signed_in(moot.steward()), signed_in(moot.user())
    body = {"admission": "invited", "reason": "Too many came."}
    answer = steward.put(f"{BASE}/admission/", body, content_type="application/json")
    assert answer.json() == {"admission": "invited"}
    assert Definition.objects.get(slug="open-source-ai").admission == Admission.INVITED
    joining = {"pseudonym": "new-one", "stakeholder_class": "researchers"}
    refused = new.post(f"{BASE}/participation/", joining, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (403, "invitation-needed")
    made = steward.post(
        f"{BASE}/invitations/", {"email": "Ada@example.org"}, content_type="application/json"
    ).json()
    assert (made["email"], made["most_uses"], made["usable"]) == ("ada@example.org", 1, True)
    joining["invitation"] = made["token"]
    joined = new.post(f"{BASE}/participation/", joining, content_type="application/json")
    assert joined.status_code == 201
    (listed,) = steward.get(f"{BASE}/invitations/").json()["results"]
    assert (listed["uses"], listed["usable"], "token" in listed) == (1, False, False)


def test_a_revoked_invitation_says_so(moot: Any, signed_in: Any) -> None:
    steward = signed_in(moot.steward())
    made = steward.post(f"{BASE}/invitations/", {}, content_type="application/json").json()
    address = f"{BASE}/invitations/{made['id']}/"
    assert steward.delete(address).status_code == 204
    shown = steward.get(address).json()
    assert (shown["most_uses"], shown["usable"]) == (None, False)
    assert shown["revoked_at"]


def test_changing_class_keeps_the_pseudonym(moot: Any, signed_in: Any) -> None:
    ada = moot.participant("developers")
    answer = signed_in(ada).put(
        f"{BASE}/participation/",
        {"stakeholder_class": "researchers"},
        content_type="application/json",
    )
    assert answer.json()["stakeholder_class"] == "researchers"
    assert answer.json()["pseudonym"] == ada.pseudonym
