"""What the pages for reading tell."""

import hashlib
from itertools import product
from typing import Any

from django.test import Client
from django.utils import timezone

from deliberation import actions
from deliberation.models import Aggregate, Draft, Phase
from deliberation.web.pages.criterion import PER_PAGE
from deliberation.web.pages.told import told_of

SLUG = "open-source-ai"
HOME = f"/d/{SLUG}/"


def test_the_front_page_without_definitions_says_so(db: None, client: Client, text_of: Any) -> None:
    assert "No definition is open yet" in text_of(client.get("/"))


def test_the_front_page_shows_a_clause_of_the_newest_draft(
    client: Client, drafted: Any, text_of: Any
) -> None:
    words = text_of(client.get("/"))
    assert "The training data MUST NOT be published." in words
    assert "Read draft 0.2.0" in words
    assert "2 clauses, 0 open questions" in words
    assert "Open Data" in words


def test_a_definition_shows_its_phase_its_draft_and_who_takes_part(
    client: Client, drafted: Any, text_of: Any
) -> None:
    response = client.get(HOME)
    words = text_of(response)
    assert b'<li aria-current="step"><div><b>Deliberation</b>' in response.content
    assert "Latest working draft Draft 0.2.0" in words
    assert "2: 2 MUST or MUST NOT, 0 SHOULD, 0 MAY" in words
    assert "1.1 Training data has a new level. 2.1 No scale cap added." in words
    assert "AI developers 10 59% 0 Researchers 7 41% 0" in words
    assert "Vote on 3 proposals" in words


def test_a_published_draft_is_preferred_to_a_later_working_one(
    client: Client, drafted: Any, text_of: Any
) -> None:
    actions.publish_draft(draft=drafted.definition.drafts.get(version="0.1.0"))
    assert "Latest published draft Draft 0.1.0" in text_of(client.get(HOME))


def test_a_definition_says_that_a_new_draft_is_being_composed(
    client: Client, drafted: Any, insider: Any, text_of: Any
) -> None:
    drafted.vote(insider, drafted.definition.proposals.get(number=1), "agree")
    drafted.definition.aggregates.create(
        watermark=99, engine="x", started_at=timezone.now(), stage=Aggregate.Stage.COUNTING
    )
    expected = "A new draft is being composed: counting and grouping. 1 vote since draft 0.2.0."
    assert expected in text_of(client.get(HOME))
    assert "A new draft is being composed" in text_of(client.get(f"{HOME}0.2.0/"))
    assert "A new draft is being composed" not in text_of(client.get(f"{HOME}0.1.0/"))


def test_a_run_in_shards_says_how_many_are_done(client: Client, drafted: Any, text_of: Any) -> None:
    run = drafted.definition.aggregates.create(
        watermark=99, engine="x", started_at=timezone.now(), shard_count=3
    )
    for number, votes in enumerate([b"read", b"read", None]):
        run.shards.create(number=number, first=number, votes=votes)
    told = "A new draft is being composed: reading the votes, 2 of 3 parts."
    assert told in text_of(client.get(HOME))
    assert told in text_of(client.get(f"{HOME}0.2.0/"))
    progress = client.get("/api/v1/definitions/open-source-ai/").json()["progress"]
    assert (progress["shards"], progress["shards_done"]) == (3, 2)


def test_opinion_groups_stand_with_their_sizes_and_what_sets_them_apart(
    client: Client, easy: Any, text_of: Any
) -> None:
    first, *others = [easy.proposal(wording=f"Part {i} MUST be published.") for i in range(6)]
    for voter in easy.participants(6):
        easy.vote(voter, first, "agree")
        for each in others:
            easy.vote(voter, each, "agree")
    for voter in easy.participants(6):
        easy.vote(voter, first, "agree")
        for each in others:
            easy.vote(voter, each, "disagree")
    easy.aggregate()
    words = text_of(client.get(HOME))
    assert "Group A 6 participants" in words
    assert "Group B 6 participants" in words
    assert "others" in words
    assert "Where all groups agree" in words


