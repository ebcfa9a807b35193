"""Arguing and endorsing through pages, with htmx and without any script."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from deliberation import actions
from deliberation.models import Argument

SLUG = "open-source-ai"
PROPOSAL = f"/d/{SLUG}/proposals/1/"
ARGUMENTS = f"{PROPOSAL}arguments/"
TEXT = "A form is a record of who studies which model."
WORDS = ["scientific", "legal", "moral", "economic", "practical"]
HTMX = {"HX-Request": "true", "HX-Target": "arguments"}


@pytest.fixture(autouse=True)
def _no_pause(settings: Any) -> None:
    settings.ARGUMENT_PAUSE_SECONDS = 0


@pytest.fixture
def argue(moot: Any) -> Any:
    """Publishes arguments of fresh participants."""

    def publish(text: str, side: str = "for", endorsed: int = 0, **more: Any) -> Argument:
        proposal = moot.definition.proposals.get(number=1)
        author = more.pop("author", None) or moot.participant()
        argument = actions.argue(participant=author, proposal=proposal, side=side, text=text)
        for _ in range(endorsed):
            actions.endorse(participant=moot.participant(), argument=argument.argument)
        return argument.argument

    return publish


def post(client: Client, address: str = ARGUMENTS, follow: bool = True, **sent: str) -> Any:
    return client.post(address, sent, follow=follow)


def test_an_argument_is_published_and_shown_on_its_side(
    as_insider: Client, insider: Any, moot: Any, text_of: Any
) -> None:
    moot.proposal()
    page = post(as_insider, side="against", text=f" {TEXT}\r\n ", revision="1")
    words = text_of(page)
    assert page.redirect_chain[-1][0] == f"{PROPOSAL}#arguments"
    assert "Published: argument 1." in words
    assert "Nobody has argued for it yet." in words
    assert words.index("Against") < words.index(f"{TEXT} {insider.pseudonym}")
    assert Argument.objects.get().side == "against"


def test_what_cannot_be_published_comes_back_whole_and_in_place(
    as_insider: Client, moot: Any, text_of: Any
) -> None:
    moot.proposal()
    long = "Because it is so & so. " * 20
    for client_headers in ({}, HTMX):
        page = as_insider.post(ARGUMENTS, {"text": long}, headers=client_headers)
        html, words = page.content.decode(), text_of(page)
        assert page.status_code == 422
        assert "Choose a side: for or against." in words
        assert "These are 459 characters; 400 is the most." in words
        assert long.replace("&", "&amp;") in html
        assert ("<main" in html) is not bool(client_headers)
    assert not Argument.objects.exists()


def test_a_refusal_keeps_what_was_typed(as_insider: Client, moot: Any, text_of: Any) -> None:
    proposal = moot.proposal()
    actions.revise_proposal(
        proposal=proposal, level="MUST", requires="open", wording="It MUST all be there.",
        is_substantive=True,
    )  # fmt: skip
    page = as_insider.post(ARGUMENTS, {"side": "for", "text": TEXT, "revision": "1"})
    assert page.status_code == 422
    assert "changed while you wrote: revision 2 stands now" in text_of(page)
    assert f"{TEXT}</textarea>" in page.content.decode()
    assert 'name="revision" value="2"' in page.content.decode()
    assert "Published" in text_of(post(as_insider, side="for", text=TEXT, revision="2"))


def test_both_sides_show_as_many_and_the_rest_on_demand(
    client: Client, moot: Any, argue: Any, text_of: Any
) -> None:
    moot.proposal()
    for word in WORDS:
        argue(f"The {word} reason.")
    argue("One speaks against it.", side="against")
    first = client.get(PROPOSAL)
    assert shown(first) == [[1], [6]]
    assert "Show more of both" in text_of(first)
    more = client.get(f"{PROPOSAL}?arguments=4")
    assert shown(more) == [[1, 2, 3, 5], [6]]
    assert "No further argument on this side." in text_of(more)
    everything = client.get(f"{PROPOSAL}?arguments=7")
    assert shown(everything) == [[1, 2, 3, 4, 5], [6]]
    assert "Show more of both" not in text_of(everything)


def test_the_best_come_first_and_the_newest_has_the_last_place(
    client: Client, moot: Any, argue: Any, text_of: Any
) -> None:
    moot.proposal()
    for number, endorsed in enumerate([1, 4, 2, 3, 0]):
        argue(f"The {WORDS[number]} reason.", endorsed=endorsed)
        argue(f"The {WORDS[number]} reason.", side="against", endorsed=endorsed)
    page = client.get(PROPOSAL)
    assert shown(page) == [[3, 7, 9], [4, 8, 10]]
    assert text_of(page).count("the newest") == 2


def shown(page: Any) -> list[list[int]]:
    """The numbers of the arguments that each side shows."""
    return [
        [each.argument.number for each in side.shown] for side in page.context["arguments"].sides
    ]


def test_an_endorsement_swaps_its_button_and_says_so(
    as_insider: Client, moot: Any, argue: Any, text_of: Any
) -> None:
    moot.proposal()
    argue(TEXT)
    address = f"{ARGUMENTS}1/endorse/"
    page = as_insider.post(address, {"endorse": "yes", "revision": "1"}, headers=HTMX)
    html = page.content.decode()
    assert html.strip().startswith('<form id="endorsing-1"')
    assert 'aria-pressed="true"' in html
    assert '<span hx-swap-oob="innerHTML:#said">You endorse argument 1.</span>' in html
    page = post(as_insider, address, endorse="no")
    assert "You no longer endorse argument 1." in text_of(page)
    assert Argument.objects.get().endorsed == 0


def test_endorsing_refuses_in_words(
    as_insider: Client, moot: Any, argue: Any, text_of: Any
) -> None:
    moot.proposal()
    argument = argue(TEXT)
    actions.edit_argument(participant=argument.author, argument=argument, text="Other words.")
    address = f"{ARGUMENTS}1/endorse/"
    page = post(as_insider, address, endorse="yes", revision="1", back="vote")
    assert page.redirect_chain[-1][0] == f"/d/{SLUG}/vote/?proposal=1#argument-1"
    assert "The wording of argument 1 changed while you read." in text_of(page)
    page = as_insider.post(address, {"endorse": "perhaps"}, headers=HTMX)
    assert "Nothing was recorded" in text_of(page)


def test_how_many_endorse_is_told_once_one_has_voted_or_asked(
    as_insider: Client, insider: Any, moot: Any, argue: Any, text_of: Any
) -> None:
    proposal = moot.proposal()
    argue(TEXT, endorsed=7)
    assert "endorsements: 7" not in text_of(as_insider.get(PROPOSAL)).replace(" ,", ",")
    assert "endorsements: 7" in text_of(as_insider.get(f"{PROPOSAL}?counts=shown"))
    moot.vote(insider, proposal, "pass")
    assert "endorsements: 7" in text_of(as_insider.get(PROPOSAL))


def test_an_edit_stands_in_the_history(
    as_insider: Client, insider: Any, moot: Any, argue: Any, text_of: Any
) -> None:
    moot.proposal()
    argue("A form is a record of who reads.", author=insider)
    address = f"{ARGUMENTS}1/"
    assert "Edit or withdraw" in text_of(as_insider.get(PROPOSAL))
    assert as_insider.post(address, {"text": " "}).status_code == 422
    page = post(as_insider, address, text="A form is a list of who reads.")
    assert "Saved." in text_of(page)
    assert "<del>record</del> <ins>list</ins>" in page.content.decode()
    Argument.objects.update(created_at=timezone.now() - timedelta(minutes=16))
    page = as_insider.post(address, {"text": "Too late, but kept."})
    assert page.status_code == 422
    assert "can no longer be edited" in text_of(page)
    assert "Too late, but kept.</textarea>" in page.content.decode()
    assert "Edit or withdraw" not in text_of(as_insider.get(PROPOSAL))


def test_a_withdrawn_argument_leaves_the_proposal_and_stays_readable(
    as_insider: Client, insider: Any, moot: Any, argue: Any, text_of: Any
) -> None:
    moot.proposal()
    argue(TEXT, author=insider)
    page = post(as_insider, f"{ARGUMENTS}1/withdraw/")
    assert "Withdrawn by its author." in text_of(page)
    assert TEXT in text_of(page)
    assert TEXT not in text_of(as_insider.get(PROPOSAL))


def test_nobody_changes_the_argument_of_another(
    as_insider: Client, moot: Any, argue: Any, text_of: Any
) -> None:
    moot.proposal()
    argue(TEXT)
    assert "Edit" not in text_of(as_insider.get(f"{ARGUMENTS}1/"))
    page = as_insider.post(f"{ARGUMENTS}1/", {"text": "Mine now."})
    assert "only its author can change it" in text_of(page)
    assert "only its author" in text_of(post(as_insider, f"{ARGUMENTS}1/withdraw/"))
    assert Argument.objects.get().current.text == TEXT


def test_arguments_become_no_markup(as_insider: Client, moot: Any, argue: Any) -> None:
    moot.proposal()
    argue("*Why* <img src=x onerror=alert(1)> [here](javascript:alert(1))?")
    for address in (PROPOSAL, f"{ARGUMENTS}1/"):
        html = as_insider.get(address).content.decode()
        assert "<img" not in html
        assert 'href="javascript' not in html
    assert "<em>Why</em>" in as_insider.get(PROPOSAL).content.decode()


def test_unknown_arguments_are_not_there(as_insider: Client, moot: Any) -> None:
    moot.proposal()
    for address in (f"{ARGUMENTS}1/", f"{ARGUMENTS}1/endorse/", f"{ARGUMENTS}1/withdraw/"):
        assert as_insider.post(address, {"endorse": "yes"}).status_code == 404
    assert as_insider.get(ARGUMENTS)["Location"] == f"{PROPOSAL}#arguments"


def test_the_vote_page_gets_the_arguments_once_they_are_scrolled_to(
    as_insider: Client, moot: Any, argue: Any, text_of: Any
) -> None:
    moot.proposal()
    argue(TEXT)
    page = as_insider.get(f"/d/{SLUG}/vote/").content.decode()
    assert f'hx-get="{ARGUMENTS}?back=vote"' in page
    assert f'<a href="{ARGUMENTS}">' in page
    region = as_insider.get(f"{ARGUMENTS}?back=vote", headers=HTMX)
    assert "<main" not in region.content.decode()
    assert TEXT in text_of(region)
    assert region.content.decode().count('name="back" value="vote"') == 2
