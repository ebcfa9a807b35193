"""The pages' table of contents."""

from allauth.account.views import logout
from django.urls import path, register_converter
from django.urls.converters import IntConverter, StringConverter
from django.views.generic import RedirectView
from django.views.i18n import set_language

from deliberation.exchange.drafts import FORMATS
from deliberation.web import badges, feeds, second_factor
from deliberation.web.sign_in import AddPasskeyView, SignInView
from deliberation.web.views import (
    admission,
    arguing,
    bringing,
    data,
    deciding,
    definitions,
    drafts,
    evidence,
    following,
    integrity,
    joining,
    moderation,
    people,
    phases,
    privacy,
    proposals,
    proposing,
    ratification,
    releasing,
    roles,
    rulesets,
    search,
    settings,
    systems,
    verification,
    votes,
    voting,
)


class VersionConverter:
    """The version of a draft, such as 0.7.0."""

    regex = r"[0-9]{1,6}\.[0-9]{1,6}\.[0-9]{1,6}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class NumberConverter(IntConverter):
    """A proposal's number; longer ones cannot exist, and databases refuse them."""

    regex = "[0-9]{1,9}"


register_converter(VersionConverter, "version")


class FormatConverter(StringConverter):
    """The name of a format that drafts come in, as it stands behind the dot."""

    regex = "|".join(FORMATS)


class EndingConverter(StringConverter):
    """What everything about oneself comes as."""

    regex = "zip|json"


register_converter(EndingConverter, "ending")
register_converter(NumberConverter, "number")
register_converter(FormatConverter, "format")

ONE = "d/<slug:slug>/"
PROPOSAL = ONE + "proposals/<number:number>/"
ARGUMENT = PROPOSAL + "arguments/<number:argument>/"
SYSTEM = ONE + "systems/<slug:system>/"
EVIDENCE = SYSTEM + "evidence/<slug:criterion>/"
MODERATION = ONE + "moderation/"
TO_SIGN_IN = RedirectView.as_view(pattern_name="sign-in", query_string=True)
TO_PASSKEYS = RedirectView.as_view(url="/account/#passkeys")

