"""Who may do what, and when: one table, for pages, API, admin and actions alike.

A row of `TABLE` names the roles that may do a deed and the phases in which it can be done.
Above all rows stands one rule: a definition in setup is there for its team alone.
docs/permissions.md is written from here (`manage.py permissions`).
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.db.models import TextChoices
from django.utils.text import get_text_list
from django.utils.translation import gettext as _gettext
from django.utils.translation import gettext_lazy as _

from deliberation.phases import Phase
from deliberation.refusals import SecondFactorNeeded
from deliberation.refusals_evidence import EvidenceRoleNeeded
from deliberation.refusals_governance import (
    AdministratorNeeded,
    NotInThisPhase,
    OwnCase,
    RoleNeeded,
)

if TYPE_CHECKING:
    from deliberation.models import Criterion, Definition, Participant


class Who(TextChoices):
    """What somebody is to one definition. One person can be several of these."""

    VISITOR = "visitor", _("visitors")
    GUEST = "guest", _("guests")
    PARTICIPANT = "participant", _("participants")
    OBSERVER = "observer", _("observers")
    MODERATOR = "moderator", _("moderators")
    STEWARD = "steward", _("stewards")
    ADMINISTRATOR = "administrator", _("site administrators")


class Deed(TextChoices):
    """What can be done with a definition, in the words of refusals and docs."""

    READ = "read", _("Reading")
    FOLLOW = "follow", _("Following")
    JOIN = "join", _("Joining")
    JOIN_UNINVITED = "join-uninvited", _("Joining without an invitation where one is needed")
    CHANGE_CLASS = "change-class", _("Changing the stakeholder class")
    VOTE = "vote", _("Voting on proposals")
    PROPOSE = "propose", _("Proposing a clause")
    AMEND_OWN = "amend-own", _("Amending an own proposal")
    ARGUE = "argue", _("Arguing and endorsing")
    FLAG = "flag", _("Flagging")
    APPEAL = "appeal", _("Appealing against a decision")
    ASK_VERIFICATION = "ask-verification", _("Asking for verification")
    RATIFY = "ratify", _("Voting on ratification")
    PROPOSE_EVIDENCE = "propose-evidence", _("Bringing and disputing evidence about AI systems")
    OVERSEE = "oversee", _("Seeing invitations and addresses")
    SEE_QUEUE = "see-queue", _("Seeing the moderation queue, its evidence, and who has a role")
    GIVE_UP = "give-up", _("Giving up an own role")
    EXPORT = "export", _("Exporting a whole definition")
    MODERATE = "moderate", _("Moderating")
    REARRANGE = "rearrange", _("Splitting, rewording and merging proposals")
    DECIDE_FLAG = "decide-flag", _("Deciding on flags")
    DECIDE_APPEAL = "decide-appeal", _("Deciding on appeals")
    VERIFY = "verify", _("Verifying stakeholder classes")
    DECIDE_EVIDENCE = "decide-evidence", _("Deciding on evidence about AI systems")
    MAKE_OF_IDEAS = "make-of-ideas", _("Making proposals of ideas from surveys")
    SEED = "seed", _("Seeding proposals")
    AMEND_ANY = "amend-any", _("Amending any proposal")
    EXCLUDE = "exclude", _("Excluding votes")
    ADMIT = "admit", _("Choosing who takes part")
    ANNOUNCE = "announce", _("Writing announcements")
    EDIT_TEXTS = "edit-texts", _("Changing title, question and policies")
    RULE = "rule", _("Changing the ruleset")
    SCHEDULE = "schedule", _("Changing phase and schedule")
    PUBLISH = "publish", _("Publishing a draft")
    RUN_SURVEYS = "run-surveys", _("Running surveys")
    ASSIGN = "assign", _("Giving and taking roles")
    CLONE = "clone", _("Cloning a definition")
    OPEN = "open", _("Opening and importing definitions")


@dataclass(frozen=True)
class Rule:
    """Who may, and in which phases. needs_account: those who are not signed in do so first."""

    who: frozenset[Who]
    when: frozenset[Phase]
    needs_account: bool = True

    @property
    def decides(self) -> bool:
        """Whether this is deciding for others, which a second factor is needed for."""
        return self.who <= MODERATORS


TEAM: Final = frozenset({Who.OBSERVER, Who.MODERATOR, Who.STEWARD, Who.ADMINISTRATOR})
MODERATORS: Final = TEAM - {Who.OBSERVER}
STEWARDS: Final = MODERATORS - {Who.MODERATOR}
ADMINISTRATORS: Final = frozenset({Who.ADMINISTRATOR})
PARTICIPANTS: Final = frozenset({Who.PARTICIPANT})
EVERYBODY: Final = frozenset(Who)

ALWAYS: Final = frozenset(Phase)
BEFORE_RATIFICATION: Final = ALWAYS - {Phase.RATIFICATION, Phase.CLOSED}
UNTIL_CLOSED: Final = ALWAYS - {Phase.CLOSED}
VOTING: Final = BEFORE_RATIFICATION - {Phase.SETUP}
PROPOSING: Final = VOTING - {Phase.CONVERGENCE}

TABLE: Final[Mapping[Deed, Rule]] = {
    Deed.READ: Rule(EVERYBODY, ALWAYS, needs_account=False),
    Deed.FOLLOW: Rule(EVERYBODY, ALWAYS),
    Deed.JOIN: Rule(MODERATORS | {Who.VISITOR, Who.GUEST}, BEFORE_RATIFICATION),
    Deed.JOIN_UNINVITED: Rule(MODERATORS, BEFORE_RATIFICATION),
    Deed.CHANGE_CLASS: Rule(PARTICIPANTS, VOTING),
    Deed.VOTE: Rule(PARTICIPANTS | {Who.GUEST}, VOTING, needs_account=False),
    Deed.PROPOSE: Rule(PARTICIPANTS, PROPOSING),
    Deed.AMEND_OWN: Rule(PARTICIPANTS, PROPOSING),
    Deed.ARGUE: Rule(PARTICIPANTS, VOTING),
    Deed.FLAG: Rule(PARTICIPANTS, ALWAYS - {Phase.SETUP}),
    Deed.APPEAL: Rule(PARTICIPANTS, ALWAYS - {Phase.SETUP}),
    Deed.ASK_VERIFICATION: Rule(PARTICIPANTS, VOTING),
    Deed.RATIFY: Rule(PARTICIPANTS, frozenset({Phase.RATIFICATION})),
    Deed.PROPOSE_EVIDENCE: Rule(PARTICIPANTS | MODERATORS, ALWAYS - {Phase.SETUP}),
    Deed.OVERSEE: Rule(STEWARDS | {Who.OBSERVER}, ALWAYS),
    Deed.SEE_QUEUE: Rule(TEAM, ALWAYS),
    Deed.GIVE_UP: Rule(TEAM - {Who.ADMINISTRATOR}, ALWAYS),
    Deed.EXPORT: Rule(STEWARDS | {Who.OBSERVER}, ALWAYS),
    Deed.MODERATE: Rule(MODERATORS, ALWAYS),
    Deed.REARRANGE: Rule(MODERATORS, BEFORE_RATIFICATION),
    Deed.DECIDE_FLAG: Rule(MODERATORS, ALWAYS),
    Deed.DECIDE_APPEAL: Rule(MODERATORS, ALWAYS),
    Deed.VERIFY: Rule(MODERATORS, BEFORE_RATIFICATION),
    Deed.DECIDE_EVIDENCE: Rule(MODERATORS, ALWAYS - {Phase.SETUP}),
    Deed.MAKE_OF_IDEAS: Rule(MODERATORS, BEFORE_RATIFICATION),
    Deed.SEED: Rule(STEWARDS, BEFORE_RATIFICATION),
    Deed.AMEND_ANY: Rule(STEWARDS, BEFORE_RATIFICATION),
    Deed.EXCLUDE: Rule(STEWARDS, UNTIL_CLOSED),
    Deed.ADMIT: Rule(STEWARDS, UNTIL_CLOSED),
    Deed.ANNOUNCE: Rule(STEWARDS, ALWAYS),
    Deed.EDIT_TEXTS: Rule(STEWARDS, UNTIL_CLOSED),
    Deed.RULE: Rule(STEWARDS, BEFORE_RATIFICATION),
    Deed.SCHEDULE: Rule(STEWARDS, ALWAYS),
    Deed.PUBLISH: Rule(STEWARDS, ALWAYS),
    Deed.RUN_SURVEYS: Rule(STEWARDS, ALWAYS),
    Deed.ASSIGN: Rule(STEWARDS, ALWAYS),
    Deed.CLONE: Rule(STEWARDS, ALWAYS),
    Deed.OPEN: Rule(ADMINISTRATORS, ALWAYS),
}


def may(roles: Collection[Who], deed: Deed, phase: str) -> bool:
    """One cell of the table: whether somebody with these roles may, in this phase."""
    rule = TABLE[deed]
    if phase == Phase.SETUP and not TEAM.intersection(roles):
        return False
    return phase in rule.when and not rule.who.isdisjoint(roles)


def can_be_done(deed: Deed, phase: str) -> bool:
    """Whether anybody may in this phase."""
    return phase in TABLE[deed].when


def roles_of(
    user: Any, definition: "Definition", participant: "Participant | None" = None
) -> frozenset[Who]:
    """What somebody is to a definition; a visitor, if nothing else.

    participant: whom they are known to be here, as guests are by their browser alone. Costs
    one query for somebody who is signed in, and another where `participant` is not given.
    """
    if participant is None:
        participant = definition.participant_of(user)
    return _with(_given(user, definition), participant)


def roles_with(
    user: Any, participant: "Participant | None", names: Iterable[str]
) -> frozenset[Who]:
    """The same where it is known as whom they take part, and the names of their roles."""
    return _with(_usable(user, names), participant)


def _with(roles: set[Who], participant: "Participant | None") -> frozenset[Who]:
    if participant is not None:
        roles |= {Who.GUEST if participant.is_guest else Who.PARTICIPANT}
    return frozenset(roles or {Who.VISITOR})


def _given(user: Any, definition: "Definition") -> set[Who]:
    """The roles that somebody gave this user."""
    if not user.is_authenticated:
        return set()
    return _usable(user, definition.roles.filter(user=user).values_list("name", flat=True))


def _usable(user: Any, names: Iterable[str]) -> set[Who]:
    """The roles of these names, and what a user is everywhere; nothing for a closed account."""
    if not user.is_authenticated or not user.is_active:
        return set()
    roles = {Who(name) for name in names}
    return roles | {Who.ADMINISTRATOR} if user.is_superuser else roles


def allowed(
    user: Any, deed: Deed, definition: "Definition", participant: "Participant | None" = None
) -> bool:
    """Whether this user may do this deed now."""
    return may(roles_of(user, definition, participant), deed, definition.phase)


def allowed_by_role(user: Any, deed: Deed, definition: "Definition") -> bool:
    """Whether a role that somebody gave this user allows the deed now; one query."""
    return may(_given(user, definition), deed, definition.phase)


def require(
    user: Any, deed: Deed, definition: "Definition", participant: "Participant | None" = None
) -> None:
    """Raise RoleNeeded, NotInThisPhase or SecondFactorNeeded unless this user may do this
    deed now."""
    require_of(user, roles_of(user, definition, participant), deed, definition)


def require_of(user: Any, roles: Collection[Who], deed: Deed, definition: "Definition") -> None:
    """The same for somebody whose roles are known."""
    rule = TABLE[deed]
    if rule.who.isdisjoint(roles):
        raise RoleNeeded(deed=deed.label, definition=definition.title, roles=_listed(rule.who))
    if not can_be_done(deed, definition.phase):
        phase = Phase(definition.phase).label
        raise NotInThisPhase(deed=deed.label, definition=definition.title, phase=phase)
    if rule.decides and not user.has_second_factor():
        raise SecondFactorNeeded


def require_disinterested(user: Any, concerned: "Participant | None") -> None:
    """Raise OwnCase where somebody would decide on their own proposal, appeal or request.

    concerned: whose case it is; None if it is nobody's.
    """
    if concerned is not None and concerned.user_id is not None and concerned.user_id == user.pk:
        raise OwnCase


def roles_about(user: Any, criterion: "Criterion | None") -> frozenset[Who]:
    """What somebody is to the public definitions that use a criterion; to any, for None.

    Evidence is shared by definitions, so it is no single one's team that decides on it.
    Two queries.
    """
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    using = {} if criterion is None else {"definition__criteria": criterion}
    given = user.roles.filter(**using).exclude(definition__phase=Phase.SETUP)
    roles = {Who(name) for name in given.values_list("name", flat=True)}
    if user.participations.filter(**using).exclude(definition__phase=Phase.SETUP).exists():
        roles.add(Who.PARTICIPANT)
    return frozenset(roles | {Who.ADMINISTRATOR} if user.is_superuser else roles)


def allowed_about(user: Any, deed: Deed, criterion: "Criterion | None") -> bool:
    """Whether this user may do something about evidence for a criterion."""
    return not TABLE[deed].who.isdisjoint(roles_about(user, criterion))


def require_about(user: Any, deed: Deed, criterion: "Criterion | None") -> None:
    """Raise EvidenceRoleNeeded or SecondFactorNeeded unless this user may do something about
    evidence for a criterion; about systems as such, for None."""
    rule = TABLE[deed]
    if not allowed_about(user, deed, criterion):
        named = criterion.title if criterion is not None else "…"
        raise EvidenceRoleNeeded(deed=deed.label, roles=_listed(rule.who), criterion=named)
    if rule.decides and not user.has_second_factor():
        raise SecondFactorNeeded


def any_definition(user: Any, deed: Deed) -> bool:
    """Whether a role of this user allows the deed in some definition or other."""
    if not user.is_authenticated or not user.is_active:
        return False
    names = [who.value for who in TABLE[deed].who]
    return user.is_superuser or user.roles.filter(name__in=names).exists()


def _listed(who: Collection[Who]) -> str:
    names = [str(each.label) for each in Who if each in who]
    return get_text_list(names, _gettext("and"))


def require_opening(user: Any) -> None:
    """Raise AdministratorNeeded or SecondFactorNeeded unless this user may open definitions
    that come from no other, from a template or a file."""
    is_administrator = user.is_authenticated and user.is_active and user.is_superuser
    if not (is_administrator and Who.ADMINISTRATOR in TABLE[Deed.OPEN].who):
        raise AdministratorNeeded
    if not user.has_second_factor():
        raise SecondFactorNeeded
