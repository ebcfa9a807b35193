"""Publishing and ratifying drafts."""

from typing import Any

import pytest

from deliberation import actions, drafting
from deliberation.actions.drafts import stand_as_ratified
from deliberation.models import Draft, Event

EASY = {"quorum_votes": 2, "quorum_cell_votes": 1, "broad_support": "0.1", "bridging": "0.1"}


@pytest.fixture
def published(moot: Any) -> Draft:
    actions.change_ruleset(definition=moot.definition, reason="", required_classes=[], **EASY)
    moot.votes(moot.proposal(), agree=3)
    return actions.publish_draft(draft=moot.draft())


def test_a_ratified_draft_has_the_same_text_under_a_number_and_hash_of_its_own(
    published: Draft,
) -> None:
    ratified = stand_as_ratified(published)
    assert (ratified.version, ratified.status) == ("1.0.0", Draft.Status.RATIFIED)
    assert drafting.same_text(published.content, ratified.content)
    assert ratified.content_hash == drafting.content_hash(ratified.canonical.encode())
    assert ratified.content_hash != published.content_hash
    named = {"version": published.version, "content_hash": published.content_hash}
    assert (ratified.content["version"], ratified.content["previous"]) == ("1.0.0", named)
    assert [clause.number for clause in ratified.clauses.all()] == ["1.1"]
    published.refresh_from_db()
    assert published.status == Draft.Status.PUBLISHED


def test_ratifying_is_logged_and_the_next_run_finds_nothing_to_change(
    moot: Any, published: Draft
) -> None:
    ratified = stand_as_ratified(published)
    event = Event.objects.get(definition=moot.definition, kind=Event.Kind.RATIFIED)
    assert event.payload == {
        "from": "0.1.0",
        "version": "1.0.0",
        "content_hash": ratified.content_hash,
    }
    assert moot.draft() == ratified
    moot.votes(moot.proposal("no-scale-cap"), agree=3)
    assert moot.draft().version == "1.1.0"
