"""Definitions, criteria and proposals over the API: what they show, page by page."""

import pytest
from django.test import Client
from django.utils import timezone

from deliberation import actions
from deliberation.models import Aggregate

ROOT = "/api/v1"
HERE = f"{ROOT}/definitions/open-source-ai"


def shown(path, **query):
    answer = Client().get(path, query)
    assert answer.status_code == 200, answer.content
    return answer.json()


def numbers(**query):
    return [each["number"] for each in shown(f"{HERE}/proposals/", **query)["results"]]


def test_a_definition_before_its_first_aggregation_has_no_counts(moot):
    found = shown(f"{HERE}/")
    assert (found["slug"], found["phase"], found["simulated"]) == (
        "open-source-ai", "deliberation", False,
    )  # fmt: skip
    assert [each["slug"] for each in found["stakeholder_classes"]] == ["developers", "researchers"]
    assert (found["counts"], found["progress"], found["latest_draft"]) == (None, None, None)


def test_a_definition_shows_what_was_last_counted_and_its_latest_draft(drafted):
    run = drafted.definition.last_run()
    found = shown(f"{HERE}/")
    assert found["counts"]["participants"] == 1
    assert found["counts"]["votes"] == 1
    assert found["counts"]["watermark"] == run.watermark
    assert found["counts"]["groups"] == run.groups
    draft = drafted.definition.drafts.get()
    latest = found["latest_draft"]
    assert (latest["version"], latest["status"], latest["content_hash"]) == (
        "0.1.0", "working", draft.content_hash,
    )  # fmt: skip
    assert Client().get(latest["url"]).content == draft.canonical.encode()
    assert shown(f"{ROOT}/definitions/")["results"][0] == found


def test_a_definition_shows_the_aggregation_that_is_under_way(drafted):
    Aggregate.objects.create(
        definition=drafted.definition, watermark=9, engine="1", started_at=timezone.now(),
        stage=Aggregate.Stage.COUNTING,
    )  # fmt: skip
    found = shown(f"{HERE}/")
    assert (found["progress"]["state"], found["progress"]["stage"]) == ("running", "counting")
    assert found["counts"]["votes"] == 1, "of the last one that finished"


def test_the_index_leads_to_the_definitions(db):
    doors = shown(f"{ROOT}/")
    assert shown(doors["definitions"])["results"] == []


def test_a_criterion_shows_its_scale_and_counts_what_stands(moot):
    for _ in range(2):
        moot.proposal()
    moot.decide("reject", moot.proposal(), note="For the test.")
    data, cap = shown(f"{HERE}/criteria/")["results"]
    assert (data["slug"], data["category"], data["proposals"]) == (
        "training-data", {"slug": "data", "title": "Data"}, 2,
    )  # fmt: skip
    assert [step["level"] for step in data["scale"]] == ["closed", "partial", "open"]
    assert (data["competing"], data["references"]) == (True, [])
    assert (cap["slug"], cap["proposals"]) == ("no-scale-cap", 0)
    assert shown(f"{HERE}/criteria/training-data/") == data


def test_a_proposal_before_the_first_aggregation_has_no_tally(moot):
    moot.proposal(rationale="Else nobody can study it.")
    found = shown(f"{HERE}/proposals/1/")
    url, created = found.pop("url"), found.pop("created_at")
    assert url.endswith(f"{HERE}/proposals/1/")
    assert created
    assert found == {
        "number": 1, "criterion": "training-data", "level": "MUST", "requires": "open",
        "wording": "The training data MUST be published.",
        "rationale": "Else nobody can study it.", "revision": 1, "vote_revision": 1,
        "moderation": "unmoderated", "closed": False, "takes_votes": True, "author": None,
        "variant_of": None, "split_from": None, "parts": [], "merged_into": None, "merged": [],
        "origin": "seeded", "status": None, "score": None,
        "consensus": None, "trace": None, "tally": None,
    }  # fmt: skip


def test_a_counted_proposal_shows_its_tally_and_trace(drafted):
    found = shown(f"{HERE}/proposals/1/")
    assert (found["status"], found["consensus"]) == ("adopted", pytest.approx(2 / 3, abs=1e-6))
    assert [step["rule"] for step in found["trace"]][:2] == ["quorum", "broad-support"]
    tally = found["tally"]
    assert (tally["agrees"], tally["disagrees"], tally["passes"], tally["revision"]) == (1, 0, 0, 1)
    assert tally["watermark"] == drafted.definition.last_run().watermark
    assert tally["cells"][0]["key"] == "all"
    assert shown(f"{HERE}/proposals/")["results"] == [found]


def test_an_editorial_revision_shows_its_wording_and_keeps_the_votes(drafted):
    proposal = drafted.definition.proposals.get()
    actions.revise_proposal(
        proposal=proposal, level="MUST", requires="open", is_substantive=False,
        wording="All training data MUST be published.",
    )  # fmt: skip
    found = shown(f"{HERE}/proposals/1/")
    assert (found["revision"], found["vote_revision"]) == (2, 1)
    assert found["wording"].startswith("All training data")


