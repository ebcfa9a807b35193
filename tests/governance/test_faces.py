"""Every page has its deed in the table, and answers as the table says.

Fails when an address is added without an entry here. The API's addresses have theirs in
tests/api/test_api_permissions.py, the admin's in tests/admin/test_cells.py.
"""

from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from deliberation import actions, permissions
from deliberation.models import Phase, Role, User
from deliberation.permissions import Deed, Who
from tests.browser.pages import names

# By name of the address: the deed of looking at it, and of posting to it.
READ = Deed.READ
PAGES: dict[str, tuple[Deed | None, Deed | None]] = {
    "admission": (Deed.OVERSEE, Deed.ADMIT),
    "roles": (Deed.SEE_QUEUE, Deed.ASSIGN),
    "data": (Deed.EXPORT, Deed.CLONE),
    "whole-export": (Deed.EXPORT, None),
    "change-ruleset": (Deed.RULE, Deed.RULE),
    "phases": (READ, Deed.SCHEDULE),
    "move-phase": (None, Deed.SCHEDULE),
    "invite": (None, Deed.ADMIT),
    "moderation-queue": (Deed.SEE_QUEUE, None),
    "integrity": (Deed.SEE_QUEUE, Deed.EXCLUDE),
    "mails": (Deed.OVERSEE, None),
    "invitation-lists": (Deed.OVERSEE, Deed.ADMIT),
    "verifications": (Deed.SEE_QUEUE, None),
    "moderation-policy": (READ, Deed.EDIT_TEXTS),
    "announcements": (READ, Deed.ANNOUNCE),
    "publish": (Deed.PUBLISH, Deed.PUBLISH),
    "add-system": (Deed.DECIDE_EVIDENCE, Deed.DECIDE_EVIDENCE),
    "moderate": (Deed.MODERATE, Deed.MODERATE),
    "moderate-argument": (Deed.MODERATE, Deed.MODERATE),
    "split": (Deed.REARRANGE, Deed.REARRANGE),
    "merge": (Deed.REARRANGE, Deed.REARRANGE),
    "reword": (Deed.REARRANGE, Deed.REARRANGE),
    **dict.fromkeys(
        ("definition", "criteria", "criterion", "proposal", "argument", "search-definition",
         "drafts", "draft", "report", "diff", "rulesets", "moderation", "moderation-csv",
         "moderation-feed", "drafts-feed", "proposals-feed", "criterion-feed", "exclusions",
         "verdicts-feed", "system-badge",
         "systems", "system", "compare-systems", "system-claims", "system-reviews",
         "proposal-systems", "evidence-desk",
         "export", "latest-draft", "compare", "draft-news", "decision"),
        (READ, None),
    ),
}  # fmt: skip
# Deeds on one row or of participants: actions and the pages' own tests ask for them.
ELSEWHERE = {
    "take-role": Deed.ASSIGN, "revoke-invitation": Deed.ADMIT, "invitation-list": Deed.OVERSEE,
    "resend-invitation": Deed.ADMIT, "revoke-list": Deed.ADMIT, "retry-mail": Deed.ADMIT,
    "suspicion": Deed.SEE_QUEUE, "reverse-exclusion": Deed.EXCLUDE,
    "decide-verification": Deed.VERIFY, "add-domain-rule": Deed.ADMIT,
    "remove-domain-rule": Deed.ADMIT, "decide-flag": Deed.DECIDE_FLAG,
    "decide-appeal": Deed.DECIDE_APPEAL, "undo-decision": Deed.MODERATE,
    "flag": Deed.FLAG,
    "flag-proposal": Deed.FLAG, "flag-argument": Deed.FLAG, "moderation-mine": Deed.READ,
    "verification": Deed.ASK_VERIFICATION, "withdraw-verification": Deed.ASK_VERIFICATION,
    "ratification": Deed.RATIFY, "amend": Deed.AMEND_OWN, "variant": Deed.PROPOSE,
    "propose": Deed.PROPOSE, "propose-choose": Deed.PROPOSE, "unfinished": Deed.PROPOSE,
    "set-licence": Deed.DECIDE_EVIDENCE,
    "import-evidence": Deed.PROPOSE_EVIDENCE, "evidence": Deed.PROPOSE_EVIDENCE,
    "dispute-evidence": Deed.PROPOSE_EVIDENCE, "withdraw-evidence": Deed.PROPOSE_EVIDENCE,
    "decide-evidence": Deed.DECIDE_EVIDENCE, "decide-dispute": Deed.DECIDE_EVIDENCE,
    "discard-unfinished": Deed.PROPOSE, "arguments": Deed.ARGUE, "endorse": Deed.ARGUE,
    "withdraw-argument": Deed.ARGUE, "vote": Deed.VOTE, "counted": Deed.VOTE,
    "cast-vote": Deed.VOTE, "undo-vote": Deed.VOTE, "votes": Deed.VOTE, "votes-csv": Deed.VOTE,
    "votes-json": Deed.VOTE, "join": Deed.JOIN, "take-over": Deed.JOIN,
    "change-class": Deed.CHANGE_CLASS, "follow": Deed.FOLLOW, "follow-criterion": Deed.FOLLOW,
    "follow-proposal": Deed.FOLLOW, "open-definition": Deed.OPEN,
    "import-definition": Deed.OPEN,
}  # fmt: skip
# Of no definition: the way in, and what is one's own.
OWN = {
    "home", "sign-in", "sign-out", "search", "account", "renew-token", "theme", "set_language",
    "account_request_login_code", "account_signup", "mfa_index", "mfa_list_webauthn",
    "mfa_add_webauthn", "second-factor", "follows", "unsubscribe", "own-data", "delete-account",
    "privacy", "resume",
}  # fmt: skip
MORE = {
    "criterion": ["training-data"], "criterion-feed": ["training-data"], "proposal": [1],
    "argument": [1, 1], "draft": ["0.1.0"], "report": ["0.1.0"], "publish": ["0.1.0"],
    "draft-news": ["0.1.0"], "export": ["0.1.0", "json"], "diff": ["0.1.0", "0.1.0"],
    "decision": [1], "moderate": [1], "moderate-argument": [1, 1], "split": [1], "merge": [1],
    "reword": [1],
}  # fmt: skip


