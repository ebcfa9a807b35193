"""The table of permissions: every cell of it, and the rules that stand above it."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from deliberation import actions, permissions
from deliberation.management.commands.permissions import as_markdown
from deliberation.models import Admission, Phase, Role, User
from deliberation.permissions import TABLE, Deed, Who
from deliberation.refusals_governance import NotInThisPhase, OwnCase, RoleNeeded

# Who may, in the order of Who: visitor, guest, participant, observer, moderator, steward,
# administrator; then when, in the order of Phase. Written out apart from the code.
EXPECTED = {
    "read": ("VGPOMSA", "sgdcrx"),
    "follow": ("VGPOMSA", "sgdcrx"),
    "join": ("VG--MSA", "sgdc--"),
    "join-uninvited": ("----MSA", "sgdc--"),
    "change-class": ("--P----", "-gdc--"),
    "vote": ("-GP----", "-gdc--"),
    "propose": ("--P----", "-gd---"),
    "amend-own": ("--P----", "-gd---"),
    "argue": ("--P----", "-gdc--"),
    "flag": ("--P----", "-gdcrx"),
    "appeal": ("--P----", "-gdcrx"),
    "ask-verification": ("--P----", "-gdc--"),
    "ratify": ("--P----", "----r-"),
    "propose-evidence": ("--P-MSA", "-gdcrx"),
    "oversee": ("---O-SA", "sgdcrx"),
    "see-queue": ("---OMSA", "sgdcrx"),
    "give-up": ("---OMS-", "sgdcrx"),
    "export": ("---O-SA", "sgdcrx"),
    "moderate": ("----MSA", "sgdcrx"),
    "rearrange": ("----MSA", "sgdc--"),
    "decide-flag": ("----MSA", "sgdcrx"),
    "decide-appeal": ("----MSA", "sgdcrx"),
    "verify": ("----MSA", "sgdc--"),
    "decide-evidence": ("----MSA", "-gdcrx"),
    "make-of-ideas": ("----MSA", "sgdc--"),
    "seed": ("-----SA", "sgdc--"),
    "amend-any": ("-----SA", "sgdc--"),
    "exclude": ("-----SA", "sgdcr-"),
    "admit": ("-----SA", "sgdcr-"),
    "announce": ("-----SA", "sgdcrx"),
    "edit-texts": ("-----SA", "sgdcr-"),
    "rule": ("-----SA", "sgdc--"),
    "schedule": ("-----SA", "sgdcrx"),
    "publish": ("-----SA", "sgdcrx"),
    "run-surveys": ("-----SA", "sgdcrx"),
    "assign": ("-----SA", "sgdcrx"),
    "clone": ("-----SA", "sgdcrx"),
    "open": ("------A", "sgdcrx"),
}
TEAM = "OMSA"


def test_every_deed_has_a_row() -> None:
    assert set(TABLE) == set(Deed)
    assert set(EXPECTED) == {deed.value for deed in Deed}


@pytest.mark.parametrize("deed", Deed)
def test_every_cell_says_what_is_written_here(deed: Deed) -> None:
    who_may, when = EXPECTED[deed.value]
    for who, letter in zip(Who, who_may, strict=True):
        for phase, open_then in zip(Phase, when, strict=True):
            expected = letter != "-" and open_then != "-"
            if phase == Phase.SETUP and letter not in TEAM:
                expected = False
            assert permissions.may({who}, deed, phase) == expected, (who, phase)


def test_several_roles_allow_what_any_of_them_allows() -> None:
    both = {Who.PARTICIPANT, Who.MODERATOR}
    assert permissions.may(both, Deed.VOTE, Phase.GATHERING)
    assert permissions.may(both, Deed.MODERATE, Phase.GATHERING)
    assert not permissions.may(both, Deed.PUBLISH, Phase.GATHERING)


def test_the_docs_hold_the_table_as_it_is() -> None:
    """If this fails: manage.py permissions --write docs/permissions.md"""
    assert Path("docs/permissions.md").read_text() == as_markdown()


@pytest.fixture
def cast(moot: Any) -> dict[Who, tuple[Any, Any]]:
    """(user, participant) in each of the roles."""
    actions.change_admission(definition=moot.definition, admission=Admission.GUESTS)
    moot.definition.refresh_from_db()
    guest = actions.join_as_guest(definition=moot.definition, key="k" * 32)
    participant = moot.participant()
    observer = moot.user()
    Role.objects.create(definition=moot.definition, user=observer, name=Role.Name.OBSERVER)
    return {
        Who.VISITOR: (AnonymousUser(), None),
        Who.GUEST: (AnonymousUser(), guest),
        Who.PARTICIPANT: (participant.user, participant),
        Who.OBSERVER: (observer, None),
        Who.MODERATOR: (moot.moderator(), None),
        Who.STEWARD: (moot.steward(), None),
        Who.ADMINISTRATOR: (User.objects.create_superuser("root@example.org"), None),
    }


def test_everybody_is_known_for_what_they_are(moot: Any, cast: Any) -> None:
    for who, (user, participant) in cast.items():
        assert permissions.roles_of(user, moot.definition, participant) == {who}
    stranger = moot.user()
    assert permissions.roles_of(stranger, moot.definition) == {Who.VISITOR}
    member = cast[Who.PARTICIPANT][0]
    assert permissions.roles_of(member, moot.definition) == {Who.PARTICIPANT}


def test_roles_are_those_of_one_definition(moot: Any, cast: Any) -> None:
    other = type(moot.definition).objects.get(slug="open-data")
    for who in (Who.OBSERVER, Who.MODERATOR, Who.STEWARD):
        assert permissions.roles_of(cast[who][0], other) == {Who.VISITOR}


def test_a_closed_account_has_no_role(moot: Any) -> None:
    steward = moot.steward()
    steward.is_active = False
    assert not permissions.allowed(steward, Deed.MODERATE, moot.definition)
    assert not permissions.any_definition(steward, Deed.MODERATE)


def test_refusals_say_who_may_and_when(moot: Any) -> None:
    with pytest.raises(RoleNeeded, match="Publishing a draft is for stewards and site admin"):
        permissions.require(moot.moderator(), Deed.PUBLISH, moot.definition)
    moot.definition.phase = Phase.CLOSED
    with pytest.raises(NotInThisPhase, match=r"Changing the ruleset .* in the phase Closed"):
        permissions.require(moot.steward(), Deed.RULE, moot.definition)


def test_nobody_decides_on_their_own_case(moot: Any) -> None:
    author, other = moot.participants(2)
    permissions.require_disinterested(other.user, author)
    permissions.require_disinterested(other.user, None)
    with pytest.raises(OwnCase):
        permissions.require_disinterested(author.user, author)
