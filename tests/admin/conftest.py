"""Who comes to the admin, each with a second factor unless the test is about that."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from axes.models import AccessAttempt
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from deliberation import actions
from deliberation.actions import moderation
from deliberation.models import (
    AISystem,
    Criterion,
    Evidence,
    Licence,
    Mail,
    Proposal,
    ReferenceDefinition,
    SavedReply,
    Suspicion,
)
from surveys import actions as surveys
from tests.surveys.conftest import BRANCHED, ask

__all__ = ["ask"]

CLEAR = "Whoever trains a system on data of others MUST publish where that data came from."
ALIKE = "Whoever trains a system on data of others MUST publish from where the data came."


def listing(name: str) -> str:
    return reverse(f"admin:deliberation_{name}_changelist")


@pytest.fixture
def enter() -> Any:
    """A browser in which this user is signed in."""

    def enter(user: Any) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return enter


@pytest.fixture
def chief(moot: Any, enter: Any) -> Client:
    """Whoever runs the site."""
    return enter(moot.with_second_factor(moot.user(is_staff=True, is_superuser=True)))


@pytest.fixture
def steward(moot: Any, enter: Any) -> Client:
    return enter(moot.steward())


@pytest.fixture
def moderator(moot: Any, enter: Any) -> Client:
    return enter(moot.moderator())


@pytest.fixture
def ada(moot: Any) -> Any:
    return moot.participant()


def proposed(moot: Any, author: Any, wording: str = CLEAR) -> Proposal:
    return moot.proposal(author=author, origin="participant", wording=wording)


@pytest.fixture
def full(moot: Any, ada: Any) -> dict[str, Any]:
    """One case of every kind."""
    ben, moderator = moot.participant(), moot.moderator()
    first = proposed(moot, ada)
    second = proposed(moot, ben, ALIKE)
    amended = proposed(moot, ada, "Weights MUST be there for everybody to take and use.")
    moderation.accept(proposal=amended, by=moderator)
    actions.revise_proposal(
        proposal=amended, level="MUST", requires="open", is_substantive=True, author=ada,
        wording="Weights MUST be there for everybody to take, to use and to change at will.",
    )  # fmt: skip
    flag = moderation.flag(participant=ben, subject=first, kind="spam", note="It sells.").flag
    rejected = proposed(moot, ada, "Licences MUST name nobody who is shut out of any use.")
    decision = moderation.reject(
        proposal=rejected, by=moderator, reason="unclear", note="Who is meant?"
    )
    appeal = moderation.appeal(participant=ada, decision=decision, statement="It is clear.")
    request = actions.ask_for_verification(participant=ben, statement="I build them.")
    suspicion = Suspicion.objects.create(
        definition=moot.definition, size=3, strength=0.9, watermark=1,
        found_at=timezone.now(), updated_at=timezone.now(),
    )  # fmt: skip
    heron = AISystem.objects.create(slug="heron", name="Heron")
    evidence, rival = (
        actions.propose_evidence(
            system=heron, criterion=Criterion.objects.get(slug="training-data"), by=ben.user,
            level=level, source_url=f"https://example.org/{level}", seen="2026-11", note="Look.",
        )
        for level in ("closed", "open")
    )  # fmt: skip
    actions.record_evidence(
        system=heron, criterion=Criterion.objects.get(slug="no-scale-cap"), by=moderator,
        reason="I looked.", level="open", source_url="https://example.org/terms", seen="2026-11",
    )  # fmt: skip
    dispute = actions.dispute(
        evidence=Evidence.objects.get(), by=ada.user, objection="There is a cap."
    )
    return {
        "evidence": evidence, "rival": rival, "dispute": dispute,
        "proposal": first, "alike": second, "amendment": amended, "flag": flag,
        "appeal": appeal, "verification": request, "votes": suspicion, "rejected": rejected,
    }  # fmt: skip


@pytest.fixture
def everything(moot: Any, full: dict[str, Any], ada: Any, ask: Any) -> dict[str, Any]:
    """The cases of `full`, a draft, and several rows on every page of the admin."""
    actions.change_ruleset(
        definition=moot.definition, reason="A few votes are enough.", quorum_votes=2,
        quorum_cell_votes=0, broad_support="0.1", required_classes=[],
    )  # fmt: skip
    for number, criterion in enumerate(("no-scale-cap", "training-data")):
        moot.votes(moot.proposal(criterion), agree=3)
        full["draft"] = moot.draft()
        who = moot.participant()
        _write(moot, who, full["proposal"], number)
        _record(moot, who, number)
        asked = ask(BRANCHED, slug=f"asked-{number}")
        asked.answered({"role": "developer", "models": 3}, who)
        surveys.take_snapshot(survey=asked.survey)
    return full


def _write(moot: Any, who: Any, about: Proposal, number: int) -> None:
    """An argument in two wordings, a saved reply, and what running a site leaves behind."""
    text = f"Reason {number * 7919} to look at it closely."
    said = actions.argue(participant=who, proposal=about, side="for", text=text).argument
    actions.edit_argument(argument=said, participant=who, text=f"{text} Indeed.")
    SavedReply.objects.create(
        definition=moot.definition, title=f"Reply {number}", reason="spam", text="No."
    )
    mail, now = who.user.email, timezone.now()
    EmailAddress.objects.create(user=who.user, email=mail, verified=True)
    AccessAttempt.objects.create(
        username=mail, ip_address="192.0.2.7", user_agent=str(number), failures_since_start=1
    )
    Mail.objects.create(kind="invitation", to=mail, created_at=now, next_try_at=now)


def _record(moot: Any, who: Any, number: int) -> None:
    """What is known of a system, and a record against it: one that waits, one in dispute."""
    ReferenceDefinition.objects.create(slug=f"strict-{number}", title="Strict", position=number + 1)
    Licence.objects.create(key=f"licence-{number}", name=f"Licence {number}")
    system = AISystem.objects.create(slug=f"egret-{number}", name=f"Egret {number}")
    given = {"system": system, "criterion": Criterion.objects.get(slug="training-data")}
    actions.record_evidence(
        level="closed", by=moot.moderator(), reason="I looked.", seen="2026-11",
        source_url="https://example.org/terms", **given,
    )  # fmt: skip
    rival = actions.propose_evidence(
        level="open", by=who.user, note="Look.", seen="2026-11",
        source_url="https://example.org/card", **given,
    )  # fmt: skip
    if number:
        actions.accept_evidence(proposed=rival, by=moot.moderator(), reason="It may be so.")