def test_every_address_has_an_entry() -> None:
    known = set(PAGES) | set(ELSEWHERE) | OWN
    ours = {name for name in names() if not name.startswith("survey")}
    assert ours - known == set(), "say who may use it, and when"
    assert known - names() == set(), "an address is gone"


@pytest.fixture
def clients(easy: Any) -> dict[Who, Client]:
    """A client in each role that a page can tell apart."""
    easy.votes(easy.proposal(), agree=4)
    easy.draft()
    actions.argue(
        participant=easy.participant(), proposal=easy.definition.proposals.get(),
        side="for", text="Whoever wants to can check it.",
    )  # fmt: skip
    observer = easy.user()
    Role.objects.create(definition=easy.definition, user=observer, name=Role.Name.OBSERVER)
    users = {
        Who.PARTICIPANT: easy.participant().user,
        Who.OBSERVER: observer,
        Who.MODERATOR: easy.moderator(),
        Who.STEWARD: easy.steward(),
        Who.ADMINISTRATOR: User.objects.create_superuser("root@example.org"),
    }
    made = {Who.VISITOR: Client()}
    for who, user in users.items():
        made[who] = Client()
        made[who].force_login(user)
    return made


def is_open(client: Client, method: str, name: str) -> bool:
    """Whether the page answers otherwise than “you may not”; what it did is undone.

    An address that is there and has nothing to show is a 404 with a role, as without one.
    """
    address = reverse(name, args=["open-source-ai", *MORE.get(name, [])])
    with transaction.atomic():
        answer = client.generic(method, address)
        transaction.set_rollback(True)
    return answer.status_code not in (403, 404)


@pytest.mark.parametrize("phase", Phase)
def test_pages_answer_as_the_table_says(easy: Any, clients: Any, phase: Phase) -> None:
    """role × deed × phase, for looking and for posting; what all may read is tested elsewhere."""
    actions.change_phase(definition=easy.definition, phase=phase)
    wrong = []
    for name, deeds in PAGES.items():
        for method, deed in zip(("GET", "POST"), deeds, strict=True):
            if deed in (None, READ):
                continue
            for who, client in clients.items():
                expected = permissions.may({who}, deed, phase)
                if is_open(client, method, name) != expected:
                    wrong.append((name, method, who, expected))
    assert wrong == []
