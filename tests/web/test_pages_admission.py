"""Who takes part: stewards choose and invite; who is not invited reads why."""

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from deliberation import actions
from deliberation.models import Admission, Definition, Invitation

SLUG = "open-source-ai"
PAGE = f"/d/{SLUG}/admission/"
JOIN = f"/d/{SLUG}/join/"


def sent(invitation: str = "") -> dict[str, str]:
    return {
        "pseudonym": "new-one",
        "stakeholder_class": "researchers",
        "agree": "on",
        "invitation": invitation,
    }


@pytest.fixture
def invited(moot: Any) -> Any:
    moot.definition = actions.change_admission(
        definition=moot.definition, admission=Admission.INVITED
    )
    return moot


def test_a_steward_opens_the_definition_to_guests(moot: Any, as_steward: Client) -> None:
    given = {"admission": "guests", "reason": "More people should vote."}
    unexplained = as_steward.post(PAGE, {"admission": "guests"})
    assert unexplained.status_code == 422
    assert b'value="guests" checked' in unexplained.content
    assert "Give a reason that the public can read." in unexplained.content.decode()
    assert Definition.objects.get(slug=SLUG).admission == Admission.REGISTERED
    assert as_steward.post(PAGE, given)["Location"] == PAGE
    assert Definition.objects.get(slug=SLUG).admission == Admission.GUESTS
    assert as_steward.post(PAGE, given | {"admission": "everybody"}).status_code == 422
    assert Definition.objects.get(slug=SLUG).admission == Admission.GUESTS


def test_nobody_else_chooses_or_invites(
    moot: Any, client: Client, as_outsider: Client, as_insider: Client
) -> None:
    moderator = Client()
    moderator.force_login(moot.moderator())
    for each in (client, as_outsider, as_insider, moderator):
        assert each.get(PAGE).status_code == 403
        assert each.post(PAGE, {"admission": "guests"}).status_code == 403
        assert each.post(f"{PAGE}invite/", {}).status_code == 403
    assert not Invitation.objects.exists()
    assert Definition.objects.get(slug=SLUG).admission == Admission.REGISTERED


def test_a_link_is_shown_once_and_lets_its_holder_in(
    invited: Any, as_steward: Client, as_outsider: Client, text_of: Any
) -> None:
    made = as_steward.post(f"{PAGE}invite/", {"most_uses": "1"})
    found = re.search(r"invitation=([\w-]+)", text_of(made))
    assert found
    assert found[1] not in text_of(as_steward.get(PAGE))
    form = as_outsider.get(f"{JOIN}?invitation={found[1]}")
    assert f'name="invitation" value="{found[1]}"' in form.content.decode()
    assert as_outsider.post(JOIN, sent(found[1]))["Location"] == f"/d/{SLUG}/vote/"
    assert "1 / 1" in text_of(as_steward.get(PAGE))


def test_an_invitation_by_mail_holds_the_link(invited: Any, as_steward: Client) -> None:
    as_steward.post(f"{PAGE}invite/", {"email": "Ada@example.org"})
    assert Invitation.objects.get().email == "ada@example.org"
    text = str(mail.outbox[-1].body) if getattr(mail, "outbox", []) else ""
    if not text:
        from deliberation.models import Mail

        text = Mail.objects.get().text
    assert f"{JOIN}?invitation=" in text


def test_who_is_not_invited_reads_why(invited: Any, as_outsider: Client, text_of: Any) -> None:
    for page in (as_outsider.get(JOIN), as_outsider.post(JOIN, sent("wrong"))):
        assert page.status_code == 403
        assert "Open the link of your invitation." in text_of(page)
    assert as_outsider.get(f"/d/{SLUG}/").status_code == 200


def test_a_visitor_with_an_invitation_signs_in_first_and_comes_back(
    invited: Any, client: Client
) -> None:
    _, token = actions.invite(definition=invited.definition, by=invited.steward())
    answer = client.get(f"{JOIN}?invitation={token}")
    assert answer["Location"] == f"/sign-in/?next={JOIN}%3Finvitation%3D{token}"


def test_a_revoked_invitation_lets_nobody_in(
    invited: Any, as_steward: Client, as_outsider: Client
) -> None:
    made, token = actions.invite(definition=invited.definition, by=invited.steward())
    assert as_steward.post(f"{PAGE}{made.pk}/revoke/")["Location"] == PAGE
    assert as_outsider.get(f"{JOIN}?invitation={token}").status_code == 403


def test_one_changes_ones_class(as_insider: Client, insider: Any, text_of: Any) -> None:
    address = f"/d/{SLUG}/class/"
    assert b'value="developers" checked' in as_insider.get(address).content
    assert as_insider.post(address, {"stakeholder_class": "kings"}).status_code == 422
    page = as_insider.post(address, {"stakeholder_class": "researchers"}, follow=True)
    assert "Your class is changed." in text_of(page)
    insider.refresh_from_db()
    assert insider.stakeholder_class.slug == "researchers"