urlpatterns = [
    path("", definitions.home, name="home"),
    path("sign-in/", SignInView.as_view(), name="sign-in"),
    path("sign-out/", logout, name="sign-out"),
    path("search/", search.search, name="search"),
    path("account/", settings.account, name="account"),
    path("account/token/", settings.renew_token, name="renew-token"),
    path("account/second-factor/", second_factor.set_up, name="second-factor"),
    path("account/resume/", settings.resume, name="resume"),
    path("account/theme/", settings.theme, name="theme"),
    path("account/language/", set_language, name="set_language"),
    # Instead of pages of allauth's that we have no use for.
    path("accounts/login/code/", TO_SIGN_IN, name="account_request_login_code"),
    path("accounts/signup/", TO_SIGN_IN, name="account_signup"),
    path("accounts/2fa/", second_factor.after, name="mfa_index"),
    path("accounts/2fa/webauthn/add/", AddPasskeyView.as_view(), name="mfa_add_webauthn"),
    path("accounts/2fa/webauthn/", TO_PASSKEYS, name="mfa_list_webauthn"),
    path("account/data.<ending:ending>", privacy.own_data, name="own-data"),
    path("account/delete/", privacy.delete_account, name="delete-account"),
    path("privacy/", privacy.privacy, name="privacy"),
    path("follows/", following.follows, name="follows"),
    path("unsubscribe/<str:token>/", following.unsubscribe, name="unsubscribe"),
    path(ONE, definitions.definition, name="definition"),
    path(ONE + "join/", joining.join, name="join"),
    path(ONE + "take-over/", joining.take_over, name="take-over"),
    path(ONE + "class/", joining.change_class, name="change-class"),
    path(ONE + "admission/", admission.admission, name="admission"),
    path(ONE + "admission/invite/", admission.invite, name="invite"),
    path(
        ONE + "admission/<number:invitation>/revoke/",
        admission.revoke_invitation,
        name="revoke-invitation",
    ),
    path("definitions/new/", data.open_definition, name="open-definition"),
    path("definitions/import/", data.import_definition, name="import-definition"),
    path(ONE + "data/", data.data, name="data"),
    path(ONE + "data/export/", data.whole_export, name="whole-export"),
    path(ONE + "phases/", phases.phases, name="phases"),
    path(ONE + "phases/move/", phases.move_phase, name="move-phase"),
    path(ONE + "ratification/", ratification.ratification, name="ratification"),
    path(ONE + "rulesets/", rulesets.rulesets, name="rulesets"),
    path(ONE + "rulesets/change/", rulesets.change_ruleset, name="change-ruleset"),
    path(ONE + "roles/", roles.roles, name="roles"),
    path(ONE + "roles/<number:number>/take/", roles.take_role, name="take-role"),
    path(
        ONE + "admission/<number:invitation>/resend/",
        people.resend_invitation,
        name="resend-invitation",
    ),
    path(ONE + "admission/lists/", people.invitation_lists, name="invitation-lists"),
    path(ONE + "admission/lists/<number:pk>/", people.invitation_list, name="invitation-list"),
    path(ONE + "admission/lists/<number:pk>/revoke/", people.revoke_list, name="revoke-list"),
    path(ONE + "announcements/", people.announcements, name="announcements"),
    path(ONE + "mails/", people.mails, name="mails"),
    path(ONE + "mails/<number:pk>/retry/", people.retry_mail, name="retry-mail"),
    path(ONE + "verification/", verification.verification, name="verification"),
    path(
        ONE + "verification/<number:pk>/withdraw/",
        verification.withdraw_verification,
        name="withdraw-verification",
    ),
    path(ONE + "verifications/", verification.verifications, name="verifications"),
    path(
        ONE + "verifications/<number:pk>/",
        verification.decide_verification,
        name="decide-verification",
    ),
    path(ONE + "verifications/rules/", verification.add_domain_rule, name="add-domain-rule"),
    path(
        ONE + "verifications/rules/<number:pk>/remove/",
        verification.remove_domain_rule,
        name="remove-domain-rule",
    ),
    path(ONE + "integrity/", integrity.integrity, name="integrity"),
    path(ONE + "integrity/<number:pk>/", integrity.suspicion, name="suspicion"),
    path(ONE + "exclusions/", integrity.exclusions, name="exclusions"),
    path(
        ONE + "exclusions/<number:number>/reverse/",
        integrity.reverse_exclusion,
        name="reverse-exclusion",
    ),
    path(ONE + "criteria/", definitions.criteria, name="criteria"),
    path(ONE + "criteria/<slug:criterion>/", definitions.criterion, name="criterion"),
    path(ONE + "criteria/<slug:criterion>/propose/", proposing.propose, name="propose"),
    path(ONE + "propose/", proposing.choose_criterion, name="propose-choose"),
    path(ONE + "search/", search.search_definition, name="search-definition"),
    path(ONE + "unfinished/", proposing.unfinished, name="unfinished"),
    path(ONE + "unfinished/<number:pk>/discard/", proposing.discard, name="discard-unfinished"),
    path(ONE + "vote/", voting.vote, name="vote"),
    path(PROPOSAL, proposals.proposal, name="proposal"),
    path(PROPOSAL + "systems/", proposals.proposal_systems, name="proposal-systems"),
    path(PROPOSAL + "flag/", moderation.flag, name="flag-proposal"),
    path(PROPOSAL + "moderate/", deciding.moderate, name="moderate"),
    path(PROPOSAL + "moderate/split/", deciding.split, name="split"),
    path(PROPOSAL + "moderate/reword/", deciding.reword, name="reword"),
    path(PROPOSAL + "moderate/merge/", deciding.merge, name="merge"),
    path(ARGUMENT + "flag/", moderation.flag, name="flag-argument"),
    path(ARGUMENT + "moderate/", deciding.moderate, name="moderate-argument"),
    path(MODERATION, moderation.log, name="moderation"),
    path(ONE + "moderation.csv", moderation.log_as_csv, name="moderation-csv"),
    path(ONE + "moderation.atom", feeds.moderation_feed, name="moderation-feed"),
    path(MODERATION + "policy/", moderation.policy, name="moderation-policy"),
    path(MODERATION + "queue/", moderation.queue, name="moderation-queue"),
    path(MODERATION + "mine/", moderation.mine, name="moderation-mine"),
    path(MODERATION + "flags/<number:number>/", moderation.flag_receipt, name="flag"),
    path(MODERATION + "flags/<number:number>/decide/", moderation.decide_flag, name="decide-flag"),
    path(MODERATION + "<number:number>/", moderation.decision, name="decision"),
    path(MODERATION + "<number:number>/undo/", moderation.undo, name="undo-decision"),
    path(MODERATION + "<number:number>/appeal/", moderation.decide_appeal, name="decide-appeal"),
    path(PROPOSAL + "arguments/", arguing.argue, name="arguments"),
    path(ARGUMENT, arguing.argument, name="argument"),
    path(ARGUMENT + "withdraw/", arguing.withdraw, name="withdraw-argument"),
    path(ARGUMENT + "endorse/", arguing.endorse, name="endorse"),
    path(ONE + "vote/counted/", voting.counted, name="counted"),
    path(ONE + "votes/", votes.votes, name="votes"),
    path(ONE + "votes.csv", votes.votes_as_csv, name="votes-csv"),
    path(ONE + "votes.json", votes.votes_as_json, name="votes-json"),
    path(PROPOSAL + "amend/", proposing.amend, name="amend"),
    path(PROPOSAL + "variant/", proposing.variant, name="variant"),
    path(ONE + "proposals/<number:number>/vote/", voting.cast_vote, name="cast-vote"),
    path(ONE + "proposals/<number:number>/vote/undo/", voting.undo_vote, name="undo-vote"),
    path(ONE + "follow/", following.follow, name="follow"),
    path(ONE + "criteria/<slug:criterion>/follow/", following.follow, name="follow-criterion"),
    path(ONE + "proposals/<number:number>/follow/", following.follow, name="follow-proposal"),
    path(ONE + "drafts.atom", feeds.drafts_feed, name="drafts-feed"),
    path(ONE + "proposals.atom", feeds.proposals_feed, name="proposals-feed"),
    path(
        ONE + "criteria/<slug:criterion>/proposals.atom",
        feeds.criterion_feed,
        name="criterion-feed",
    ),
    path(ONE + "systems/", systems.systems, name="systems"),
    path(SYSTEM, systems.system, name="system"),
    path(SYSTEM + "licence/", systems.set_licence, name="set-licence"),
    path(ONE + "add-system/", systems.add_system, name="add-system"),
    path(ONE + "systems/<slug:system>/badge.svg", badges.badge, name="system-badge"),
    path(ONE + "evidence/import/", bringing.import_evidence, name="import-evidence"),
    path(ONE + "verdicts.atom", feeds.verdicts_feed, name="verdicts-feed"),
    path(ONE + "reviews/", systems.reviews, name="system-reviews"),
    path(ONE + "claims/", systems.claims, name="system-claims"),
    path(ONE + "compare-systems/", systems.compare, name="compare-systems"),
    path(EVIDENCE, evidence.evidence, name="evidence"),
    path(EVIDENCE + "dispute/", evidence.dispute, name="dispute-evidence"),
    path(ONE + "evidence/", evidence.evidence_desk, name="evidence-desk"),
    path(ONE + "evidence/<number:pk>/decide/", evidence.decide_evidence, name="decide-evidence"),
    path(
        ONE + "evidence/<number:pk>/withdraw/",
        evidence.withdraw_evidence,
        name="withdraw-evidence",
    ),
    path(ONE + "disputes/<number:pk>/decide/", evidence.decide_dispute, name="decide-dispute"),
    path(ONE + "draft/", drafts.latest, name="latest-draft"),
    path(ONE + "drafts/", drafts.drafts, name="drafts"),
    path(ONE + "diff/", drafts.compare, name="compare"),
    path(ONE + "diff/<version:before>/<version:after>/", drafts.diff, name="diff"),
    path(ONE + "<version:version>/report/", drafts.report, name="report"),
    path(ONE + "<version:version>/", drafts.draft, name="draft"),
    # Also as it is cited: without the last slash, and without a redirect.
    path(ONE + "<version:version>", drafts.draft),
    path(ONE + "<version:version>.<format:name>", drafts.export, name="export"),
    path(ONE + "<version:version>/news/", drafts.draft_news, name="draft-news"),
    path(ONE + "<version:version>/publish/", releasing.publish, name="publish"),
]
