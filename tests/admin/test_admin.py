"""The admin: who sees what, at which cost, and decisions that leave an event and a reason."""

from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from deliberation.admin.base import OfDefinition
from deliberation.models import Event, Proposal
from tests.admin.conftest import listing

MOST_QUERIES = 15


def lists() -> dict[str, Any]:
    """Every registered page by the address of its list."""
    return {
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"): page
        for model, page in admin.site._registry.items()
    }


@pytest.mark.parametrize("who", ["chief", "steward"])
def test_every_list_costs_fifteen_queries_at_most(
    everything: Any, who: str, request: Any, django_assert_max_num_queries: Any
) -> None:
    """Of lists with several rows each, and whether one looks for something or not."""
    client = request.getfixturevalue(who)
    seen = 0
    for address in lists():
        with django_assert_max_num_queries(MOST_QUERIES, info=address):
            answer = client.get(address)
        assert answer.status_code in (200, 403), address
        seen += answer.status_code == 200
        if who == "chief":
            assert answer.status_code == 200, address
            assert answer.context["cl"].result_count >= 2, f"nothing to see on {address}"
    assert seen >= 10


def test_every_list_can_be_searched_and_says_how_much_was_found(
    everything: Any, chief: Client, django_assert_max_num_queries: Any
) -> None:
    for address, page in lists().items():
        assert page.search_fields, f"{address} has no search"
        with django_assert_max_num_queries(MOST_QUERIES, info=address):
            answer = chief.get(address, {"q": "a"})
        assert answer.status_code == 200
        assert str(answer.context["cl"].result_count) in answer.content.decode(), address


def test_nobody_sees_a_row_of_a_definition_that_they_do_not_run(everything: Any, moot: Any) -> None:
    """Whatever page is added: its rows are those of one's own definitions, or it is not for
    stewards at all."""
    steward = moot.steward()
    request = type("Request", (), {"user": steward, "GET": {}, "method": "GET"})()
    for page in admin.site._registry.values():
        if isinstance(page, OfDefinition):
            rows = list(page.get_queryset(request))
            assert {page.definition_of(row) for row in rows} <= {moot.definition.pk}, page
        elif page.has_view_permission(request):
            assert page.model._meta.model_name in ("criterion",), page


def test_an_outsider_finds_nothing_and_a_visitor_the_way_in(
    moot: Any, client: Client, enter: Any
) -> None:
    answer = client.get("/admin/", follow=True)
    assert answer.redirect_chain[-1][0] == "/sign-in/?next=/admin/"
    assert enter(moot.participant().user).get("/admin/", follow=True).status_code == 404


def test_having_a_role_lets_one_in_without_being_staff(moderator: Client) -> None:
    page = moderator.get("/admin/")
    assert page.status_code == 200
    assert moderator.get(listing("proposal")).status_code == 200
    assert moderator.get(listing("user")).status_code == 403
    assert moderator.get(listing("mail")).status_code == 403
    assert "/admin/deliberation/mail/" not in page.content.decode()


def test_filters_name_no_definition_but_ones_own(moderator: Client, chief: Client) -> None:
    assert "Open Data" not in moderator.get(listing("proposal")).content.decode()
    assert "Open Data" in chief.get(listing("proposal")).content.decode()


def test_the_policy_of_the_admin_is_wider_by_what_alpine_needs(moderator: Client) -> None:
    inside, outside = (
        dict(rule.split(" ", 1) for rule in answer["Content-Security-Policy"].split("; "))
        for answer in (moderator.get("/admin/"), moderator.get("/"))
    )
    assert inside.pop("style-src-attr") == "'unsafe-inline'"
    assert inside.pop("script-src") == f"{outside.pop('script-src')} 'unsafe-eval'"
    assert inside == outside


def test_no_page_of_the_admin_has_a_script_or_style_of_its_own(
    everything: Any, chief: Client
) -> None:
    for address in ["/admin/", *lists()]:
        html = chief.get(address).content.decode()
        assert " style=" not in html, address
        assert "<style" not in html, address
        assert not [
            tag for tag in html.split("<script")[1:] if "src=" not in tag.split(">")[0]
            and "application/json" not in tag.split(">")[0]
        ], address  # fmt: skip


def decide(client: Client, proposals: list[Any], action: str, reason: str) -> Any:
    return client.post(
        listing("proposal"),
        {"action": action, "reason": reason, "_selected_action": [each.pk for each in proposals]},
        follow=True,
    )


def test_a_moderator_rejects_with_a_reason_that_is_in_the_log(moot: Any, moderator: Any) -> None:
    first, second = moot.proposal(), moot.proposal()
    decide(moderator, [first], "reject", "It says two things.")
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.moderation, second.moderation) == ("rejected", "unmoderated")
    event = Event.objects.filter(kind="moderated").get()
    assert event.payload == {
        "moderation": "rejected", "closed": False, "reason": "It says two things.",
        "category": "other", "decision": 1,
    }  # fmt: skip


def test_without_a_reason_nothing_is_decided(moot: Any, moderator: Client) -> None:
    answer = decide(moderator, [moot.proposal()], "reject", "  ")
    assert "Give a public reason" in answer.content.decode()
    assert not Event.objects.filter(kind="moderated").exists()


def test_a_moderator_decides_on_the_own_definition_alone(moot: Any, moderator: Client) -> None:
    foreign = Proposal.objects.exclude(definition=moot.definition).get()
    decide(moderator, [foreign], "reject", "Not mine.")
    foreign.refresh_from_db()
    assert foreign.moderation == "unmoderated"


def test_a_steward_publishes_and_a_moderator_does_not(
    moot: Any, moderator: Client, steward: Client
) -> None:
    moot.votes(moot.proposal(), agree=40)
    draft = moot.draft()
    for client, status in ((moderator, "working"), (steward, "published")):
        client.post(
            listing("draft"), {"action": "publish", "_selected_action": [draft.pk]}, follow=True
        )
        draft.refresh_from_db()
        assert draft.status == status


def test_the_log_cannot_be_edited_here(moot: Any, chief: Client) -> None:
    vote = moot.vote(moot.participant(), moot.proposal(), "agree").event
    page = reverse("admin:deliberation_event_change", args=[vote.pk])
    assert chief.post(page, {"value": -1}).status_code == 403
    assert chief.get(reverse("admin:deliberation_event_add")).status_code == 403