def test_what_is_being_decided_names_each_proposal_once_and_none_that_is_closed(easy: Any) -> None:
    for agree, disagree in ((9, 1), (5, 5), (6, 4), (3, 7)):
        easy.votes(easy.proposal(), agree=agree, disagree=disagree)
    run = easy.aggregate()
    before = told_of(easy.definition, run.report)
    assert before
    numbers = [decision.proposal.number for decision in before.decisions]
    assert numbers
    assert len(numbers) == len(set(numbers))
    easy.decide("lock", easy.definition.proposals.get(number=numbers[0]), note="Superseded.")
    after = told_of(easy.definition, run.report)
    assert after
    assert numbers[0] not in [decision.proposal.number for decision in after.decisions]


def test_a_rejected_proposal_is_told_of_nowhere(easy: Any, client: Client) -> None:
    easy.votes(easy.proposal(wording="Data MUST be scraped from everywhere."), agree=5, disagree=5)
    easy.votes(easy.proposal(wording="Data MUST be named."), agree=9)
    draft = easy.draft()
    assert b"scraped" in client.get(HOME).content
    easy.decide("reject", easy.definition.proposals.get(number=1), note="Spam.")
    assert b"scraped" not in client.get(HOME).content
    api = f"/api/v1/definitions/{SLUG}/drafts/{draft.version}/report/"
    assert b"scraped" not in client.get(api).content


def test_the_list_of_criteria_says_where_each_stands(
    client: Client, drafted: Any, text_of: Any
) -> None:
    words = text_of(client.get(f"{HOME}criteria/"))
    assert "What of training data? adopted 2 proposals, 12 votes" in words
    drafted.definition.aggregates.all().delete()
    assert "not counted yet 2 proposals, 0 votes" in text_of(client.get(f"{HOME}criteria/"))


def test_results_that_are_asked_for_stand_open_the_clause_first(
    client: Client, drafted: Any, text_of: Any
) -> None:
    words = text_of(client.get(f"{HOME}criteria/training-data/?results=shown"))
    assert words.index("Proposal 2") < words.index("Proposal 1")
    assert "Clause 1.1 of draft 0.2.0" in words
    assert "outscored" in words
    assert "Broad support: lower bound overall" in words
    assert "bystander" not in words


def test_before_voting_proposals_stand_as_they_came_and_results_are_folded(
    as_insider: Client, insider: Any, drafted: Any
) -> None:
    page = as_insider.get(f"{HOME}criteria/training-data/").content.decode()
    assert page.index('id="p1"') < page.index('id="p2"')
    assert page.count("Show results before voting") == 2
    drafted.vote(insider, drafted.definition.proposals.get(number=2), "pass")
    page = as_insider.get(f"{HOME}criteria/training-data/").content.decode()
    assert page.index('id="p1"') < page.index('id="p2"')
    assert page.count("Show results before voting") == 1


def test_criteria_are_filtered_by_where_they_stand_and_by_ones_own_votes(
    as_insider: Client, insider: Any, drafted: Any, text_of: Any
) -> None:
    words = text_of(as_insider.get(f"{HOME}criteria/?state=clause"))
    assert "What of training data?" in words
    assert "What of no scale cap?" in words
    assert "You have voted on 0 of 3 proposals." in words
    drafted.vote(insider, drafted.definition.proposals.get(number=3), "agree")
    words = text_of(as_insider.get(f"{HOME}criteria/?state=left"))
    assert "1 of 2 criteria is shown." in words
    assert "What of training data?" in words
    assert "What of no scale cap?" not in words
    assert "What of no scale cap?" in text_of(as_insider.get(f"{HOME}criteria/?state=odd"))


def test_the_front_page_shows_an_open_question_with_both_sides(
    client: Client, moot: Any, text_of: Any
) -> None:
    proposals = [moot.proposal(wording=f"Part {i} MUST be published.") for i in range(8)]
    for place, voter in enumerate(moot.participants(40)):
        for proposal in proposals:
            moot.vote(voter, proposal, "agree" if place < 22 else "disagree")
    moot.aggregate()
    page = client.get("/").content.decode()
    side = page[page.index("side--agree") : page.index("<figcaption")]
    in_favour, against = side.split("side--disagree")
    assert "Group A" in in_favour
    assert "Group B" in against
    assert "What of training data?" in text_of(client.get("/"))


