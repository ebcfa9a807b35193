"""Voting, proposing and joining through pages, without any script."""

from typing import Any

import pytest
from django.test import Client

from deliberation import actions
from deliberation.models import Phase

SLUG = "open-source-ai"
HOME = f"/d/{SLUG}/"
CRITERION = f"{HOME}criteria/training-data/"


def vote(client: Client, number: int, word: str, **more: Any) -> Any:
    return client.post(f"{HOME}proposals/{number}/vote/", {"vote": word} | more, follow=True)


def test_a_vote_through_the_form_enters_the_tally_with_the_next_run(
    as_insider: Client, moot: Any, text_of: Any
) -> None:
    moot.proposal()
    page = vote(as_insider, 1, "agree", revision=1)
    assert "Recorded: agree on proposal 1." in text_of(page)
    assert "No vote has been counted" not in text_of(page)
    moot.aggregate()
    assert "1 agree 0 pass 0 disagree" in text_of(as_insider.get(CRITERION))


def test_a_vote_can_be_changed_and_repeated_and_the_last_one_counts(
    as_insider: Client, insider: Any, moot: Any
) -> None:
    moot.proposal()
    for word in ("agree", "agree", "disagree"):
        vote(as_insider, 1, word)
    assert moot.log() == [(insider, 1), (insider, -1)]
    html = as_insider.get(CRITERION).content.decode()
    assert 'value="disagree" aria-pressed="true"' in html
    assert 'value="agree" aria-pressed="false"' in html


def test_a_vote_can_be_withdrawn(as_insider: Client, moot: Any, text_of: Any) -> None:
    moot.proposal()
    vote(as_insider, 1, "pass")
    page = vote(as_insider, 1, "withdraw")
    assert "Withdrawn: your vote on proposal 1." in text_of(page)
    assert b"aria-pressed" not in page.content
    assert "You have no vote on proposal 1 to withdraw." in text_of(vote(as_insider, 1, "withdraw"))


def test_voting_returns_to_the_page_it_came_from(as_insider: Client, moot: Any) -> None:
    moot.proposal()
    address = f"{HOME}proposals/1/vote/"
    from_criterion = as_insider.post(address, {"vote": "agree", "back": "criterion"})
    assert from_criterion["Location"] == f"{CRITERION}?voted=1#p1"
    assert as_insider.post(address, {"vote": "pass"})["Location"] == f"{HOME}vote/?voted=1"
    strange = as_insider.post(address, {"vote": "agree", "back": "//evil.example"})
    assert strange["Location"] == f"{HOME}vote/?proposal=1"


def test_a_vote_meant_for_another_wording_is_not_recorded(
    as_insider: Client, moot: Any, text_of: Any
) -> None:
    proposal = moot.proposal()
    actions.revise_proposal(
        proposal=proposal, level="MUST", requires="open", wording="It MUST all be there.",
        is_substantive=True,
    )  # fmt: skip
    page = vote(as_insider, 1, "agree", revision=1)
    assert "The wording of proposal 1 changed while you read" in text_of(page)
    assert moot.log() == []
    assert "Recorded: agree" in text_of(vote(as_insider, 1, "agree", revision=2))


@pytest.mark.parametrize("sent", [{}, {"vote": "maybe"}, {"vote": "agree", "revision": "x"}])
def test_a_form_that_says_nothing_records_nothing(
    as_insider: Client, moot: Any, text_of: Any, sent: dict[str, str]
) -> None:
    moot.proposal()
    page = as_insider.post(f"{HOME}proposals/1/vote/", sent, follow=True)
    assert "Nothing was recorded" in text_of(page)
    assert moot.log() == []


def test_visitors_are_led_to_sign_in_and_back(client: Client, moot: Any, text_of: Any) -> None:
    moot.proposal()
    assert "Sign in to vote" in text_of(client.get(f"{HOME}vote/"))
    assert "Sign in to propose" in text_of(client.get(CRITERION))
    there = client.post(f"{HOME}proposals/1/vote/", {"vote": "agree"})["Location"]
    assert there == f"/sign-in/?next=/d/{SLUG}/vote/%3Fproposal%3D1"


def test_who_does_not_take_part_is_led_to_join_and_back(
    as_outsider: Client, moot: Any, text_of: Any
) -> None:
    moot.proposal()
    assert "Join to vote" in text_of(as_outsider.get(CRITERION))
    page = as_outsider.post(f"{HOME}proposals/1/vote/", {"vote": "agree", "back": "criterion"})
    assert page["Location"].startswith(f"{HOME}join/?next=%2Fd%2F")
    assert moot.log() == []


def test_a_closed_proposal_says_so_and_takes_no_vote(
    as_insider: Client, moot: Any, text_of: Any
) -> None:
    proposal = moot.proposal()
    vote(as_insider, 1, "agree")
    moot.decide("lock", proposal, note="Another one says the same.")
    words = text_of(as_insider.get(CRITERION))
    assert "Closed: it takes no more votes. Votes already cast count." in words
    assert "Reason: Another one says the same." in words
    assert "Your vote stands: agree" in words
    assert "Proposal 1 is closed and takes no more votes." in text_of(
        vote(as_insider, 1, "disagree")
    )


