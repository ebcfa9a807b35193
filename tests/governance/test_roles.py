"""Roles are given and taken with a reason, and a definition always keeps a steward."""

from typing import Any

import pytest
from django.test import Client

from deliberation import actions
from deliberation.models import Event, Role
from deliberation.refusals_governance import (
    LastSteward,
    ObserverTakesPart,
    ReasonNeeded,
    RoleGone,
    RoleNeeded,
    RoleStands,
    UnknownAccount,
)

PAGE = "/d/open-source-ai/roles/"
API = "/api/v1/definitions/open-source-ai/roles/"
REASON = "She moderated the survey well."


def give(moot: Any, by: Any, to: Any, role: str = "moderator", reason: str = REASON) -> Role:
    name = getattr(to, "email", to)
    return actions.give_role(definition=moot.definition, by=by, to=name, role=role, reason=reason)


def as_user(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_role_is_given_with_a_reason_that_the_log_holds(moot: Any) -> None:
    steward, newcomer = moot.steward(), moot.user()
    role = give(moot, steward, newcomer)
    event = Event.objects.get(definition=moot.definition, kind="assigned")
    assert event.payload == {
        "role": "moderator", "handle": role.handle, "given": True, "reason": REASON,
        "by": steward.roles.get().handle,
    }  # fmt: skip
    assert newcomer.email not in str(event.payload)


def test_somebody_is_found_by_pseudonym_too(moot: Any) -> None:
    participant = moot.participant()
    assert give(moot, moot.steward(), participant.pseudonym.upper()).user == participant.user


def test_a_pseudonym_of_another_definition_is_nobody_here(moot: Any) -> None:
    with pytest.raises(UnknownAccount):
        give(moot, moot.steward(), "bystander")


def test_one_person_has_one_handle_for_all_roles(moot: Any) -> None:
    steward, newcomer = moot.steward(), moot.user()
    first, second = give(moot, steward, newcomer), give(moot, steward, newcomer, "steward")
    assert first.handle == second.handle != steward.roles.get().handle
    with pytest.raises(RoleStands):
        give(moot, steward, newcomer)


@pytest.mark.parametrize("giver", ["moderator", "user"])
def test_only_stewards_give_and_take(moot: Any, giver: str) -> None:
    by, role = getattr(moot, giver)(), moot.steward().roles.get()
    with pytest.raises(RoleNeeded):
        give(moot, by, moot.user())
    with pytest.raises(RoleNeeded):
        actions.take_role(role=role, by=by, reason=REASON)


def test_nothing_changes_without_a_reason(moot: Any) -> None:
    steward = moot.steward()
    with pytest.raises(ReasonNeeded):
        give(moot, steward, moot.user(), reason="  ")
    assert moot.definition.roles.count() == 1


def test_the_last_steward_can_neither_leave_nor_be_removed(moot: Any) -> None:
    steward = moot.steward()
    administrator = moot.with_second_factor(moot.user(is_superuser=True))
    for by in (steward, administrator):
        with pytest.raises(LastSteward):
            actions.take_role(role=steward.roles.get(), by=by, reason=REASON)
    closed = moot.steward()
    closed.is_active = False
    closed.save()
    with pytest.raises(LastSteward):
        actions.take_role(role=steward.roles.get(), by=steward, reason=REASON)
    moot.steward()
    role = steward.roles.get()
    actions.take_role(role=role, by=steward, reason=REASON)
    with pytest.raises(RoleGone):
        actions.take_role(role=role, by=administrator, reason=REASON)


def test_nobody_observes_and_does_something_besides(moot: Any) -> None:
    steward, member = moot.steward(), moot.participant()
    with pytest.raises(ObserverTakesPart):
        give(moot, steward, member.user, "observer")
    observer = moot.user()
    give(moot, steward, observer, "observer")
    with pytest.raises(ObserverTakesPart):
        give(moot, steward, observer, "moderator")
    with pytest.raises(ObserverTakesPart):
        actions.join(
            definition=moot.definition, user=observer, pseudonym="eye", class_slug="researchers"
        )


def test_a_steward_gives_and_takes_on_the_page(moot: Any, text_of: Any) -> None:
    steward, newcomer = moot.steward(), moot.user()
    client = as_user(steward)
    sent = {"to": newcomer.email, "role": "observer", "reason": REASON}
    assert client.post(PAGE, sent)["Location"] == PAGE
    role = newcomer.roles.get()
    page = text_of(client.get(PAGE))
    assert role.handle in page
    assert REASON in page
    assert "The last steward stays until there is another." in page
    assert "Give a reason" in text_of(client.post(f"{PAGE}{role.pk}/take/", {}, follow=True))
    client.post(f"{PAGE}{role.pk}/take/", {"reason": "The audit is over."})
    assert not newcomer.roles.exists()
    assert "The audit is over." in text_of(client.get(PAGE))


def test_what_is_refused_stands_beside_its_field(moot: Any, text_of: Any) -> None:
    client = as_user(moot.steward())
    answer = client.post(PAGE, {"to": "nobody@example.org", "role": "observer", "reason": "x"})
    assert answer.status_code == 422
    assert "Nobody here has the account or pseudonym “nobody@example.org”" in text_of(answer)


def test_a_moderator_sees_handles_and_no_addresses_and_may_leave(moot: Any, text_of: Any) -> None:
    steward, moderator = moot.steward(), moot.moderator()
    client = as_user(moderator)
    page = text_of(client.get(PAGE))
    assert steward.roles.get().handle in page
    assert steward.email not in page
    assert "Give a role" not in page
    own = f"{PAGE}{moderator.roles.get().pk}/take/"
    assert client.post(f"{PAGE}{steward.roles.get().pk}/take/", {"reason": "x"}).status_code == 403
    assert client.post(own, {"reason": "No time."})["Location"] == "/d/open-source-ai/"
    assert client.get(PAGE).status_code == 403


def test_an_observer_sees_addresses_and_changes_nothing(moot: Any, text_of: Any) -> None:
    steward, observer = moot.steward(), moot.user()
    give(moot, steward, observer, "observer")
    client = as_user(observer)
    assert steward.email in text_of(client.get(PAGE))
    assert client.get("/d/open-source-ai/admission/").status_code == 200
    assert client.post("/d/open-source-ai/admission/", {"admission": "guests"}).status_code == 403
    sent = {"to": observer.email, "role": "steward", "reason": "I want it."}
    assert client.post(PAGE, sent).status_code == 403


def test_the_api_does_what_the_page_does(moot: Any) -> None:
    steward, newcomer = moot.steward(), moot.user()
    client = as_user(steward)
    sent = {"to": newcomer.email, "role": "moderator", "reason": REASON}
    made = client.post(API, sent, content_type="application/json")
    assert (made.status_code, made.json()["email"]) == (201, newcomer.email)
    theirs = as_user(newcomer)
    assert [each["email"] for each in theirs.get(API).json()] == [None, None]
    told = theirs.get("/api/v1/definitions/open-source-ai/allowed/").json()
    assert told["roles"] == ["moderator"]
    assert "moderate" in told["allowed"]
    assert "publish" not in told["allowed"]
    own = steward.roles.get().pk
    last = client.post(f"{API}{own}/take/", {"reason": "x"}, content_type="application/json")
    assert (last.status_code, last.json()["code"]) == (409, "last-steward")
    gone = client.post(
        f"{API}{made.json()['id']}/take/", {"reason": "x"}, content_type="application/json"
    )
    assert gone.status_code == 204


def test_thirty_roles_cost_no_more_queries_than_three(moot: Any, count_queries: Any) -> None:
    client = as_user(moot.steward())
    [moot.moderator() for _ in range(2)]
    few = count_queries(client.get, PAGE)
    [moot.moderator() for _ in range(27)]
    assert count_queries(client.get, PAGE) <= min(few, 12)