def test_a_proposal_has_a_page_that_leads_to_its_place(client: Client, drafted: Any) -> None:
    page = client.get(f"{HOME}proposals/3/")
    place = f"{HOME}criteria/no-scale-cap/?proposal=3#p3"
    assert f'href="{place}"' in page.content.decode()
    assert b'id="p3"' in client.get(place).content
    assert client.get(f"{HOME}proposals/4/").status_code == 404
    assert client.get(f"{HOME}proposals/{'9' * 30}/").status_code == 404


def test_many_proposals_stand_on_several_pages(client: Client, many: Any) -> None:
    many(PER_PAGE + 3)
    response = client.get(f"{HOME}criteria/training-data/?page=2")
    assert response.content.count(b"<article") == 3
    last = client.get(f"{HOME}criteria/training-data/")
    assert last.content.count(b"<article") == PER_PAGE
    for number in (1, PER_PAGE + 3):
        there = f"{HOME}criteria/training-data/?proposal={number}"
        assert f'id="p{number}"'.encode() in client.get(there).content


def test_cells_of_fewer_than_five_votes_are_withheld(
    client: Client, moot: Any, text_of: Any
) -> None:
    moot.votes(moot.proposal(), agree=7)
    moot.aggregate()
    words = text_of(client.get(f"{HOME}criteria/training-data/"))
    assert "Researchers fewer than 5 votes, withheld" in words
    assert "AI developers fewer than 5 votes, withheld" in words
    assert "All 89% interval 72–100" in words


def test_a_draft_stands_with_the_provenance_of_each_clause(
    client: Client, drafted: Any, text_of: Any
) -> None:
    draft = drafted.definition.drafts.get(version="0.2.0")
    words = text_of(client.get(draft.get_absolute_url()))
    assert "2 clauses, 0 open questions; 17 votes, 17 participants." in words
    assert "The training data MUST be published." in words
    assert "level changed in 0.2.0" in words
    assert "added in 0.2.0" in words
    assert "Clause since 0.2.0" in words
    assert "Proposal 2, revision 1" in words
    assert "interval" in words
    assert "It beat the clause before, proposal 1" in words
    assert draft.content_hash[:8] in words
    assert f"SHA-256 {draft.content_hash}" in words
    assert "stewards have not published it" in words
    assert hashlib.sha256(draft.canonical.encode()).hexdigest() == draft.content_hash


def test_a_draft_stands_at_its_address_with_and_without_the_last_slash(
    client: Client, drafted: Any
) -> None:
    assert client.get(f"{HOME}0.2.0").status_code == 200
    assert client.get(f"{HOME}0.2.0/").status_code == 200
    assert client.get(f"{HOME}draft/")["Location"] == f"{HOME}0.2.0/"


def test_an_older_draft_leads_to_the_later_one(client: Client, drafted: Any, text_of: Any) -> None:
    assert "There is a later draft: 0.2.0" in text_of(client.get(f"{HOME}0.1.0/"))


def test_an_open_question_shows_both_sides(client: Client, easy: Any, text_of: Any) -> None:
    actions.change_ruleset(
        definition=easy.definition, reason="Stricter.", broad_support="0.900", quorum_cell_votes=5
    )
    contested = easy.proposal()
    for index, voter in enumerate(easy.participants(20)):
        easy.vote(voter, contested, "disagree" if index % 2 else "agree")
    draft = easy.draft()
    response = client.get(draft.get_absolute_url())
    words = text_of(response)
    assert "0 clauses, 1 open question;" in words
    in_favour, against = words.split("In favour")[1].split("Against")[0], words.split("Against")[1]
    assert "Group B 92% interval 79–100 Also AI developers" in in_favour
    assert "Group A 8% interval 0–21 Also Researchers" in against
    assert response.content.count(b'class="side ') == 2
    assert "No clause yet." in words


def test_before_the_first_draft_its_page_says_what_is_needed(
    client: Client, moot: Any, text_of: Any
) -> None:
    words = text_of(client.get(f"{HOME}draft/"))
    assert "No draft yet" in words
    assert "30 votes, and 5 from each opinion group and stakeholder class" in words


def test_exports_of_a_draft_are_linked_and_answer(client: Client, drafted: Any) -> None:
    html = client.get(f"{HOME}0.2.0/").content.decode()
    for name in ("json", "md", "csv", "bib", "cff"):
        address = f"/d/{SLUG}/0.2.0.{name}"
        assert f'href="{address}"' in html
        assert client.get(address).status_code == 200


