"""The rules of this app and of the libraries that it uses."""

from django.utils.translation import gettext_lazy as _

from deliberation.privacy.registry import Fate, Rule, register

BY_THE_SITE = "It says what somebody decided for a definition, not about themselves."


def register_rules() -> None:
    """Called once, when the app is ready."""
    register(*_account(), *_taking_part(), *_deciding(), *_mails(), *_libraries())


def _account() -> list[Rule]:
    return [
        Rule(
            "deliberation.User",
            _("Your account: e-mail address, when it was made, last signing in, preferences"),
            Fate.CLEARED,
            whose=("pk",),
            exported=("email", "date_joined", "last_login", "digest", "language"),
            # Deletion gives each address of its own; see privacy.deletion.
            clears={"email": "erased", "last_login": None, "language": "", "is_active": False},
        ),
        Rule(
            "account.EmailAddress",
            _("Your e-mail addresses"),
            Fate.DELETED,
            whose=("user",),
            addresses=("email",),
            exported=("email", "verified", "primary"),
        ),
        Rule(
            "mfa.Authenticator",
            _("Your passkeys and other second factors"),
            Fate.DELETED,
            whose=("user",),
            exported=("type", "created_at", "last_used_at"),
        ),
        Rule(
            "deliberation.Session",
            _("Where you are signed in"),
            Fate.DELETED,
            whose=("user",),
            exported=("expire_date",),
        ),
        Rule(
            "socialaccount.SocialAccount",
            _("Accounts elsewhere that you connected"),
            Fate.DELETED,
            whose=("user",),
            exported=("provider", "uid", "extra_data", "date_joined", "last_login"),
        ),
        Rule(
            "authtoken.Token",
            _("Your API token"),
            Fate.DELETED,
            whose=("user",),
            exported=("created",),
        ),
        Rule(
            "authtoken.TokenProxy",
            _("Your API token"),
            Fate.DELETED,
            whose=("user",),
            without="It is the API token under another name.",
        ),
        Rule(
            "deliberation.User_groups",
            _("Groups of the site's administration that you are in"),
            Fate.DELETED,
            whose=("user",),
            exported=("group__name",),
        ),
        Rule(
            "deliberation.User_user_permissions",
            _("Permissions in the site's administration that you have"),
            Fate.DELETED,
            whose=("user",),
            exported=("permission__codename",),
        ),
        Rule(
            "deliberation.Role",
            _("Definitions that you run, and the handle by which the public knows you there"),
            Fate.DELETED,
            whose=("user",),
            exported=("definition__slug", "name", "handle", "given_at"),
        ),
        Rule(
            "deliberation.Follow",
            _("What you follow, and how often you hear of it"),
            Fate.DELETED,
            whose=("user",),
            exported=(
                "definition__slug",
                "use__definition__slug",
                "use__criterion__slug",
                "proposal__definition__slug",
                "proposal__number",
                "frequency",
                "created_at",
            ),
        ),
    ]


def _taking_part() -> list[Rule]:
    return [
        Rule(
            "deliberation.Participant",
            _("Who you are in each definition: pseudonym, stakeholder class, since when"),
            Fate.CLEARED,
            whose=("user",),
            exported=(
                "definition__slug",
                "pseudonym",
                "stakeholder_class__slug",
                "class_verified_at",
                "joined_at",
            ),
            clears={"user": None, "guest_key": None, "invitation": None},
        ),
        Rule(
            "deliberation.Event",
            _("Every vote that you cast, changed or withdrew, in the public log"),
            Fate.PSEUDONYMOUS,
            whose=("participant__user",),
            exported=(
                "definition__slug",
                "position",
                "kind",
                "revision__proposal__number",
                "revision__number",
                "value",
                "payload",
                "at",
            ),
        ),
        Rule(
            "deliberation.VoteOrigin",
            _("From which network block a vote came: a keyed hash, not the address"),
            Fate.DELETED,
            whose=("event__participant__user",),
            exported=("event__position", "at"),
            kept="ORIGIN_DAYS",
        ),
        Rule(
            "deliberation.Ballot",
            _("How you voted on ratification, and why"),
            Fate.PSEUDONYMOUS,
            whose=("participant__user",),
            exported=("ratification__definition__slug", "is_yes", "reason", "cast_at"),
        ),
        Rule(
            "deliberation.Proposal",
            _("Proposals that you opened"),
            Fate.PSEUDONYMOUS,
            whose=("author__user",),
            exported=("definition__slug", "number", "criterion__slug", "created_at"),
        ),
        Rule(
            "deliberation.Revision",
            _("Wordings and rationales that you wrote"),
            Fate.PSEUDONYMOUS,
            whose=("author__user",),
            exported=(
                "proposal__definition__slug",
                "proposal__number",
                "number",
                "level",
                "requires",
                "wording",
                "rationale",
                "created_at",
            ),
        ),
        Rule(
            "deliberation.Argument",
            _("Arguments that you wrote"),
            Fate.PSEUDONYMOUS,
            whose=("author__user",),
            exported=(
                "proposal__definition__slug",
                "proposal__number",
                "number",
                "side",
                "current__text",
                "created_at",
            ),
        ),
        Rule(
            "deliberation.Endorsement",
            _("Arguments that you endorsed"),
            Fate.PSEUDONYMOUS,
            whose=("participant__user",),
            exported=(
                "argument__proposal__definition__slug",
                "argument__proposal__number",
                "argument__number",
            ),
        ),
        Rule(
            "deliberation.Flag",
            _("Texts that you flagged, and what you told moderators about them"),
            Fate.CLEARED,
            whose=("by__user",),
            exported=(
                "definition__slug",
                "number",
                "proposal__number",
                "argument__number",
                "kind",
                "note",
                "at",
                "state",
            ),
            clears={"note": ""},
        ),
        Rule(
            "deliberation.Appeal",
            _("Appeals that you made against decisions on your texts"),
            Fate.CLEARED,
            whose=("by__user", "by_user", "first_by", "decided_by"),
            own=("by__user", "by_user"),
            exported=("decision__number", "kind", "statement", "at", "outcome__kind"),
            clears={"by_user": None, "first_by": None, "decided_by": None},
        ),
        Rule(
            "deliberation.Asked",
            _("That you were asked to vote again after a merge"),
            Fate.PSEUDONYMOUS,
            whose=("participant__user",),
            exported=("decision__number", "value", "told_at"),
        ),
        Rule(
            "deliberation.UnfinishedProposal",
            _("Texts that you have not published"),
            Fate.DELETED,
            whose=("participant__user",),
            exported=("kind", "criterion__slug", "level", "wording", "rationale", "updated_at"),
        ),
        Rule(
            "deliberation.HeldAmendment",
            _("Amendments of yours that wait for a moderator"),
            Fate.DELETED,
            whose=("author__user",),
            exported=("proposal__number", "level", "requires", "wording", "rationale", "at"),
        ),
        Rule(
            "deliberation.Verification",
            _("What you wrote to be verified in your class, and what was decided"),
            Fate.DELETED,
            whose=("participant__user",),
            exported=(
                "definition__slug",
                "stakeholder_class__slug",
                "statement",
                "link",
                "state",
                "asked_at",
                "decided_at",
                "reason",
                "domain",
            ),
            kept="STATEMENT_DAYS",
        ),
        Rule(
            "deliberation.News",
            _("News for followers, of what you published"),
            Fate.PSEUDONYMOUS,
            whose=("by__user",),
            without="It names what is exported with proposals and arguments.",
            kept="NEWS_DAYS",
        ),
        Rule(
            "deliberation.Suspicion_participants",
            _("Groups of accounts whose votes look alike, for stewards to look at"),
            Fate.PSEUDONYMOUS,
            whose=("participant__user",),
            exported=("suspicion__found_at", "suspicion__state"),
        ),
        Rule(
            "deliberation.Exclusion_participants",
            _("Decisions that leave your votes out"),
            Fate.PSEUDONYMOUS,
            whose=("participant__user",),
            exported=("exclusion__number", "exclusion__reason", "exclusion__decided_at"),
        ),
    ]


