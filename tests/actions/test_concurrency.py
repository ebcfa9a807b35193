"""Voters at once, on PostgreSQL: nobody waits, nothing is skipped, nothing counts twice."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections, transaction

from deliberation import actions
from deliberation.locks import aggregation_lock
from deliberation.models import Definition, Event

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _postgresql_only():
    if connection.vendor != "postgresql":
        pytest.skip("row locks and advisory locks are PostgreSQL's")


def in_thread(work, *arguments):
    """Run in a thread with a connection of its own, which is closed after."""

    def alone():
        try:
            return work(*arguments)
        finally:
            connections.close_all()

    return ThreadPoolExecutor(1).submit(alone)


def test_a_voter_does_not_wait_for_another_whose_transaction_is_open(moot):
    ada, bob = moot.participants(2)
    proposal = moot.proposal()
    with transaction.atomic():
        moot.vote(ada, proposal, "agree")
        vote = in_thread(moot.vote, bob, proposal, "agree")
        assert vote.result(timeout=10).is_new
    assert moot.definition.events.votes().count() == 2


def test_the_same_voter_twice_at_once_adds_one_vote(moot):
    ada, proposal = moot.participant(), moot.proposal()
    start = threading.Barrier(4)

    def vote():
        start.wait()
        return moot.vote(ada, proposal, "agree").is_new

    results = [running.result(timeout=20) for running in [in_thread(vote) for _ in range(4)]]
    assert sorted(results) == [False, False, False, True]


def test_a_vote_that_commits_late_gets_a_later_position_and_is_counted(moot):
    ada, bob = moot.participants(2)
    proposal = moot.proposal()
    written, counted = threading.Event(), threading.Event()

    def slow_vote():
        with transaction.atomic():
            event = moot.vote(ada, proposal, "agree").event
            written.set()
            assert counted.wait(20)
        return event.pk

    late = in_thread(slow_vote)
    assert written.wait(20)
    early = moot.vote(bob, proposal, "agree").event
    first = moot.aggregate()
    counted.set()
    assert late.result(timeout=20) < early.pk
    assert first.tallies.get().agrees == 1
    second = moot.aggregate()
    assert second.tallies.get().agrees == 2
    positions = dict(moot.definition.events.votes().values_list("participant", "position"))
    assert positions[ada.pk] > positions[bob.pk]


def test_voting_goes_on_while_an_aggregation_computes(moot):
    proposal = moot.proposal()
    people = moot.votes(proposal, agree=3)
    with aggregation_lock(moot.definition.pk) as held:
        assert held
        vote = in_thread(moot.vote, people[0], proposal, "disagree")
        assert vote.result(timeout=10).is_new


def test_the_advisory_lock_keeps_a_second_run_out_and_ends_with_its_session(moot):
    def try_lock():
        with aggregation_lock(moot.definition.pk) as held:
            return held

    with aggregation_lock(moot.definition.pk) as held:
        assert held
        assert not in_thread(try_lock).result(timeout=10)
    assert in_thread(try_lock).result(timeout=10)


def test_proposals_opened_at_once_get_numbers_of_their_own(moot):
    start = threading.Barrier(5)

    def propose():
        start.wait()
        return moot.proposal().number

    running = [in_thread(propose) for _ in range(5)]
    assert sorted(each.result(timeout=20) for each in running) == [1, 2, 3, 4, 5]


def test_two_runs_at_once_store_one_draft(moot):
    moot.votes(moot.proposal(), agree=40)
    start = threading.Barrier(2)

    def run():
        start.wait()
        return actions.aggregate(definition_id=moot.definition.pk, wait=20).pk

    first, second = (each.result(timeout=40) for each in [in_thread(run), in_thread(run)])
    assert first == second
    assert moot.definition.drafts.count() == 1


def test_the_log_is_append_only_here_too(moot):
    event = moot.vote(moot.participant(), moot.proposal(), "agree").event
    for change in (
        lambda: Event.objects.filter(pk=event.pk).update(value=-1),
        lambda: Event.objects.filter(pk=event.pk).delete(),
    ):
        with pytest.raises(Exception, match="append-only"), transaction.atomic():
            change()
    Event.objects.filter(pk=event.pk).update(position=10_000)
    assert Definition.objects.dirty().filter(pk=moot.definition.pk).exists()