def test_a_rejected_proposal_stands_last_with_its_reason(
    as_insider: Client, moot: Any, text_of: Any
) -> None:
    moot.decide("reject", moot.proposal(), note="It names a private person.")
    moot.proposal()
    words = text_of(as_insider.get(CRITERION))
    assert words.index("Proposal 2") < words.index("Proposal 1")
    assert "Rejected by moderation. It takes no votes. Reason: It names a private person." in words
    assert "Proposal 1 was rejected by moderation" in text_of(vote(as_insider, 1, "agree"))


def test_a_definition_that_takes_no_votes_refuses_them_in_words(
    as_insider: Client, moot: Any, text_of: Any
) -> None:
    moot.proposal()
    actions.change_phase(definition=moot.definition, phase=Phase.RATIFICATION)
    assert "takes no votes while it is in the phase" in text_of(vote(as_insider, 1, "agree"))
    assert moot.log() == []


def test_the_vote_page_goes_through_the_proposals_and_ends(
    as_insider: Client, moot: Any, text_of: Any
) -> None:
    for _ in range(3):
        moot.proposal()
    moot.decide("lock", moot.proposal(), note="Closed.")
    page = as_insider.get(f"{HOME}vote/")
    assert "0 of 3 proposals voted on" in text_of(page)
    first = shown(page)
    second = shown(page := vote(as_insider, first, "agree"))
    third = shown(page := as_insider.get(f"{HOME}vote/?skip={second}"))
    assert {first, second, third} == {1, 2, 3}
    assert f'name="skip" value="{second}"' in page.content.decode()
    page = vote(as_insider, third, "pass", skip=str(second))
    assert "1 proposal that you went past still waits." in text_of(page)
    assert shown(as_insider.get(f"{HOME}vote/")) == second
    assert "You have voted on all 3 proposals" in text_of(vote(as_insider, second, "disagree"))


def shown(page: Any) -> int:
    """The number of the proposal that the vote page shows."""
    found: int = page.context["page"].proposal.number
    return found


def test_results_stay_folded_until_one_has_voted(
    as_insider: Client, moot: Any, text_of: Any
) -> None:
    moot.votes(moot.proposal(), agree=6)
    moot.aggregate()
    before = as_insider.get(f"{HOME}vote/")
    assert "Show before voting" in text_of(before)
    assert "6 agree" not in text_of(before)
    assert "6 agree" in text_of(as_insider.get(f"{HOME}vote/?proposal=1&results=1"))
    vote(as_insider, 1, "agree")
    after = as_insider.get(f"{HOME}vote/?proposal=1")
    assert "Show before voting" not in text_of(after)
    assert "6 agree 0 pass 0 disagree" in text_of(after)


FINE = {
    "level": "MUST NOT",
    "requires": "open",
    "wording": "The licence MUST NOT\r\nend by itself.",
    "rationale": "A right that ends cannot be built on.",
}


def propose(client: Client, **changes: str) -> Any:
    return client.post(f"{CRITERION}propose/", FINE | changes, follow=True)


def test_a_proposal_is_published_under_the_pseudonym(
    as_insider: Client, insider: Any, moot: Any, text_of: Any
) -> None:
    page = propose(as_insider)
    assert page.redirect_chain[-1][0] == f"{HOME}proposals/1/"
    assert "Published: proposal 1." in text_of(page)
    assert insider.pseudonym in text_of(page)
    proposal = moot.definition.proposals.get()
    assert proposal.author == insider
    assert proposal.current.wording == "The licence MUST NOT\nend by itself."


def test_errors_stand_beside_their_fields_and_nothing_typed_is_lost(
    as_insider: Client, moot: Any, text_of: Any
) -> None:
    page = propose(as_insider, wording="The licence forbids <nothing>.", rationale="")
    html, words = page.content.decode(), text_of(page)
    assert page.status_code == 422
    assert "Two things to mend before this proposal can be published." in words
    assert "You chose MUST NOT; write it into the sentence, in capitals." in words
    assert "Say in a sentence or two why." in words
    assert "The licence forbids &lt;nothing&gt;.</textarea>" in html
    assert '<option value="MUST NOT" selected>' in html
    assert 'href="#id_wording"' in html
    assert 'aria-describedby="id_wording_helptext id_wording_error"' in html
    assert 'id="id_wording_error"' in html
    assert not moot.definition.proposals.exists()


def test_a_wording_of_2000_characters_is_taken_and_a_longer_one_comes_back_whole(
    as_insider: Client, moot: Any, text_of: Any
) -> None:
    line = "It MUST NOT.\r\n"
    most = (line * 153)[: 153 * 14] + "x" * (2000 - 153 * 13)
    assert "Published" in text_of(propose(as_insider, wording=most))
    page = propose(as_insider, wording=most + "y")
    assert "These are 2001 characters; 2000 is the most." in text_of(page)
    assert most.replace("\r\n", "\n") + "y" in page.content.decode().replace("\r\n", "\n")
    assert moot.definition.proposals.count() == 1


