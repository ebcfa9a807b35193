"""Asking for an aggregation: once a window, after the commit, and never in vain."""

import pytest
from django.core.cache import cache
from django.db import transaction

from deliberation import tasks
from deliberation.actions import requests
from deliberation.models import Definition


@pytest.fixture
def sent(monkeypatch):
    """Task messages, as they would go to the broker."""
    messages = []
    monkeypatch.setattr(
        requests.current_app, "send_task", lambda *call, **how: messages.append((call, how))
    )
    return messages


def test_many_votes_ask_for_one_aggregation(moot, sent, django_capture_on_commit_callbacks):
    proposal = moot.proposal()
    people = moot.participants(5)
    cache.clear()
    with django_capture_on_commit_callbacks(execute=True):
        for participant in people:
            moot.vote(participant, proposal, "agree")
    ((name, arguments),) = [call for call, _ in sent]
    assert (name, arguments) == ("deliberation.tasks.aggregate", (moot.definition.pk,))


def test_a_large_definition_has_a_queue_of_its_own(moot, sent, settings):
    proposal = moot.proposal()
    settings.LARGE_VOTES = 10
    assert requests.queue_for(moot.definition.pk) == "celery"
    moot.votes(proposal, agree=12)
    assert requests.queue_for(moot.definition.pk) == "large", "by what is waiting"
    moot.aggregate()
    assert requests.queue_for(moot.definition.pk) == "large", "by the last run"
    settings.LARGE_VOTES = 100
    assert requests.queue_for(moot.definition.pk) == "celery"


def test_a_vote_that_is_rolled_back_asks_for_nothing(
    moot, sent, django_capture_on_commit_callbacks
):
    proposal, ada = moot.proposal(), moot.participant()
    cache.clear()
    with django_capture_on_commit_callbacks(execute=True):
        try:
            with transaction.atomic():
                moot.vote(ada, proposal, "agree")
                raise RuntimeError
        except RuntimeError:
            pass
    assert sent == []


def test_a_broker_that_is_away_does_not_cost_the_vote(
    moot, monkeypatch, django_capture_on_commit_callbacks
):
    proposal, ada = moot.proposal(), moot.participant()
    cache.clear()

    def away(*call, **how):
        raise ConnectionError("no broker")

    monkeypatch.setattr(requests.current_app, "send_task", away)
    with django_capture_on_commit_callbacks(execute=True):
        assert moot.vote(ada, proposal, "agree").is_new
    assert Definition.objects.dirty().filter(pk=moot.definition.pk).exists()


def test_the_sweep_asks_for_what_is_dirty_and_nothing_else(moot, monkeypatch):
    moot.votes(moot.proposal(), agree=1)
    asked = []
    monkeypatch.setattr(
        tasks.aggregate, "apply_async", lambda arguments, **how: asked.append(arguments[0])
    )
    moot.aggregate()
    tasks.sweep()
    assert moot.definition.pk not in asked
    assert len(asked) == 1, "the bystander definition was never aggregated"
    moot.votes(moot.definition.proposals.get(), agree=1)
    tasks.sweep()
    assert moot.definition.pk in asked


def test_a_task_for_a_definition_that_is_gone_or_delivered_twice_does_nothing(moot):
    tasks.aggregate(10**9)
    moot.votes(moot.proposal(), agree=40)
    for _ in range(2):
        tasks.aggregate(moot.definition.pk)
    assert moot.definition.drafts.count() == 1
    assert moot.definition.aggregates.count() == 1
