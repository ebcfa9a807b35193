"""A mail server, followers, and time that is told and not waited for."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from deliberation import actions, mail
from deliberation.models import Follow, Frequency, Mail, News, Notice, User
from tests.mail.conftest import postbox

__all__ = ["postbox"]

MONDAY = datetime(2030, 1, 7, 6, 0, tzinfo=UTC)  # an hour before digests go out


class Post:
    """Spreads, digests and delivers as the worker does, at a time that tests tell."""

    def __init__(self, postbox: Any) -> None:
        self.postbox = postbox

    def follow(self, user: User, target: Any, frequency: str = "immediate") -> Follow:
        return actions.follow(user=user, target=target, frequency=frequency).follow

    def run(self, at: datetime | None = None) -> None:
        """What beat asks for; every part twice, as if two workers got it."""
        at = at or timezone.now()
        for _ in range(2):
            actions.spread_news(at=at)
        for _ in range(2):
            actions.send_digests(at=at)
        for each in Mail.objects.due(at + timedelta(seconds=1)):
            for _ in range(2):
                mail.deliver(each.pk, at=at + timedelta(seconds=1))

    def texts(self, user: User) -> list[str]:
        return [
            message.get_body(("plain",)).get_content().replace("\r\n", "\n")
            for message in self.postbox.to(user.email)
        ]

    def text(self, user: User) -> str:
        """Of the only message."""
        [text] = self.texts(user)
        return text


@pytest.fixture
def post(postbox: Any, db: None) -> Post:
    return Post(postbox)


@pytest.fixture
def reader(moot: Any) -> User:
    """Somebody with an account who takes no part."""
    return moot.user("reader@example.org", digest=Frequency.IMMEDIATE)


@pytest.fixture
def easy(moot: Any) -> Any:
    """A ruleset that two votes satisfy."""
    actions.change_ruleset(
        definition=moot.definition,
        reason="For tests.",
        quorum_votes=2,
        quorum_cell_votes=1,
        broad_support="0.100",
        bridging="0.100",
        required_classes=[],
    )
    actions.spread_news()
    return moot


def waiting() -> int:
    return News.objects.untold().count() + Notice.objects.waiting().count()
