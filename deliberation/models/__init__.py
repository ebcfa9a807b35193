"""What is stored: one module a noun. Invariants are constraints of the database."""

from deliberation.models.arguments import Argument, ArgumentRevision, Endorsement, Side
from deliberation.models.definitions import (
    Admission,
    Category,
    Criterion,
    CriterionUse,
    Definition,
    Phase,
    Ruleset,
)
from deliberation.models.drafts import Aggregate, Clause, Draft, StandingChange, Tally
from deliberation.models.following import Follow, News, Notice
from deliberation.models.invitations import Invitation
from deliberation.models.mail import Mail
from deliberation.models.people import Frequency, Participant, Role, StakeholderClass, User
from deliberation.models.proposals import Level, Proposal, Revision
from deliberation.models.shards import Shard
from deliberation.models.systems import AISystem, Evidence
from deliberation.models.unfinished import UnfinishedProposal
from deliberation.models.votes import Event

__all__ = [
    "AISystem",
    "Admission",
    "Aggregate",
    "Argument",
    "ArgumentRevision",
    "Category",
    "Clause",
    "Criterion",
    "CriterionUse",
    "Definition",
    "Draft",
    "Endorsement",
    "Event",
    "Evidence",
    "Follow",
    "Frequency",
    "Invitation",
    "Level",
    "Mail",
    "News",
    "Notice",
    "Participant",
    "Phase",
    "Proposal",
    "Revision",
    "Role",
    "Ruleset",
    "Shard",
    "Side",
    "StakeholderClass",
    "StandingChange",
    "Tally",
    "UnfinishedProposal",
    "User",
]
