"""The API's table of contents. Every address is answered with and without its last slash."""

from django.urls import URLPattern, path, re_path
from rest_framework.views import APIView

from deliberation.api.problems import api_not_found
from deliberation.api.views.admission import (
    AdmissionView,
    InvitationDetailView,
    InvitationListView,
)
from deliberation.api.views.arguments import (
    ArgumentDetailView,
    ArgumentListView,
    EndorsementView,
)
from deliberation.api.views.assessments import (
    DraftAssessmentListView,
    DraftAssessmentView,
    DraftMatrixView,
    ReferenceAssessmentListView,
    ReferenceAssessmentView,
    ReferenceDetailView,
    ReferenceListView,
    ReferenceMatrixView,
)
from deliberation.api.views.deciding import (
    ArgumentDecisionView,
    ArgumentFlagView,
    MergeView,
    ProposalDecisionView,
    ProposalFlagView,
    RewordView,
    SplitView,
)
from deliberation.api.views.definitions import (
    CriterionDetailView,
    CriterionListView,
    DefinitionDetailView,
    DefinitionListView,
)
from deliberation.api.views.drafts import (
    DraftDiffView,
    DraftListView,
    DraftStatusView,
    DraftView,
    PublicationView,
)
from deliberation.api.views.evidence import (
    DisputeDetailView,
    DisputeListView,
    EvidenceDecisionView,
    EvidenceDetailView,
    EvidenceFileView,
    EvidenceListView,
    ObjectionView,
    ProposedDetailView,
    ProposedListView,
    RulingView,
)
from deliberation.api.views.following import (
    CriterionFollowView,
    FollowsView,
    FollowView,
    ProposalFollowView,
)
from deliberation.api.views.integrity import (
    DomainRuleDetailView,
    DomainRuleListView,
    ExclusionListView,
    ExclusionReversalView,
    OwnVerificationView,
    SuspicionDetailView,
    SuspicionDismissalView,
    SuspicionListView,
    VerificationDecisionView,
    VerificationListView,
)
from deliberation.api.views.moderation import (
    AppealOutcomeView,
    AppealView,
    DecisionDetailView,
    DecisionListView,
    FlagDecisionView,
    FlagDetailView,
    FlagListView,
    PolicyView,
    PublicLogView,
    QueueView,
    UndoView,
)
from deliberation.api.views.participation import ParticipationView
from deliberation.api.views.people import (
    AccountDeletionView,
    AnnouncementListView,
    InvitationListsView,
    InvitationResendView,
    MailListView,
    MailRetryView,
    OwnDataView,
)
from deliberation.api.views.phases import (
    BallotView,
    PhaseMovingView,
    PhasesView,
    RatificationListView,
)
from deliberation.api.views.proposals import ProposalDetailView, ProposalListView, RevisionListView
from deliberation.api.views.reports import DraftReportView
from deliberation.api.views.roles import AllowedView, RoleListView, RoleTakingView
from deliberation.api.views.rulesets import RulesetListView, RulesetPreviewView
from deliberation.api.views.search import DefinitionSearchView, SearchView, SimilarView
from deliberation.api.views.service import DocsView, IndexView, ProblemListView, SchemaView
from deliberation.api.views.systems import SystemDetailView, SystemLicenceView, SystemListView
from deliberation.api.views.unfinished import UnfinishedDetailView, UnfinishedListView
from deliberation.api.views.votes import OwnVoteListView, VoteView
from deliberation.api.views.whole import CloneView, ImportView, WholeExportView

app_name = "api"


def both(route: str, view: type[APIView], name: str) -> list[URLPattern]:
    """The address as written, which has the name and stands in the schema, and its twin.

    No redirect: one would lose the body of a PUT.
    """
    twin = route.removesuffix("/") if route.endswith("/") else f"{route}/"
    return [path(route, view.as_view(), name=name), path(twin, view.as_view(schema=None))]


ONE = "definitions/<slug:slug>/"
DRAFT = ONE + "drafts/<str:version>/"
REFERENCE = "references/<slug:reference>/"
ARGUMENTS = ONE + "proposals/<int:number>/arguments/"

