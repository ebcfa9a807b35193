"""One row about somebody for every model that holds personal data."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.utils import timezone
from rest_framework.authtoken.models import Token

from deliberation import actions
from deliberation.models import (
    AISystem,
    Appeal,
    Asked,
    Ballot,
    Criterion,
    Decision,
    DomainRule,
    Draft,
    Event,
    Evidence,
    Flag,
    Follow,
    HeldAmendment,
    Invitation,
    InvitationList,
    KeptApart,
    Mail,
    News,
    Participant,
    Ratification,
    Role,
    SavedReply,
    Suspicion,
    UnfinishedProposal,
    User,
    Verification,
    VoteOrigin,
)
from deliberation.models.invitations import hash_of

Maker = Callable[[Any, Participant], Any]
MAKERS: dict[str, Maker] = {}


def makes(*labels: str) -> Callable[[Maker], Maker]:
    def remember(maker: Maker) -> Maker:
        MAKERS.update(dict.fromkeys(labels, maker))
        return maker

    return remember


@makes(
    "deliberation.User", "deliberation.Participant", "deliberation.Event",
    "deliberation.VoteOrigin", "deliberation.Proposal", "deliberation.Revision",
    "deliberation.News", "deliberation.Argument", "deliberation.Endorsement",
)  # fmt: skip
def _published(moot: Any, somebody: Participant) -> None:
    if somebody.revisions.exists():
        return
    other = moot.proposal()
    vote = actions.cast_vote(participant=somebody, proposal=other, value=1, block="b" * 32)
    assert VoteOrigin.objects.filter(event=vote.event).exists()
    own = moot.proposal(author=somebody, origin="participant")
    assert News.objects.filter(by=somebody).exists()
    said = actions.argue(
        participant=moot.participant(), proposal=own, side="for", text="It can be checked then."
    )
    actions.endorse(participant=somebody, argument=said.argument)
    actions.argue(
        participant=somebody, proposal=other, side="against", text="Nobody could afford to do that."
    )


@makes("account.EmailAddress")
def _address(moot: Any, somebody: Participant) -> None:
    EmailAddress.objects.get_or_create(
        user=somebody.user, email=f"second-{somebody.user_id}@example.org", verified=True
    )


@makes("mfa.Authenticator")
def _authenticator(moot: Any, somebody: Participant) -> None:
    Authenticator.objects.create(user=somebody.user, type="totp", data={"secret": "s"})


@makes("deliberation.Session")
def _session(moot: Any, somebody: Participant) -> None:
    Client().force_login(somebody.user)


@makes("socialaccount.SocialAccount")
def _elsewhere(moot: Any, somebody: Participant) -> None:
    SocialAccount.objects.create(user=somebody.user, provider="github", uid=str(somebody.pk))


@makes("authtoken.Token", "authtoken.TokenProxy")
def _token(moot: Any, somebody: Participant) -> None:
    Token.objects.get_or_create(user=somebody.user)


@makes("deliberation.User_groups")
def _group(moot: Any, somebody: Participant) -> None:
    somebody.user.groups.add(Group.objects.get_or_create(name="helpers")[0])


@makes("deliberation.User_user_permissions")
def _permission(moot: Any, somebody: Participant) -> None:
    somebody.user.user_permissions.add(Permission.objects.first())


@makes("deliberation.Role")
def _role(moot: Any, somebody: Participant) -> None:
    Role.objects.create(definition=moot.definition, user=somebody.user, name="moderator")


@makes("deliberation.Follow")
def _follow(moot: Any, somebody: Participant) -> None:
    Follow.objects.create(user=somebody.user, definition=moot.definition, created_at=timezone.now())


@makes("deliberation.UnfinishedProposal")
def _unfinished(moot: Any, somebody: Participant) -> None:
    UnfinishedProposal.objects.create(
        participant=somebody, kind="proposal", criterion=Criterion.objects.first(),
        wording="Half a sentence", updated_at=timezone.now(),
    )  # fmt: skip


@makes("deliberation.HeldAmendment")
def _held_amendment(moot: Any, somebody: Participant) -> None:
    HeldAmendment.objects.create(
        proposal=moot.proposal(), author=somebody, after=1, level="MUST", requires="open",
        wording="It MUST wait.", is_substantive=True, at=timezone.now(),
    )  # fmt: skip


@makes("deliberation.Verification")
def _verification(moot: Any, somebody: Participant) -> None:
    Verification.objects.create(
        definition=moot.definition, participant=somebody, statement="I work there.",
        stakeholder_class=somebody.stakeholder_class, asked_at=timezone.now(),
    )  # fmt: skip


@makes("deliberation.Suspicion", "deliberation.Suspicion_participants")
def _suspicion(moot: Any, somebody: Participant) -> None:
    if somebody.suspicions.exists():
        return
    now = timezone.now()
    made = Suspicion.objects.create(
        definition=moot.definition, size=1, strength=0.5, watermark=1, found_at=now,
        updated_at=now, state="dismissed", decided_at=now, decided_by=somebody.user,
    )  # fmt: skip
    made.participants.add(somebody)


@makes("deliberation.Exclusion", "deliberation.Exclusion_participants")
def _exclusion(moot: Any, somebody: Participant) -> None:
    if somebody.exclusions.exists():
        return
    made = actions.exclude(
        definition=moot.definition, by=somebody.user, reason="A test.", participants=[somebody]
    )
    actions.reverse_exclusion(exclusion=made, by=somebody.user, reason="A test too.")


@makes("deliberation.Announcement")
def _announcement(moot: Any, somebody: Participant) -> None:
    actions.announce(definition=moot.definition, by=somebody.user, subject="News", text="Read it.")


@makes("deliberation.InvitationList")
def _list(moot: Any, somebody: Participant) -> None:
    InvitationList.objects.create(
        definition=moot.definition, name="list.csv", rows=1, language="en-gb",
        invited_by=somebody.user, created_at=timezone.now(),
    )  # fmt: skip


@makes("deliberation.DomainRule")
def _rule(moot: Any, somebody: Participant) -> None:
    DomainRule.objects.create(
        definition=moot.definition, domain=f"of-{somebody.pk}.example.org",
        stakeholder_class=somebody.stakeholder_class, added_by=somebody.user,
        added_at=timezone.now(),
    )  # fmt: skip


@makes("deliberation.Evidence")
def _evidence(moot: Any, somebody: Participant) -> None:
    Evidence.objects.create(
        system=AISystem.objects.create(slug=f"system-{somebody.pk}", name="A system"),
        criterion=Criterion.objects.first(), level="open", source_url="https://example.org",
        confidence=Evidence.Confidence.values[0], basis=Evidence.Basis.values[0],
        origin=Evidence.Origin.values[0], seen="2026-01", recorded_by=somebody.user,
        recorded_at=timezone.now(),
    )  # fmt: skip


@makes("deliberation.ProposedEvidence", "deliberation.Dispute")
def _proposed_evidence(moot: Any, somebody: Participant) -> None:
    if somebody.user.proposed_evidence.exists():
        return
    proposed = actions.propose_evidence(
        system=AISystem.objects.create(slug=f"disputed-{somebody.pk}", name="Another system"),
        criterion=Criterion.objects.first(), by=somebody.user, level="open", seen="2026-01",
        source_url="https://example.org",
    )  # fmt: skip
    taken = actions.accept_evidence(proposed=proposed, by=moot.moderator(), reason="It is there.")
    actions.dispute(evidence=taken.evidence, by=somebody.user, objection="It is gone by now.")


@makes("admin.LogEntry")
def _entry(moot: Any, somebody: Participant) -> None:
    LogEntry.objects.create(
        user=somebody.user, content_type=ContentType.objects.first(), object_repr="Something",
        action_flag=2,
    )  # fmt: skip


@makes("deliberation.Invitation")
def _invitation(moot: Any, somebody: Participant) -> None:
    Invitation.objects.create(
        definition=moot.definition, email=somebody.user.email, most_uses=1,
        token_hash=hash_of(uuid.uuid4().hex), created_at=timezone.now(),
    )  # fmt: skip


@makes("deliberation.Mail")
def _mail(moot: Any, somebody: Participant) -> None:
    now = timezone.now()
    Mail.objects.create(kind="account", to=somebody.user.email, subject="Your code",
                        created_at=now, next_try_at=now)  # fmt: skip


@makes(
    "deliberation.Decision", "deliberation.Flag", "deliberation.Appeal", "deliberation.Asked",
    "deliberation.KeptApart",
)  # fmt: skip
def _moderated(moot: Any, somebody: Participant) -> None:
    """Somebody decided, flagged, appealed against somebody else's decision, and was asked."""
    if somebody.user.decisions.exists():
        return
    now, number = timezone.now(), Decision.objects.count() + 1
    about = {"definition": moot.definition, "proposal": moot.proposal()}
    said = about | {"kind": "lock", "role": "moderator", "handle": "north", "reason": "spam",
                    "note": "A test.", "at": now, "is_reversible": True}  # fmt: skip
    Decision.objects.create(**said, number=number, by=somebody.user)
    other = Decision.objects.create(**said, number=number + 1)
    Flag.objects.create(**about, number=number, by=somebody, kind="spam", note="Look!", at=now)
    Appeal.objects.create(
        decision=other, kind="appeal", by=somebody, by_user=somebody.user,
        statement="It is no spam.", at=now,
    )  # fmt: skip
    Asked.objects.create(decision=other, participant=somebody, value=1)
    KeptApart.objects.create(
        older=about["proposal"], newer=moot.proposal(), by=somebody.user, at=now
    )
    SavedReply.objects.get_or_create(
        definition=moot.definition, title="Spam", defaults={"reason": "spam", "text": "It is."}
    )