def _deciding() -> list[Rule]:
    """What somebody did as a steward, a moderator or an administrator."""
    done = _("Decisions that you made for a definition")
    return [
        Rule(
            f"deliberation.{model}",
            done,
            Fate.CLEARED,
            whose=tuple(fields),
            without=BY_THE_SITE,
            clears=dict.fromkeys(fields),
        )
        for model, fields in {
            "Announcement": ["announced_by"],
            "Suspicion": ["decided_by"],
            "Exclusion": ["decided_by", "reversed_by"],
            "InvitationList": ["invited_by"],
            "DomainRule": ["added_by"],
            "Evidence": ["recorded_by"],
            "Decision": ["by"],
            "KeptApart": ["by"],
            "HistoricalSavedReply": ["history_user"],
            "HistoricalDefinition": ["history_user"],
            "HistoricalCategory": ["history_user"],
            "HistoricalCriterion": ["history_user"],
            "HistoricalCriterionUse": ["history_user"],
            "HistoricalStakeholderClass": ["history_user"],
            "HistoricalRole": ["user", "history_user"],
        }.items()
    ] + [
        Rule(
            "deliberation.ProposedEvidence",
            _("Evidence about AI systems that you brought in, and what was decided"),
            Fate.CLEARED,
            whose=("proposed_by", "decided_by"),
            own=("proposed_by",),
            exported=(
                "system__slug",
                "criterion__slug",
                "level",
                "note",
                "source_url",
                "proposed_at",
                "state",
                "reason",
            ),
            clears={"proposed_by": None, "decided_by": None},
        ),
        Rule(
            "deliberation.Dispute",
            _("Disputes about evidence that you opened, and what was decided"),
            Fate.CLEARED,
            whose=("opened_by", "decided_by"),
            own=("opened_by",),
            exported=(
                "evidence__system__slug",
                "evidence__criterion__slug",
                "objection",
                "opened_at",
                "state",
                "reason",
            ),
            clears={"opened_by": None, "decided_by": None},
        ),
        Rule(
            "admin.LogEntry",
            _("What you changed in the site's administration"),
            Fate.DELETED,
            whose=("user",),
            exported=("action_time", "object_repr", "action_flag"),
        ),
    ]


def _mails() -> list[Rule]:
    return [
        Rule(
            "deliberation.Invitation",
            _("Invitations to your address"),
            Fate.DELETED,
            addresses=("email",),
            exported=("definition__slug", "email", "created_at", "uses", "revoked_at"),
            kept="INVITATION_DAYS",
        ),
        Rule(
            "deliberation.Mail",
            _("The log of e-mails to you: subject, when they were sent, or why they failed"),
            Fate.DELETED,
            whose=("user",),
            addresses=("to",),
            exported=("kind", "to", "subject", "created_at", "sent_at", "failed_at", "reason"),
            kept="MAIL_LOG_DAYS",
        ),
    ]


def _libraries() -> list[Rule]:
    tried = _("Attempts to sign in with your address: when, from where, with which browser")
    return [
        Rule(
            f"axes.{model}",
            tried,
            Fate.DELETED,
            addresses=("username",),
            exported=("username", "ip_address", "user_agent", "attempt_time"),
            kept="SIGN_IN_LOG_DAYS",
        )
        for model in ("AccessAttempt", "AccessLog", "AccessFailureLog")
    ]
