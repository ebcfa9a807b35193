"""Every page of the site, by the name of its address, and where the tests look at it."""

from dataclasses import dataclass

from django.urls import URLPattern, URLResolver

# The definitions that tests/browser/seed.py opens.
DEMO = "open-source-ai"
SMALL = "open-data"
ONE = f"/d/{DEMO}"
CRITERION = f"{ONE}/criteria/training-data"
PROPOSAL = f"{ONE}/proposals/1"
SYSTEM = f"{ONE}/systems/llama-3-1"
SURVEY = f"{ONE}/surveys/what-it-means"
BUILDER = "/admin/surveys/survey/{survey}/build"


@dataclass(frozen=True)
class Page:
    """path: with {before} and {after} for the last two versions of the draft, and {token}
    for one that ends somebody's mails, {idea} for a response with an idea, {survey} for the
    key of a survey.

    who: those for whom the page differs ("visitor", "participant", "outsider", "steward", and
    "answering", who has begun the surveys).
    """

    path: str
    who: tuple[str, ...] = ("visitor", "participant")


PAGES = {
    "home": Page("/"),
    "sign-in": Page("/sign-in/", ("visitor",)),
    "search": Page("/search/?q=data", ("visitor",)),
    "account": Page("/account/", ("participant", "outsider")),
    "second-factor": Page("/account/second-factor/", ("participant", "steward")),
    "follows": Page("/follows/", ("participant",)),
    "unsubscribe": Page("/unsubscribe/{token}/", ("visitor",)),
    "definition": Page(f"{ONE}/", ("visitor", "participant", "steward")),
    "search-definition": Page(f"{ONE}/search/?q=data", ("visitor",)),
    "join": Page(f"{ONE}/join/", ("outsider",)),
    "change-class": Page(f"{ONE}/class/", ("participant",)),
    "admission": Page(f"{ONE}/admission/", ("steward",)),
    "data": Page(f"{ONE}/data/", ("steward",)),
    "phases": Page(f"{ONE}/phases/", ("visitor", "steward")),
    "ratification": Page(f"{ONE}/ratification/"),
    "rulesets": Page(f"{ONE}/rulesets/", ("visitor", "steward")),
    "change-ruleset": Page(f"{ONE}/rulesets/change/", ("steward",)),
    "roles": Page(f"{ONE}/roles/", ("steward",)),
    "privacy": Page("/privacy/", ("visitor", "participant")),
    "delete-account": Page("/account/delete/", ("participant",)),
    "announcements": Page(f"{ONE}/announcements/", ("visitor", "steward")),
    "invitation-lists": Page(f"{ONE}/admission/lists/", ("steward",)),
    "mails": Page(f"{ONE}/mails/", ("steward",)),
    "verification": Page(f"{ONE}/verification/", ("participant",)),
    "verifications": Page(f"{ONE}/verifications/", ("steward",)),
    "integrity": Page(f"{ONE}/integrity/", ("steward",)),
    "exclusions": Page(f"{ONE}/exclusions/", ("visitor",)),
    "moderation": Page(f"{ONE}/moderation/", ("visitor",)),
    "decision": Page(f"{ONE}/moderation/1/", ("visitor", "steward")),
    "moderation-policy": Page(f"{ONE}/moderation/policy/", ("visitor", "steward")),
    "moderation-queue": Page(f"{ONE}/moderation/queue/", ("steward",)),
    "moderation-mine": Page(f"{ONE}/moderation/mine/", ("participant",)),
    "flag-proposal": Page(f"{PROPOSAL}/flag/", ("participant",)),
    "moderate": Page(f"{PROPOSAL}/moderate/", ("steward",)),
    "split": Page(f"{PROPOSAL}/moderate/split/", ("steward",)),
    "reword": Page(f"{PROPOSAL}/moderate/reword/", ("steward",)),
    "merge": Page(f"{PROPOSAL}/moderate/merge/", ("steward",)),
    "criteria": Page(f"{ONE}/criteria/"),
    "criterion": Page(f"{CRITERION}/"),
    "propose": Page(f"{CRITERION}/propose/", ("participant",)),
    "propose-choose": Page(f"{ONE}/propose/", ("participant",)),
    "unfinished": Page(f"{ONE}/unfinished/", ("participant",)),
    "vote": Page(f"{ONE}/vote/"),
    "votes": Page(f"{ONE}/votes/", ("participant",)),
    "proposal": Page(f"{PROPOSAL}/"),
    "variant": Page(f"{PROPOSAL}/variant/", ("participant",)),
    "arguments": Page(f"{PROPOSAL}/arguments/", ("participant",)),
    "argument": Page(f"{PROPOSAL}/arguments/1/", ("visitor",)),
    "systems": Page(f"{ONE}/systems/", ("visitor",)),
    "system": Page(f"{SYSTEM}/"),
    "add-system": Page(f"{ONE}/add-system/", ("steward",)),
    "set-licence": Page(f"{SYSTEM}/licence/", ("steward",)),
    "system-reviews": Page(f"{ONE}/reviews/", ("visitor",)),
    "system-claims": Page(f"{ONE}/claims/", ("visitor",)),
    "compare-systems": Page(f"{ONE}/compare-systems/?one=llama-3-1&other=olmo-2", ("visitor",)),
    "evidence": Page(f"{SYSTEM}/evidence/training-data/"),
    "evidence-desk": Page(f"{ONE}/evidence/", ("visitor", "steward")),
    "import-evidence": Page(f"{ONE}/evidence/import/", ("participant",)),
    "drafts": Page(f"{ONE}/drafts/", ("visitor",)),
    "diff": Page(f"{ONE}/diff/{{before}}/{{after}}/", ("visitor",)),
    "draft": Page(f"{ONE}/{{after}}/", ("visitor", "steward")),
    "report": Page(f"{ONE}/{{after}}/report/", ("visitor",)),
    "publish": Page(f"{ONE}/{{after}}/publish/", ("steward",)),
    "surveys": Page(f"{ONE}/surveys/", ("visitor", "answering")),
    "survey": Page(f"{SURVEY}/", ("visitor", "participant", "answering", "steward")),
    "survey-section": Page(f"{SURVEY}/section/you/", ("answering",)),
    "survey-review": Page(f"{SURVEY}/review/", ("answering",)),
    "survey-results": Page(f"{SURVEY}/results/?by=class", ("visitor", "steward")),
    "survey-progress": Page(f"{SURVEY}/progress/", ("steward",)),
    "survey-ideas": Page(f"{SURVEY}/ideas/", ("steward",)),
    "survey-idea": Page(f"{SURVEY}/ideas/{{idea}}/idea/", ("steward",)),
    "survey-following": Page(f"{SURVEY}/following/", ("steward",)),
}
# Pages whose addresses are not ours to give.
ELSEWHERE = {
    "not found": Page("/no-such-page/", ("visitor",)),
    "addresses": Page("/accounts/email/", ("participant",)),
    "password": Page("/accounts/login/", ("visitor",)),
    "setting a password": Page("/accounts/password/set/", ("participant",)),
    "adding a passkey": Page("/accounts/2fa/webauthn/add/", ("participant",)),
    "survey: a branch": Page(f"{SURVEY}/section/licences/", ("answering",)),
    "survey: ranks and sets": Page(f"{SURVEY}/section/matters/", ("answering",)),
    "survey: points and a day": Page(f"{SURVEY}/section/process/", ("answering",)),
    "survey: a ballot": Page(f"{ONE}/surveys/components/section/components/", ("answering",)),
    "survey: votes of a ballot": Page(f"{ONE}/surveys/components/results/", ("visitor",)),
    "survey: what a ballot leads to": Page(f"{ONE}/surveys/components/following/", ("steward",)),
    "survey: builder": Page(f"{BUILDER}/", ("steward",)),
    "survey: builder of a section": Page(f"{BUILDER}/?section=new", ("steward",)),
    "survey: builder of texts": Page(f"{BUILDER}/?texts", ("steward",)),
    "survey: builder of a question": Page(f"{BUILDER}/?add={{section}}", ("steward",)),
}
# Addresses that are no pages of their own, and what they are instead.
OTHERS = {
    "dispute-evidence": "a deed of participants",
    "withdraw-evidence": "a deed of participants",
    "decide-evidence": "a deed of moderators",
    "decide-dispute": "a deed of moderators",
    "suspicion": "what was noted of somebody's votes; tests/integrity look at it",
    "reverse-exclusion": "a deed of stewards",
    "flag": "the receipt of one's own flag; tests/web look at it",
    "flag-argument": "the form of flagging a proposal",
    "moderate-argument": "the form of moderating a proposal",
    "decide-flag": "a deed of moderators",
    "decide-appeal": "a deed of moderators",
    "undo-decision": "a deed of moderators",
    "moderation-csv": "a file",
    "moderation-feed": "a feed",
    "resend-invitation": "a deed of stewards",
    "revoke-list": "a deed of stewards",
    "invitation-list": "of a list that somebody sent; tests/mail look at it",
    "retry-mail": "a deed of stewards",
    "withdraw-verification": "a deed of participants",
    "decide-verification": "a deed of moderators",
    "add-domain-rule": "a deed of stewards",
    "remove-domain-rule": "a deed of stewards",
    "own-data": "a file",
    "resume": "what one sent before signing in; test_coming_in looks at it",
    "amend": "the form of a variant, for authors",
    "take-over": "asked of those who were guests before they signed in",
    "latest-draft": "leads to a draft",
    "compare": "leads to a difference",
    "export": "a file",
    "whole-export": "a file",
    "open-definition": "a page for site administrators",
    "import-definition": "a page for site administrators",
    "votes-csv": "a file",
    "votes-json": "a file",
    "drafts-feed": "a feed",
    "proposals-feed": "a feed",
    "criterion-feed": "a feed",
    "verdicts-feed": "a feed",
    "system-badge": "a picture",
    "proposal-systems": "a piece of the vote page",
    "survey-by-link": "leads to the survey",
    "survey-links": "shown once to a steward; tests/surveys look at it",
    "survey-question-csv": "a file",
    "survey-export": "a file",
    "survey-json": "a file",
    "survey-xlsx": "a file",
    "draft-news": "a piece of the draft's page",
    "counted": "a piece of the vote page",
} | dict.fromkeys(
    (
        "sign-out", "renew-token", "theme", "set_language", "invite", "revoke-invitation",
        "take-role", "move-phase", "discard-unfinished", "cast-vote", "undo-vote",
        "survey-discard", "survey-revoke-links", "survey-count", "survey-publish", "survey-hide",
        "survey-draw",
        "withdraw-argument", "endorse", "follow", "follow-criterion", "follow-proposal",
    ),
    "a deed",
) | dict.fromkeys(
    (
        "account_request_login_code", "account_signup", "mfa_index", "mfa_list_webauthn",
        "mfa_add_webauthn",
    ),
    "leads to a page of ours",
)  # fmt: skip


def names(patterns: list[URLPattern | URLResolver] | None = None) -> set[str]:
    """The names of all addresses of the pages; Django must be set up."""
    from deliberation.web import urls as own
    from surveys.web import urls as of_surveys

    found: set[str] = set()
    every = [*own.urlpatterns, *of_surveys.urlpatterns]
    for each in every if patterns is None else patterns:
        if isinstance(each, URLResolver):
            found |= names(each.url_patterns)
        elif each.name:
            found.add(each.name)
    return found


def visits() -> list[tuple[str, str]]:
    """(name, who) of every page as everyone sees it."""
    return [(name, who) for name, page in (PAGES | ELSEWHERE).items() for who in page.who]