@makes("deliberation.Ballot")
def _ballot(moot: Any, somebody: Participant) -> None:
    draft = Draft.objects.filter(definition=moot.definition).first() or _draft(moot)
    ratification, _ = Ratification.objects.get_or_create(
        definition=moot.definition, number=1,
        defaults={"draft": draft, "ruleset": draft.ruleset, "opened_at": timezone.now()},
    )  # fmt: skip
    Ballot.objects.create(
        ratification=ratification, participant=somebody, is_yes=True, cast_at=timezone.now()
    )


def _draft(moot: Any) -> Draft:
    return Draft.objects.create(
        definition=moot.definition, major=0, minor=9, patch=0, version="0.9.0", canonical="{}",
        content_hash="0" * 64, watermark=0, ruleset=moot.definition.rulesets.first(),
        created_at=timezone.now(),
    )  # fmt: skip


HISTORIES = ("Definition", "Category", "Criterion", "CriterionUse", "StakeholderClass", "Role",
             "SavedReply")  # fmt: skip


@makes(*(f"deliberation.Historical{name}" for name in HISTORIES))
def _histories(moot: Any, somebody: Participant) -> None:
    """Somebody changed each of these in the admin; they are also whose role it was."""
    role = somebody.user.roles.first()
    for name in HISTORIES:
        model = apps.get_model("deliberation", name)
        changed = role if name == "Role" else model.objects.first()
        kept = {
            each.attname: getattr(changed, each.attname) for each in model._meta.concrete_fields
        }
        history = apps.get_model("deliberation", f"Historical{name}")
        if history.objects.filter(history_user=somebody.user).exists():
            continue
        history.objects.create(
            **kept, history_date=timezone.now(), history_type="~", history_user=somebody.user
        )


