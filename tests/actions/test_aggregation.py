"""From votes to drafts, on the real database."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from deliberation import actions, aggregation, drafting
from deliberation.actions.log import read_log
from deliberation.actions.material import People, cells_of, material_of
from deliberation.locks import aggregation_lock
from deliberation.models import Definition, Draft, Event, Tally
from deliberation.refusals import AlreadyPublished
from tests.actions.test_shards import read_whole
from tests.conftest import CLASSES, Moot

CRITERIA = ("training-data", "no-scale-cap")


def test_enough_agreement_makes_a_proposal_a_clause(moot):
    proposal = moot.proposal()
    moot.votes(proposal, agree=36)
    draft = moot.draft()
    assert draft.version == "0.1.0"
    assert [clause.proposal for clause in draft.clauses.all()] == [proposal]
    content = json.loads(draft.canonical)
    assert content["parts"][0]["clauses"][0]["support"][0]["agrees"] == 36
    assert draft.content_hash == drafting.content_hash(drafting.canonical(content))


def test_a_clean_definition_is_left_alone(moot):
    moot.votes(moot.proposal(), agree=36)
    first = moot.aggregate()
    assert moot.aggregate() == first
    assert Draft.objects.count() == 1
    assert not Definition.objects.dirty().filter(pk=moot.definition.pk).exists()


def test_the_watermark_is_the_last_position_and_counts_every_event(moot):
    moot.votes(moot.proposal(), agree=3)
    run = moot.aggregate()
    positions = list(moot.definition.events.order_by("pk").values_list("position", flat=True))
    assert positions == list(range(1, run.watermark + 1))


def test_what_comes_after_the_watermark_is_left_for_the_next_run(moot):
    proposal = moot.proposal()
    moot.votes(proposal, agree=3)
    run = moot.aggregate()
    moot.votes(proposal, agree=1)
    part = read_whole(read_log(moot.definition, run.watermark))
    assert (part.shard.votes.rows.size, part.revisions.size) == (3, 1)
    assert moot.aggregate().tallies.get().agrees == 4


def test_the_same_votes_in_another_order_give_the_same_bytes(moot):
    """Two definitions alike, voted on in opposite orders."""
    hashes = []
    for index, backwards in enumerate((False, True)):
        at = datetime(2026, 1, 1, tzinfo=UTC)
        definition = actions.open_definition(
            slug=f"twin-{index}", title="Twin", criteria=list(moot.definition.criteria.all()),
            classes=CLASSES, at=at,
        )  # fmt: skip
        twin = Moot(definition)
        proposals = [twin.proposal(criterion, at=at) for criterion in CRITERIA for _ in range(5)]
        people = [twin.participant(CLASSES[i % 2][0]) for i in range(40)]
        ballots = [
            (people[row], proposal, (1, -1, 0)[(row % 2 + column + row * column) % 3])
            for row in range(40)
            for column, proposal in enumerate(proposals)
        ]
        for participant, proposal, value in reversed(ballots) if backwards else ballots:
            actions.cast_vote(participant=participant, proposal=proposal, value=value)
        material = _material(definition)
        hashes.append(drafting.content_hash(drafting.canonical(drafting.compose(material)[0])))
    assert hashes[0] == hashes[1]


def _material(definition):
    """What the draft is made of, but for the name and the clock of the log."""
    log = read_log(definition, Event.objects.sequence(definition))
    part = read_whole(log)
    people = People.of([part])
    counted = aggregation.aggregate(
        part.shard.votes,
        in_space=log.in_space,
        class_of=people.class_of,
        classes=len(log.classes),
    )
    material = material_of(log, people, counted, cells_of(log, counted), None)
    return replace(material, definition=material.definition | {"slug": "twin"}, log_ends=None)


def test_a_run_that_fails_leaves_the_old_draft_and_says_why(moot, monkeypatch):
    moot.votes(moot.proposal(), agree=40)
    before = moot.draft()
    moot.votes(moot.proposal("no-scale-cap", level="MUST NOT"), agree=40)

    def broken(*args, **options):
        raise MemoryError("no room")

    monkeypatch.setattr(drafting, "compose", broken)
    with pytest.raises(MemoryError):
        moot.aggregate()
    assert moot.definition.drafts.get() == before
    failed = moot.definition.aggregates.first()
    assert (failed.state, failed.error) == ("failed", "MemoryError: no room")
    monkeypatch.undo()
    assert moot.draft().version == "0.2.0"


def test_only_the_last_run_keeps_its_tallies(moot):
    proposal = moot.proposal()
    for _ in range(3):
        moot.votes(proposal, agree=1)
        run = moot.aggregate()
    assert Tally.objects.filter(proposal=proposal).count() == 1
    assert Tally.objects.get(proposal=proposal).aggregate == run
    assert moot.definition.aggregates.exclude(carried=None).get() == run


def test_a_published_draft_stays_as_it_is(moot):
    moot.votes(moot.proposal(), agree=40)
    draft = actions.publish_draft(draft=moot.draft())
    assert draft.status == "published"
    with pytest.raises(AlreadyPublished):
        actions.publish_draft(draft=draft)


def test_another_aggregation_under_way_is_left_alone(moot):
    moot.votes(moot.proposal(), agree=1)
    with (
        aggregation_lock(moot.definition.pk) as held,
        ThreadPoolExecutor(1) as pool,
    ):
        assert held
        assert not pool.submit(_try_lock, moot.definition.pk).result()
    assert _try_lock(moot.definition.pk)


def _try_lock(definition_id):
    with aggregation_lock(definition_id) as held:
        return held
