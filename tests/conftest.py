"""A small cast for tests: a definition, people with known roles, and bystanders."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.cache import caches
from django.db import connection
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from deliberation import actions
from deliberation.models import (
    Aggregate,
    Category,
    Criterion,
    Decision,
    Definition,
    Draft,
    Event,
    Participant,
    Phase,
    Proposal,
    Role,
    User,
)
from tests.databases import load_migrated, template_on
from tests.services import DATABASE_URL

VALUES = {"agree": 1, "pass": 0, "disagree": -1}
CLASSES = (
    ("developers", "AI developers", "They build AI systems."),
    ("researchers", "Researchers", "They study AI systems."),
)

numbers = count(1)


@dataclass
class Moot:
    """A definition under deliberation, with the verbs that tests need."""

    definition: Definition

    def user(self, email: str = "", **fields: Any) -> User:
        return User.objects.create_user(email or f"user{next(numbers)}@example.org", **fields)

    def steward(self, *, second_factor: bool = True) -> User:
        user = self.user()
        if second_factor:
            self.with_second_factor(user)
        Role.objects.create(definition=self.definition, user=user, name=Role.Name.STEWARD)
        return user

    def moderator(self, *, second_factor: bool = True) -> User:
        user = self.user()
        if second_factor:
            self.with_second_factor(user)
        Role.objects.create(definition=self.definition, user=user, name=Role.Name.MODERATOR)
        return user

    def with_second_factor(self, user: User) -> User:
        """The user, with an authenticator app."""
        TOTP.activate(user, generate_totp_secret())
        return user

    def decide(self, deed: str, proposal: Proposal, note: str = "For the test.") -> Decision:
        """Accept, reject, hide or lock a proposal, as a moderator of its own."""
        given = {"subject" if deed == "hide" else "proposal": proposal}
        act = getattr(actions.moderation, deed)
        return act(by=self.moderator(), reason="other", note=note, **given)

    def participant(self, class_slug: str = "developers") -> Participant:
        user = self.user()
        return actions.join(
            definition=self.definition,
            user=user,
            pseudonym=f"heron-{next(numbers)}",
            class_slug=class_slug,
        )

    def participants(self, number: int) -> list[Participant]:
        """Alternating between the classes."""
        return [self.participant(CLASSES[i % len(CLASSES)][0]) for i in range(number)]

    def proposal(self, criterion: str = "training-data", **fields: Any) -> Proposal:
        level = fields.pop("level", "MUST")
        given = {
            "level": level,
            "requires": "open",
            "wording": f"The training data {level} be published.",
            "origin": Proposal.Origin.SEEDED,
        } | fields
        return actions.open_proposal(definition=self.definition, criterion_slug=criterion, **given)

    def vote(self, participant: Participant, proposal: Proposal, value: str) -> actions.Cast:
        return actions.cast_vote(participant=participant, proposal=proposal, value=VALUES[value])

    def votes(
        self, proposal: Proposal, *, agree: int = 0, disagree: int = 0, passing: int = 0
    ) -> list[Participant]:
        """Votes of fresh participants, alternating between the classes."""
        wanted = ["agree"] * agree + ["disagree"] * disagree + ["pass"] * passing
        people = self.participants(len(wanted))
        for participant, value in zip(people, wanted, strict=True):
            self.vote(participant, proposal, value)
        return people

    def aggregate(self) -> Aggregate:
        run = actions.aggregate(definition_id=self.definition.pk)
        assert run is not None
        return run

    def draft(self) -> Draft:
        """Aggregate, and give the latest draft."""
        self.aggregate()
        return self.definition.drafts.latest_first()[0]

    def log(self) -> list[tuple[Participant | None, int | None]]:
        """Who voted what, in the order of the log."""
        votes = Event.objects.filter(definition=self.definition).votes()
        return [(event.participant, event.value) for event in votes.order_by("pk")]


def criterion(slug: str, category: Category, position: int) -> Criterion:
    return Criterion.objects.create(
        slug=slug,
        category=category,
        title=slug.replace("-", " ").capitalize(),
        question=f"What of {slug.replace('-', ' ')}?",
        position=position,
        scale=[
            {"level": level, "title": level.capitalize(), "meaning": f"It is {level}."}
            for level in ("closed", "partial", "open")
        ],
    )


def pytest_configure() -> None:
    # Every test client would look through all static files anew.
    settings.WHITENOISE_AUTOREFRESH = True
    # The real one is slow on purpose.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """Tests begin with a copy of a migrated database; on SQLite, `django_db_setup` makes it."""
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["MIGRATE"] = False
    else:
        connection.settings_dict["TEST"]["TEMPLATE"] = template_on(DATABASE_URL)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    if connection.vendor == "sqlite":
        with django_db_blocker.unblock():
            connection.ensure_connection()
            load_migrated(connection.connection)


def _clear_caches() -> None:
    for each in caches.all(initialized_only=True):
        each.clear()


@pytest.fixture(autouse=True)
def _empty_caches() -> Iterator[None]:
    _clear_caches()
    yield
    _clear_caches()


@pytest.fixture
def moot(db: None) -> Moot:
    """A definition with two criteria and two classes, and a bystander definition."""
    data, _ = Category.objects.get_or_create(slug="data", defaults={"title": "Data", "position": 1})
    licence, _ = Category.objects.get_or_create(
        slug="licence-and-use", defaults={"title": "Licence and use", "position": 2}
    )
    criteria = [
        criterion("training-data", data, 1),
        criterion("no-scale-cap", licence, 1),
    ]
    definition = actions.open_definition(
        slug="open-source-ai",
        title="Open Source AI",
        question="Which parts of an AI system must be open?",
        criteria=criteria,
        classes=CLASSES,
        phase=Phase.DELIBERATION,
    )
    _bystander(criteria)
    return Moot(definition)


def _bystander(criteria: list[Criterion]) -> None:
    """Another definition with a vote of its own: catches a filter that is missing."""
    other = Moot(
        actions.open_definition(
            slug="open-data", title="Open Data", criteria=criteria, classes=CLASSES
        )
    )
    user = User.objects.create_user("bystander@example.org")
    participant = actions.join(
        definition=other.definition, user=user, pseudonym="bystander", class_slug="researchers"
    )
    other.vote(participant, other.proposal(), "disagree")


@pytest.fixture
def anonymous() -> AnonymousUser:
    return AnonymousUser()


@pytest.fixture
def now() -> Any:
    return timezone.now()
