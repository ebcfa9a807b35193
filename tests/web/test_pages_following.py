"""The follow button, the page of follows, and the way out of every e-mail."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from deliberation import actions, mail
from deliberation.actions.digests import token_of
from deliberation.models import Follow, Frequency, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(moot: Any) -> User:
    return moot.user("reader@example.org")


@pytest.fixture
def as_reader(reader: User) -> Client:
    client = Client()
    client.force_login(reader)
    return client


def follow(client: Client, address: str, do: str = "follow", **more: str) -> Any:
    return client.post(address, {"do": do, **more}, follow=True)


def test_following_a_definition_a_criterion_and_a_proposal_from_their_pages(
    moot: Any, reader: User, as_reader: Client, text_of: Any
) -> None:
    moot.proposal()
    one = "/d/open-source-ai/"
    for address in (f"{one}follow/", f"{one}criteria/training-data/follow/"):
        assert "You follow this. Nobody else sees it." in text_of(follow(as_reader, address))
    follow(as_reader, f"{one}proposals/1/follow/")
    assert reader.follows.count() == 3
    page = text_of(as_reader.get("/follows/"))
    assert "Definition Open Source AI" in page
    assert "Criterion Training data" in page
    assert "Proposal 1 Training data" in page


def test_a_button_pressed_by_htmx_is_answered_with_the_button_alone(as_reader: Client) -> None:
    answer = as_reader.post(
        "/d/open-source-ai/follow/", {"do": "follow"}, headers={"HX-Request": "true"}
    )
    html = answer.content.decode()
    assert html.lstrip().startswith('<div class="follow" id="follow">')
    assert 'value="unfollow"' in html
    assert '<span hx-swap-oob="innerHTML:#said">You follow this.' in html


def test_who_is_not_signed_in_is_led_there_and_back(moot: Any) -> None:
    client = Client()
    plain = client.post("/d/open-source-ai/follow/", {"do": "follow"})
    assert plain["Location"] == f"{reverse('sign-in')}?next=/d/open-source-ai/"
    swapped = client.post(
        "/d/open-source-ai/follow/", {"do": "follow"}, headers={"HX-Request": "true"}
    )
    assert swapped["HX-Redirect"] == plain["Location"]
    assert not Follow.objects.exists()


def test_frequencies_are_chosen_for_all_and_for_one(
    moot: Any, reader: User, as_reader: Client, text_of: Any
) -> None:
    one = "/d/open-source-ai/follow/"
    follow(as_reader, one)
    assert "Saved." in text_of(as_reader.post("/follows/", {"digest": "weekly"}, follow=True))
    answer = follow(as_reader, one, "save", frequency="off", back="follows")
    assert answer.redirect_chain == [("/follows/", 302)]
    reader.refresh_from_db()
    assert (reader.digest, reader.follows.get().frequency) == ("weekly", "off")
    assert as_reader.post("/follows/", {"digest": "hourly"}).status_code == 422


def test_what_one_may_not_see_cannot_be_followed_and_is_not_listed(
    moot: Any, reader: User, as_reader: Client, text_of: Any
) -> None:
    follow(as_reader, "/d/open-source-ai/follow/")
    actions.change_phase(definition=moot.definition, phase="setup")
    assert follow(as_reader, "/d/open-source-ai/follow/").status_code == 404
    assert "Open Source AI" not in text_of(as_reader.get("/follows/"))


def test_the_page_of_follows_costs_the_same_for_few_and_for_many(
    moot: Any, reader: User, as_reader: Client, count_queries: Any
) -> None:
    actions.follow(user=reader, target=moot.definition)
    few = count_queries(as_reader.get, "/follows/")
    for _ in range(20):
        actions.follow(user=reader, target=moot.proposal())
    assert count_queries(as_reader.get, "/follows/") <= few <= 12


def test_opening_the_unsubscribe_link_changes_nothing(reader: User, text_of: Any) -> None:
    link = reverse("unsubscribe", args=[token_of(reader)])
    for _ in range(2):
        assert "Send no more" in text_of(Client().get(link))
    reader.refresh_from_db()
    assert reader.digest == Frequency.DAILY


def test_unsubscribing_can_be_undone_to_what_was_before(reader: User, text_of: Any) -> None:
    actions.change_digest(user=reader, frequency=Frequency.WEEKLY)
    link = reverse("unsubscribe", args=[token_of(reader)])
    done = Client(enforce_csrf_checks=True).post(link, {"List-Unsubscribe": "One-Click"})
    assert "You get no more e-mails" in text_of(done)
    reader.refresh_from_db()
    assert reader.digest == Frequency.OFF
    again = Client().post(link, {"undo": done.context["undo"]})
    assert "as before" in text_of(again)
    reader.refresh_from_db()
    assert reader.digest == Frequency.WEEKLY


@pytest.mark.parametrize("undo", ["", "hourly", "weekly:forged"])
def test_an_undo_that_was_not_signed_here_puts_back_the_usual(reader: User, undo: str) -> None:
    link = reverse("unsubscribe", args=[token_of(reader)])
    assert Client().post(link, {"undo": undo}).status_code == 200
    reader.refresh_from_db()
    assert reader.digest == Frequency.DAILY


def test_a_link_that_was_not_made_here_is_not_found(reader: User) -> None:
    made = token_of(reader)
    other = made.replace(str(reader.pk), str(reader.pk + 1), 1)
    for token in (other, "nothing", f"{made}x"):
        assert Client().post(reverse("unsubscribe", args=[token])).status_code == 404


def test_one_is_written_to_in_the_language_in_which_one_last_chose(
    moot: Any, reader: User, as_reader: Client
) -> None:
    spoken = {"Accept-Language": "de"}
    as_reader.post("/d/open-source-ai/follow/", {"do": "follow"}, headers=spoken)
    reader.refresh_from_db()
    assert mail.language_of(reader) == "de"
    as_reader.post("/follows/", {"digest": "weekly"}, headers={"Accept-Language": "fr"})
    reader.refresh_from_db()
    assert mail.language_of(reader) == "fr"