def test_a_participant_opens_a_proposal(moot, signed_in):
    ada = moot.participant()
    body = {
        "criterion": "no-scale-cap",
        "level": "MUST NOT",
        "requires": "open",
        "wording": "  The licence MUST NOT set a cap.  ",
        "rationale": "A cap shuts out services.",
    }
    client = signed_in(ada)
    answer = client.post(f"{HERE}/proposals", body, content_type="application/json")
    assert answer.status_code == 201
    opened = answer.json()
    assert answer["Location"].endswith(f"{HERE}/proposals/1/")
    assert client.get(answer["Location"]).json() == opened
    assert (opened["author"], opened["origin"]) == (ada.pseudonym, "participant")
    assert opened["wording"] == "The licence MUST NOT set a cap."


def test_a_proposal_comes_too_late_in_convergence(moot, signed_in):
    ada = signed_in(moot.participant())
    actions.change_phase(definition=moot.definition, phase="convergence")
    body = {"criterion": "no-scale-cap", "level": "MAY", "requires": "open", "wording": "It MAY."}
    answer = ada.post(f"{HERE}/proposals/", body, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (409, "proposing-closed")


def test_lists_are_narrowed_by_criterion_status_and_moderation(easy):
    adopted, undecided, rejected = easy.proposal(), easy.proposal("no-scale-cap"), easy.proposal()
    easy.votes(adopted, agree=1)
    easy.decide("reject", rejected, note="For the test.")
    assert numbers(status="adopted") == [], "nothing was counted yet"
    easy.aggregate()
    assert numbers() == [adopted.number, undecided.number]
    assert numbers(criterion="training-data") == [adopted.number]
    assert numbers(status="undecided") == [undecided.number]
    assert numbers(status="adopted", criterion="no-scale-cap") == []
    assert numbers(moderation="rejected") == [rejected.number]
    assert numbers(moderation="any") == [1, 2, 3]
    assert numbers(moderation="any", status="rejected") == [rejected.number]


def test_a_rejected_proposal_stays_on_the_public_record(moot):
    moot.decide("reject", moot.proposal(), note="For the test.")
    found = shown(f"{HERE}/proposals/1/")
    assert (found["moderation"], found["takes_votes"]) == ("rejected", False)


def test_pages_follow_each_other_without_gap_while_rows_are_added(moot):
    for _ in range(5):
        moot.proposal()
    first = shown(f"{HERE}/proposals/", page_size=2)
    moot.proposal()
    seen, page = [], first
    while True:
        seen += [each["number"] for each in page["results"]]
        if page["next"] is None:
            break
        page = shown(page["next"])
    assert seen == [1, 2, 3, 4, 5, 6]
    assert [each["number"] for each in shown(page["previous"])["results"]] == [3, 4]
    assert len(shown(f"{HERE}/proposals/", page_size=999)["results"]) == 6


def test_a_cursor_beyond_the_last_row_gives_an_empty_page(moot):
    moot.proposal()
    beyond = "cD05OTk5OTk5OTk5OTk5OTk5OTk="  # p=999999999999999999
    assert numbers(cursor=beyond) == []


def test_joining_and_finding_oneself(moot, signed_in):
    client = signed_in(moot.user())
    assert client.get(f"{HERE}/participation/").json()["code"] == "not-taking-part"
    body = {"pseudonym": "Ada L.", "stakeholder_class": "researchers"}
    answer = client.post(f"{HERE}/participation/", body, content_type="application/json")
    assert answer.status_code == 201
    found = client.get(answer["Location"]).json()
    assert found == answer.json()
    assert found.pop("joined_at")
    assert found == {"definition": "open-source-ai", "verified": False} | body
    again = client.post(f"{HERE}/participation/", body, content_type="application/json")
    assert (again.status_code, again.json()["code"]) == (409, "already-taking-part")
    assert "Ada L." in again.json()["detail"]


def test_a_list_costs_no_more_queries_for_thirty_than_for_three(easy, client, count_queries):
    def grow(number):
        for _ in range(number):
            proposal = easy.proposal()
            easy.vote(ada, proposal, "agree")
            actions.open_definition(
                slug=f"term-{proposal.number}", title="Another", criteria=[proposal.criterion],
                classes=[("all", "All", "")],
            )  # fmt: skip
        easy.draft()

    ada = easy.participant()
    lists = [f"{ROOT}/definitions/"] + [
        f"{HERE}/{name}/" for name in ("criteria", "proposals", "drafts")
    ]
    grow(3)
    few = {path: count_queries(client.get, path) for path in lists}
    grow(27)
    assert {path: count_queries(client.get, path) for path in lists} == few
    assert max(few.values()) <= 6
