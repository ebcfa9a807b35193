"""What drafts say in English, pages say in their reader's language, from code and facts."""

import json

import pytest
from django.utils import translation

from deliberation.drafting import sentences
from deliberation.drafting.canonical import canonical
from deliberation.web.pages.trace import told


@pytest.fixture
def steps(drafted):
    """Every step of every trace, as it comes back from a stored draft or tally."""
    drafts = [draft.content for draft in drafted.definition.drafts.all()]
    tallies = drafted.definition.last_run().tallies.all()
    parts = [part for draft in drafts for part in draft["parts"]]
    traced = [each for part in parts for each in part["clauses"] + part["open_questions"]]
    traces = [each["trace"] for each in traced] + [tally.trace for tally in tallies]
    return [step for trace in traces for step in trace]


def test_pages_in_english_say_what_the_draft_says(steps):
    assert steps
    for step in steps:
        assert told(step) == step["text"]


def test_shares_that_are_whole_numbers_in_canonical_json_keep_their_places():
    facts = {"low": 0.0, "needed": 1.0}
    read = json.loads(canonical(facts))
    step = {"code": "broad-support", "met": False, "facts": read, "text": ""}
    assert told(step) == sentences.say("broad-support", facts, False)
    assert "0.00" in told(step)


def test_numbers_are_written_as_the_reader_writes_them():
    step = {"code": "quorum", "met": True, "facts": {"votes": 1234, "needed": 30}, "text": ""}
    assert "1,234 votes" in told(step)
    with translation.override("de"):
        assert "1.234" in told(step)
        low = {"code": "broad-support", "met": True, "facts": {"low": 0.7, "needed": 0.6}}
        assert "0,70" in told(low)


def test_a_step_of_an_unknown_code_is_told_as_it_was_stored():
    assert told({"code": "of-the-future", "met": None, "text": "As stored.", "facts": {}}) == (
        "As stored."
    )
    assert told({"rule": "quorum", "met": True, "text": "As stored.", "facts": {}}) == "As stored."