def test_a_comparison_shows_words_added_and_removed(
    client: Client, drafted: Any, text_of: Any
) -> None:
    response = client.get(f"{HOME}diff/0.1.0/0.2.0/")
    html, words = response.content.decode(), text_of(response)
    assert '<del><strong class="rfc">SHOULD</strong></del>' in html
    assert '<ins><strong class="rfc">MUST</strong></ins>' in html
    assert "Proposal 2 took the place of 1." in words
    assert "Added 1 Removed 0 Reworded 0 Level changed 1 Unchanged 0" in words


def test_a_comparison_runs_both_ways(client: Client, drafted: Any, text_of: Any) -> None:
    words = text_of(client.get(f"{HOME}diff/0.2.0/0.1.0/"))
    assert "Added 0 Removed 1" in words
    assert "The later draft stands first here" in words


def test_a_draft_compared_with_itself_gets_a_friendly_word(
    client: Client, drafted: Any, text_of: Any
) -> None:
    assert "A draft does not differ from itself" in text_of(client.get(f"{HOME}diff/0.1.0/0.1.0/"))


def test_versions_to_compare_can_be_chosen_in_a_form(client: Client, drafted: Any) -> None:
    response = client.get(f"{HOME}diff/?from=0.2.0&to=0.1.0")
    assert response["Location"] == f"{HOME}diff/0.2.0/0.1.0/"
    assert client.get(f"{HOME}diff/")["Location"] == f"{HOME}diff/0.1.0/0.2.0/"
    assert client.get(f"{HOME}diff/?from=latest").status_code == 404


def test_unknown_versions_are_not_found(client: Client, drafted: Any) -> None:
    for address in ("9.9.9/", "9.9.9", "diff/0.1.0/9.9.9/", "diff/9.9.9/0.1.0/", "0.1/", "x/"):
        assert client.get(f"{HOME}{address}").status_code == 404, address


def test_a_definition_that_is_closed_says_so_everywhere(
    client: Client, drafted: Any, text_of: Any
) -> None:
    actions.change_phase(definition=drafted.definition, phase=Phase.CLOSED)
    assert "Voting is closed" in text_of(client.get(f"{HOME}vote/"))
    words = text_of(client.get(f"{HOME}criteria/training-data/"))
    assert "Voting is closed." in words
    assert "takes no new proposals" in words
    assert "Being decided now" not in text_of(client.get(HOME))


def test_stewards_publish_a_draft_and_its_page_says_frozen(
    as_steward: Client, client: Client, drafted: Any, text_of: Any
) -> None:
    way = f'href="{HOME}0.2.0/publish/"'.encode()
    assert way in as_steward.get(f"{HOME}0.2.0/").content
    assert way not in client.get(f"{HOME}0.2.0/").content
    done = as_steward.post(f"{HOME}0.2.0/publish/", follow=True)
    assert "Published: draft 0.2.0." in text_of(done)
    assert "it will read the same at this address for ever" in text_of(done)
    again = as_steward.post(f"{HOME}0.2.0/publish/", follow=True)
    assert "Draft 0.2.0 is published already" in text_of(again)
    assert drafted.definition.drafts.get(version="0.2.0").status == Draft.Status.PUBLISHED


def test_nobody_else_publishes(
    as_insider: Client, client: Client, drafted: Any, text_of: Any
) -> None:
    for visitor, ask in product((as_insider, client), ("get", "post")):
        response = getattr(visitor, ask)(f"{HOME}0.2.0/publish/")
        assert response.status_code == 403
        assert "Publishing a draft is for stewards" in text_of(response)
    assert not drafted.definition.drafts.exclude(status=Draft.Status.WORKING).exists()


def test_groups_that_resamples_do_not_find_are_read_with_care(
    client: Client, easy: Any, many: Any, text_of: Any
) -> None:
    many(9)
    run = easy.definition.last_run()
    assert len(run.groups) > 1
    for stability, words in ((0.31, "The grouping is not stable"), (0.97, "is stable")):
        run.report["stability"] = stability
        run.save(update_fields=["report"])
        assert words in text_of(client.get("/d/open-source-ai/"))
