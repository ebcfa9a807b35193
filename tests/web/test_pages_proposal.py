"""The page of one proposal."""

from typing import Any

from django.test import Client

from deliberation import actions
from deliberation.models import Phase

SLUG = "open-source-ai"
PROPOSAL = f"/d/{SLUG}/proposals/1/"


def revise(proposal: Any, wording: str, *, is_substantive: bool, requires: str = "open") -> None:
    actions.revise_proposal(
        proposal=proposal, level="MUST", requires=requires, wording=wording,
        is_substantive=is_substantive,
    )  # fmt: skip


def test_results_are_unfolded_by_a_vote_or_on_demand(
    as_insider: Client, insider: Any, moot: Any, text_of: Any
) -> None:
    proposal = moot.proposal()
    moot.votes(proposal, agree=6, disagree=1)
    moot.aggregate()
    told = "6 agree 0 pass 1 disagree"
    before = text_of(as_insider.get(PROPOSAL))
    assert "Show results before voting" in before
    assert told not in before
    assert "Quorum" not in before
    assert told in text_of(as_insider.get(f"{PROPOSAL}?counts=shown"))
    page = as_insider.post(f"{PROPOSAL}vote/", {"vote": "agree", "back": "proposal"}, follow=True)
    assert page.redirect_chain[-1][0] == f"{PROPOSAL}?voted=1#ballot"
    assert "Recorded: agree ." in text_of(page)
    assert told in text_of(page)


def test_results_are_open_where_nobody_votes_any_more(
    client: Client, moot: Any, text_of: Any
) -> None:
    moot.votes(moot.proposal(), agree=6)
    moot.aggregate()
    actions.change_phase(definition=moot.definition, phase=Phase.RATIFICATION)
    words = text_of(client.get(PROPOSAL))
    assert "6 agree 0 pass 0 disagree" in words
    assert "What would change it" not in words


def test_small_cells_are_withheld_in_bars_and_table(
    client: Client, moot: Any, text_of: Any
) -> None:
    moot.votes(moot.proposal(), agree=6, disagree=1)
    moot.aggregate()
    words = text_of(client.get(f"{PROPOSAL}?counts=shown"))
    assert words.count("Researchers fewer than 5 votes, withheld") == 2
    assert "All 6 0 1 78% " in words


def test_it_says_in_plain_words_what_would_change_it(
    client: Client, easy: Any, text_of: Any
) -> None:
    actions.change_ruleset(
        definition=easy.definition, reason="For a test.", quorum_votes=8, quorum_cell_votes=2,
        required_classes=["developers"],
    )  # fmt: skip
    proposal = easy.proposal()
    easy.votes(proposal, agree=3)
    easy.aggregate()
    words = text_of(client.get(f"{PROPOSAL}?counts=shown"))
    assert "It would become the clause with 5 more votes that agree" in words
    assert "cast where they do most: 5 × Group A; 2 × AI developers, 3 × Researchers." in words
    assert "Not even 2,000 more votes that disagree would have it declined." in words
    easy.votes(proposal, agree=9)
    easy.aggregate()
    words = text_of(client.get(f"{PROPOSAL}?counts=shown"))
    assert "It would leave the draft with " in words
    assert "more votes that disagree, cast where they do most" in words


def test_revisions_say_what_changed_and_what_became_of_the_votes(
    client: Client, moot: Any, text_of: Any
) -> None:
    proposal = moot.proposal(wording="All training data MUST be published.")
    moot.votes(proposal, agree=2, disagree=1, passing=1)
    revise(proposal, "All training data MUST be published at once.", is_substantive=False)
    revise(proposal, "A sample MUST be published.", is_substantive=True, requires="partial")
    page = client.get(f"{PROPOSAL}?counts=shown")
    words, html = text_of(page), page.content.decode()
    assert words.index("Revision 3 substantive") < words.index("Revision 2 editorial")
    assert "Kept the votes" in words
    assert "The vote on it ended with 2 agree, 1 pass, 1 disagree." in words
    assert "<ins>published at once.</ins>" in html
    assert "<del>open</del> <ins>partial</ins>" in html
    assert "The vote on it ended" not in text_of(client.get(PROPOSAL))


def test_it_names_the_drafts_in_which_it_is_a_clause(
    client: Client, drafted: Any, text_of: Any
) -> None:
    first = text_of(client.get(PROPOSAL))
    second = text_of(client.get(f"/d/{SLUG}/proposals/2/"))
    assert "of draft 0.1.0" in first
    assert "of draft 0.2.0" in second
    assert "It has not been a clause" not in first + second


def test_a_rejected_proposal_says_why_and_hides_nothing(
    as_insider: Client, moot: Any, text_of: Any
) -> None:
    proposal = moot.proposal()
    actions.argue(
        participant=moot.participant(), proposal=proposal, side="for", text="It is needed."
    )
    moot.decide("reject", proposal, note="It names a person.")
    moot.aggregate()
    words = text_of(as_insider.get(PROPOSAL))
    assert "Rejected by moderation on" in words
    assert "Reason: It names a person." in words
    assert "The training data MUST be published." in words
    assert "It is needed." in words
    assert "Publish argument" not in words


def test_a_standing_that_hangs_on_the_method_is_explained(
    client: Client, moot: Any, text_of: Any
) -> None:
    moot.votes(moot.proposal(), agree=6)
    run = moot.aggregate()
    tally = run.tallies.get()
    step = {"rule": "second-opinions", "met": None, "text": "Contested by method.",
            "facts": {"opinions": {"polis": 1, "balanced": 0, "bridging": 1}}}  # fmt: skip
    run.tallies.update(trace=[*tally.trace, step])
    words = text_of(client.get(f"{PROPOSAL}?counts=shown"))
    assert "Contested by method." in words
    assert "Group-informed consensus multiplies" in words
    assert "The bridging score asks" in words
    assert "Balanced consensus" not in words


def test_many_arguments_and_revisions_take_as_many_queries_as_few(
    as_insider: Client, insider: Any, easy: Any, count_queries: Any, settings: Any
) -> None:
    settings.ARGUMENT_PAUSE_SECONDS = 0
    proposal = easy.proposal()
    easy.votes(proposal, agree=6, disagree=1)
    easy.vote(insider, proposal, "agree")
    revise(proposal, "The data MUST be published.", is_substantive=False)
    easy.draft()
    actions.argue(participant=insider, proposal=proposal, side="for", text="A reason.")
    few = count_queries(as_insider.get, PROPOSAL)
    for number, word in enumerate(["scientific", "legal", "moral", "economic", "practical"]):
        for side in ("for", "against"):
            argument = actions.argue(
                participant=easy.participant(), proposal=proposal, side=side,
                text=f"The {word} reason.",
            ).argument  # fmt: skip
            actions.endorse(participant=insider, argument=argument)
        revise(proposal, f"The data MUST be published {number}.", is_substantive=False)
        easy.proposal(wording=f"Part {number} of it MUST be published.")
    easy.aggregate()
    many = count_queries(as_insider.get, f"{PROPOSAL}?arguments=9")
    assert many <= few <= 12