urlpatterns = [
    path("", IndexView.as_view(), name="index"),
    *both("problems/", ProblemListView, "problems"),
    *both("schema/", SchemaView, "schema"),
    *both("docs/", DocsView, "docs"),
    *both("account/data/", OwnDataView, "account-data"),
    *both("account/delete/", AccountDeletionView, "account-delete"),
    *both("follows/", FollowsView, "follows"),
    *both("search/", SearchView, "search"),
    *both("systems/", SystemListView, "systems"),
    *both("systems/<slug:system>/", SystemDetailView, "system"),
    *both("systems/<slug:system>/licences/<slug:component>/", SystemLicenceView, "system-licence"),
    *both("evidence/", EvidenceListView, "evidence"),
    *both("evidence/<int:number>/", EvidenceDetailView, "evidence-one"),
    *both("evidence/<int:number>/disputes/", ObjectionView, "evidence-disputes"),
    *both("proposed-evidence/", ProposedListView, "proposed-evidence"),
    *both("proposed-evidence/import/", EvidenceFileView, "proposed-evidence-import"),
    *both("proposed-evidence/<int:number>/", ProposedDetailView, "proposed-evidence-one"),
    *both(
        "proposed-evidence/<int:number>/decision/",
        EvidenceDecisionView,
        "proposed-evidence-decision",
    ),
    *both("disputes/", DisputeListView, "disputes"),
    *both("disputes/<int:number>/", DisputeDetailView, "dispute"),
    *both("disputes/<int:number>/ruling/", RulingView, "dispute-ruling"),
    *both("references/", ReferenceListView, "references"),
    *both(REFERENCE, ReferenceDetailView, "reference"),
    *both(REFERENCE + "assessments/", ReferenceAssessmentListView, "reference-assessments"),
    *both(
        REFERENCE + "assessments/<slug:system>/", ReferenceAssessmentView, "reference-assessment"
    ),
    *both(REFERENCE + "matrix/", ReferenceMatrixView, "reference-matrix"),
    *both("definitions/", DefinitionListView, "definitions"),
    *both("definitions/import/", ImportView, "definition-import"),
    *both(ONE, DefinitionDetailView, "definition"),
    *both(ONE + "search/", DefinitionSearchView, "search-definition"),
    *both(ONE + "criteria/", CriterionListView, "criteria"),
    *both(ONE + "criteria/<slug:criterion>/", CriterionDetailView, "criterion"),
    *both(ONE + "follow/", FollowView, "definition-follow"),
    *both(ONE + "criteria/<slug:criterion>/follow/", CriterionFollowView, "criterion-follow"),
    *both(ONE + "proposals/<int:number>/follow/", ProposalFollowView, "proposal-follow"),
    *both(ONE + "admission/", AdmissionView, "admission"),
    *both(ONE + "invitations/", InvitationListView, "invitations"),
    *both(ONE + "invitations/<int:number>/", InvitationDetailView, "invitation"),
    *both(ONE + "invitations/<int:number>/resend/", InvitationResendView, "invitation-resend"),
    *both(ONE + "invitation-lists/", InvitationListsView, "invitation-lists"),
    *both(ONE + "announcements/", AnnouncementListView, "announcements"),
    *both(ONE + "mails/", MailListView, "mails"),
    *both(ONE + "mails/<int:number>/retry/", MailRetryView, "mail-retry"),
    *both(ONE + "suspicions/", SuspicionListView, "suspicions"),
    *both(ONE + "suspicions/<int:number>/", SuspicionDetailView, "suspicion"),
    *both(ONE + "suspicions/<int:number>/dismiss/", SuspicionDismissalView, "suspicion-dismissal"),
    *both(ONE + "exclusions/", ExclusionListView, "exclusions"),
    *both(ONE + "exclusions/<int:number>/reverse/", ExclusionReversalView, "exclusion-reversal"),
    *both(ONE + "verification/", OwnVerificationView, "verification"),
    *both(ONE + "verifications/", VerificationListView, "verifications"),
    *both(
        ONE + "verifications/<int:number>/decision/",
        VerificationDecisionView,
        "verification-decision",
    ),
    *both(ONE + "domain-rules/", DomainRuleListView, "domain-rules"),
    *both(ONE + "domain-rules/<int:number>/", DomainRuleDetailView, "domain-rule"),
    *both(ONE + "allowed/", AllowedView, "allowed"),
    *both(ONE + "export/", WholeExportView, "whole-export"),
    *both(ONE + "clone/", CloneView, "clone"),
    *both(ONE + "phases/", PhasesView, "phases"),
    *both(ONE + "phases/move/", PhaseMovingView, "phase-move"),
    *both(ONE + "ratification/", RatificationListView, "ratifications"),
    *both(ONE + "ratification/ballot/", BallotView, "ballot"),
    *both(ONE + "rulesets/", RulesetListView, "rulesets"),
    *both(ONE + "rulesets/preview/", RulesetPreviewView, "ruleset-preview"),
    *both(ONE + "roles/", RoleListView, "roles"),
    *both(ONE + "roles/<int:number>/take/", RoleTakingView, "role-take"),
    *both(ONE + "participation/", ParticipationView, "participation"),
    *both(ONE + "proposals/", ProposalListView, "proposals"),
    *both(ONE + "proposals/similar/", SimilarView, "similar"),
    *both(ONE + "proposals/<int:number>/", ProposalDetailView, "proposal"),
    *both(ONE + "proposals/<int:number>/revisions/", RevisionListView, "revisions"),
    *both(ONE + "proposals/<int:number>/vote", VoteView, "vote"),
    *both(ONE + "unfinished/", UnfinishedListView, "unfinished"),
    *both(ONE + "unfinished/<int:pk>/", UnfinishedDetailView, "unfinished-one"),
    *both(ONE + "votes/", OwnVoteListView, "votes"),
    *both(ARGUMENTS, ArgumentListView, "arguments"),
    *both(ARGUMENTS + "<int:argument>/", ArgumentDetailView, "argument"),
    *both(ARGUMENTS + "<int:argument>/endorsement/", EndorsementView, "endorsement"),
    *both(ONE + "proposals/<int:number>/flags/", ProposalFlagView, "proposal-flags"),
    *both(ONE + "proposals/<int:number>/decisions/", ProposalDecisionView, "proposal-decisions"),
    *both(ONE + "proposals/<int:number>/split/", SplitView, "split"),
    *both(ONE + "proposals/<int:number>/reword/", RewordView, "reword"),
    *both(ONE + "proposals/<int:number>/merge/", MergeView, "merge"),
    *both(ARGUMENTS + "<int:argument>/flags/", ArgumentFlagView, "argument-flags"),
    *both(ARGUMENTS + "<int:argument>/decisions/", ArgumentDecisionView, "argument-decisions"),
    *both(ONE + "decisions/", DecisionListView, "decisions"),
    *both(ONE + "decisions/<int:number>/", DecisionDetailView, "decision"),
    *both(ONE + "decisions/<int:number>/undo/", UndoView, "decision-undo"),
    *both(ONE + "decisions/<int:number>/appeal/", AppealView, "decision-appeal"),
    *both(ONE + "decisions/<int:number>/appeal/outcome/", AppealOutcomeView, "appeal-outcome"),
    *both(ONE + "flags/", FlagListView, "flags"),
    *both(ONE + "flags/<int:number>/", FlagDetailView, "flag"),
    *both(ONE + "flags/<int:number>/decision/", FlagDecisionView, "flag-decision"),
    *both(ONE + "moderation/log/", PublicLogView, "moderation-log"),
    *both(ONE + "moderation/queue/", QueueView, "moderation-queue"),
    *both(ONE + "moderation/policy/", PolicyView, "moderation-policy"),
    *both(ONE + "drafts/", DraftListView, "drafts"),
    *both(ONE + "drafts/<str:version>/", DraftView, "draft"),
    *both(ONE + "drafts/<str:version>/status/", DraftStatusView, "draft-status"),
    *both(ONE + "drafts/<str:version>/report/", DraftReportView, "draft-report"),
    *both(ONE + "drafts/<str:version>/publish/", PublicationView, "draft-publish"),
    *both(DRAFT + "assessments/", DraftAssessmentListView, "draft-assessments"),
    *both(DRAFT + "assessments/<slug:system>/", DraftAssessmentView, "draft-assessment"),
    *both(DRAFT + "matrix/", DraftMatrixView, "draft-matrix"),
    *both(ONE + "drafts/<str:before>/diff/<str:after>/", DraftDiffView, "draft-diff"),
    # Also what the project's own not-found page would answer in HTML.
    re_path("", api_not_found, name="elsewhere"),
]
