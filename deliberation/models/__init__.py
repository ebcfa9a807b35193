"""What is stored: one module a noun. Invariants are constraints of the database."""

from deliberation.models.amendments import HeldAmendment
from deliberation.models.announcements import Announcement
from deliberation.models.appeals import Appeal
from deliberation.models.arguments import Argument, ArgumentRevision, Endorsement, Side
from deliberation.models.assessments import (
    Assessment,
    ReferenceClause,
    ReferenceDefinition,
    Verdict,
    VerdictChange,
)
from deliberation.models.definitions import (
    Admission,
    Category,
    Criterion,
    CriterionUse,
    Definition,
    Ruleset,
)
from deliberation.models.desk import KeptApart, SavedReply
from deliberation.models.drafts import Aggregate, Clause, Draft, StandingChange, Tally
from deliberation.models.evidence import Dispute, Evidence, ProposedEvidence
from deliberation.models.flags import Flag
from deliberation.models.following import Follow, News, Notice
from deliberation.models.integrity import Exclusion, Suspicion, VoteOrigin
from deliberation.models.invitations import Invitation, InvitationList
from deliberation.models.licences import Licence, Restriction, SystemLicence
from deliberation.models.mail import Mail
from deliberation.models.moderation import Asked, CountedWith, Decision, Reason, Reminder
from deliberation.models.people import Frequency, Participant, Role, StakeholderClass, User
from deliberation.models.policies import Policy
from deliberation.models.proposals import Level, Proposal, Revision
from deliberation.models.ratification import Ballot, Outcome, Ratification
from deliberation.models.schedule import PhaseTime
from deliberation.models.sessions import Session
from deliberation.models.shards import Shard
from deliberation.models.systems import AISystem
from deliberation.models.unfinished import UnfinishedProposal
from deliberation.models.verification import DomainRule, Verification
from deliberation.models.votes import Event
from deliberation.phases import Phase

__all__ = [
    "AISystem",
    "Admission",
    "Aggregate",
    "Announcement",
    "Appeal",
    "Argument",
    "ArgumentRevision",
    "Asked",
    "Assessment",
    "Ballot",
    "Category",
    "Clause",
    "CountedWith",
    "Criterion",
    "CriterionUse",
    "Decision",
    "Definition",
    "Dispute",
    "DomainRule",
    "Draft",
    "Endorsement",
    "Event",
    "Evidence",
    "Exclusion",
    "Flag",
    "Follow",
    "Frequency",
    "HeldAmendment",
    "Invitation",
    "InvitationList",
    "KeptApart",
    "Level",
    "Licence",
    "Mail",
    "News",
    "Notice",
    "Outcome",
    "Participant",
    "Phase",
    "PhaseTime",
    "Policy",
    "Proposal",
    "ProposedEvidence",
    "Ratification",
    "Reason",
    "ReferenceClause",
    "ReferenceDefinition",
    "Reminder",
    "Restriction",
    "Revision",
    "Role",
    "Ruleset",
    "SavedReply",
    "Session",
    "Shard",
    "Side",
    "StakeholderClass",
    "StandingChange",
    "Suspicion",
    "SystemLicence",
    "Tally",
    "UnfinishedProposal",
    "User",
    "Verdict",
    "VerdictChange",
    "Verification",
    "VoteOrigin",
]
