"""Whatever happens in whatever order, each piece of news is told exactly once."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deliberation import actions
from deliberation.actions import digests, news
from deliberation.models import Frequency, Mail, News, Notice, User
from tests.following.conftest import MONDAY

pytestmark = pytest.mark.django_db

STEPS = st.lists(
    st.one_of(
        st.just(("news",)),
        st.just(("spread",)),
        st.just(("digest",)),
        st.just(("crash",)),
        st.tuples(st.just("wait"), st.sampled_from([5, 60, 60 * 7, 60 * 30])),
        st.tuples(st.just("choose"), st.sampled_from(["immediate", "daily", "weekly"])),
        st.tuples(st.just("override"), st.sampled_from(["", "immediate", "weekly"])),
    ),
    max_size=25,
)


@given(steps=STEPS)
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_nothing_is_told_twice_and_nothing_is_lost(
    moot: Any, monkeypatch: Any, steps: list[Any]
) -> None:
    told: list[int] = []
    monkeypatch.setattr(digests, "sections", lambda pks, user: told.extend(pks))
    News.objects.all().delete()
    reader = User.objects.get_or_create(email="reader@example.org")[0]
    reader.follows.all().delete()
    proposal = moot.definition.proposals.first() or moot.proposal()
    actions.spread_news()
    actions.follow(user=reader, target=moot.definition, frequency="daily")
    actions.follow(
        user=reader, target=moot.definition.criterion_uses.get(criterion=proposal.criterion)
    )
    now, made = MONDAY, []
    for step, *given_ in steps:
        match step:
            case "news":
                made.append(news.of_revision(proposal.revisions.get(number=1)).pk)
            case "spread":
                actions.spread_news(at=now)
            case "digest":
                actions.send_digests(at=now)
            case "crash":
                _dies_while_composing(monkeypatch, now)
            case "wait":
                now += timedelta(minutes=given_[0])
            case "choose":
                actions.change_digest(user=reader, frequency=given_[0])
            case "override":
                actions.follow(user=reader, target=moot.definition, frequency=given_[0])
    actions.spread_news(at=now)
    actions.send_digests(at=now + timedelta(days=8))
    assert Counter(told) == Counter(made)
    assert not Notice.objects.waiting().exists()
    Mail.objects.all().delete()


def _dies_while_composing(monkeypatch: Any, now: Any) -> None:
    def fail(pks: Any, user: User) -> None:
        raise RuntimeError("The worker is killed.")

    with monkeypatch.context() as patch:
        patch.setattr(digests, "sections", fail)
        actions.send_digests(at=now)


def test_frequencies_that_are_sent_are_all_but_off() -> None:
    assert {*digests.SENT, Frequency.OFF} == set(Frequency)