def test_a_wording_of_a_megabyte_gets_a_clear_answer(as_insider: Client, text_of: Any) -> None:
    page = propose(as_insider, wording="MUST NOT " * 120_000)
    assert page.status_code == 422
    assert "2000 is the most" in text_of(page)


@pytest.mark.parametrize("changes", [{"level": "SHALL"}, {"requires": "ajar"}, {"wording": "\0"}])
def test_what_the_form_does_not_offer_is_not_taken(
    as_insider: Client, moot: Any, changes: dict[str, str]
) -> None:
    assert propose(as_insider, **changes).status_code == 422
    assert not moot.definition.proposals.exists()


def test_no_proposal_is_taken_after_that_phase(as_insider: Client, moot: Any, text_of: Any) -> None:
    actions.change_phase(definition=moot.definition, phase=Phase.CONVERGENCE)
    page = propose(as_insider)
    assert "takes no new proposals while it is in the phase" in text_of(page)
    assert "A right that ends cannot be built on." in text_of(page)


def test_proposing_leads_visitors_to_sign_in_and_others_to_join(
    client: Client, as_outsider: Client, moot: Any
) -> None:
    assert client.get(f"{CRITERION}propose/")["Location"].startswith("/sign-in/")
    assert as_outsider.get(f"{CRITERION}propose/")["Location"].startswith(f"{HOME}join/")
    assert client.get(f"{HOME}criteria/nothing/propose/").status_code == 404


AGREED = {"agree": "on"}


def test_joining_asks_to_agree_to_what_becomes_public(
    as_outsider: Client, moot: Any, text_of: Any
) -> None:
    page = as_outsider.post(
        f"{HOME}join/", {"pseudonym": "new-one", "stakeholder_class": "researchers"}
    )
    assert page.status_code == 422
    assert "agree to that, or only read" in text_of(page)
    assert b'value="new-one"' in page.content
    assert not moot.definition.participants.exists()


def test_joining_makes_a_participant_and_leads_back(
    as_outsider: Client, moot: Any, text_of: Any
) -> None:
    form = as_outsider.get(f"{HOME}join/?next={CRITERION}")
    assert "What becomes public" in text_of(form)
    assert "CC0" in text_of(form)
    suggested = form.context["form"].initial["pseudonym"]
    page = as_outsider.post(
        f"{HOME}join/",
        AGREED | {"pseudonym": suggested, "stakeholder_class": "researchers", "next": CRITERION},
        follow=True,
    )
    assert page.redirect_chain[-1][0] == CRITERION
    assert f"as {suggested}" in text_of(page)
    participant = moot.definition.participants.get(pseudonym=suggested)
    assert participant.stakeholder_class.slug == "researchers"
    assert as_outsider.get(f"{HOME}join/")["Location"] == f"{HOME}vote/"


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (("", "researchers"), "Choose a pseudonym"),
        (("new-one", ""), "Choose the class that describes you best."),
        (("new-one", "kings"), "Choose one of the classes listed."),
        (("HERON", "researchers"), "The pseudonym “HERON” is taken here; choose another."),
        (("<b>x</b>", "researchers"), "Use letters, digits"),
        (("a\u202eb", "researchers"), "Use letters, digits"),
        (("x" * 41, "researchers"), "at most 40"),
    ],
)
def test_joining_names_what_is_wrong_and_keeps_the_rest(
    as_outsider: Client, moot: Any, text_of: Any, sent: tuple[str, str], words: str
) -> None:
    actions.join(
        definition=moot.definition, user=moot.user(), pseudonym="heron", class_slug="developers"
    )
    pseudonym, class_slug = sent
    page = as_outsider.post(
        f"{HOME}join/", AGREED | {"pseudonym": pseudonym, "stakeholder_class": class_slug}
    )
    assert page.status_code == 422
    assert words in text_of(page)
    assert moot.definition.participants.count() == 1
    if class_slug == "researchers":
        assert b'value="researchers" checked' in page.content


def test_nobody_is_led_off_this_site(as_outsider: Client, moot: Any) -> None:
    sent = AGREED | {"pseudonym": "new-one", "stakeholder_class": "researchers"}
    sent["next"] = "//evil.example/"
    assert as_outsider.post(f"{HOME}join/", sent)["Location"] == f"{HOME}vote/"


def test_a_definition_without_classes_is_joined_with_a_pseudonym_alone(
    as_outsider: Client, moot: Any, text_of: Any
) -> None:
    moot.definition.stakeholder_classes.all().delete()
    assert "Stakeholder class" not in text_of(as_outsider.get(f"{HOME}join/"))
    as_outsider.post(f"{HOME}join/", AGREED | {"pseudonym": "plain-reed"})
    joined = moot.definition.participants.get(pseudonym="plain-reed")
    assert joined.stakeholder_class is None