@makes("axes.AccessAttempt", "axes.AccessLog", "axes.AccessFailureLog")
def _signing_in(moot: Any, somebody: Participant) -> None:
    for name in ("AccessAttempt", "AccessLog", "AccessFailureLog"):
        model = apps.get_model("axes", name)
        if not model.objects.filter(username=somebody.user.email).exists():
            model.objects.create(
                username=somebody.user.email, ip_address="192.0.2.7", user_agent="A browser",
                **({"failures_since_start": 1} if name == "AccessAttempt" else {}),
            )  # fmt: skip


def _survey(moot: Any) -> Any:
    from surveys.models import Survey, Version

    now = timezone.now()
    slug = f"asked-{Survey.objects.count()}"
    survey = Survey.objects.create(definition=moot.definition, slug=slug, created_at=now)
    return survey, Version.objects.create(survey=survey, number=1, created_at=now)


@makes("surveys.Response", "surveys.Fact", "surveys.Idea")
def _answers(moot: Any, somebody: Participant) -> None:
    from surveys.models import Fact, Idea, Response

    if Response.objects.filter(participant=somebody).exists():
        return
    now = timezone.now()
    survey, version = _survey(moot)
    response = Response.objects.create(
        survey=survey, version=version, participant=somebody, answers={"q": "yes"},
        started_at=now, saved_at=now, sent_at=now,
    )  # fmt: skip
    Fact.objects.create(participant=somebody, name="role", value="x", response=response)
    Idea.objects.create(response=response, question="q", proposal=moot.proposal(),
                        made_by=somebody.user, made_at=now)  # fmt: skip


@makes("surveys.Version", "surveys.Drawn")
def _published_survey(moot: Any, somebody: Participant) -> None:
    from surveys.models import Drawn, Snapshot, Version

    if Version.objects.filter(published_by=somebody.user).exists():
        return
    now = timezone.now()
    survey, version = _survey(moot)
    Version.objects.filter(pk=version.pk).update(published_by=somebody.user)
    snapshot = Snapshot.objects.create(
        survey=survey, version=version, number=version.number, responses=0, document={},
        computed_at=now,
    )  # fmt: skip
    Drawn.objects.create(snapshot=snapshot, question="q", what=Drawn.What.values[0], numbers={},
                         made_by=somebody.user, made_at=now)  # fmt: skip


@pytest.fixture
def makers() -> dict[str, Maker]:
    return MAKERS


@pytest.fixture
def ada(moot: Any) -> Participant:
    return moot.participant()


@pytest.fixture
def bob(moot: Any) -> Participant:
    return moot.participant("researchers")


@pytest.fixture
def known(moot: Any, ada: Participant, bob: Participant) -> tuple[User, User]:
    """Two people about whom every kind of data is there. Somebody else is steward."""
    moot.steward()
    for maker in MAKERS.values():
        for somebody in (ada, bob):
            try:
                maker(moot, somebody)
            except Exception as error:
                raise AssertionError(f"{maker.__name__}: {error}") from error
    assert Event.objects.filter(participant=ada).exists()
    return ada.user, bob.user
