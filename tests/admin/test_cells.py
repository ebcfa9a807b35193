"""Role × page and deed of the admin × phase, cell by cell.

Fails when a page, an action (on rows that are chosen, on one row, on a page) or a decision of
the queue is added without an entry here.
"""

import json
from itertools import product
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.messages import SUCCESS, get_messages
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, reverse

from deliberation import actions, permissions
from deliberation.admin.base import OfDefinition
from deliberation.admin.queue.cases import Desk
from deliberation.admin.queue.choices import CHOICES
from deliberation.models import Criterion, Phase, User
from deliberation.permissions import Deed, Who

# Who, in letters: the Team, Moderators, Stewards, Administrators, or nobody.
TEAM = (Who.OBSERVER, Who.MODERATOR, Who.STEWARD, Who.ADMINISTRATOR)
LETTERS = {"T": TEAM, "M": TEAM[1:], "S": TEAM[2:], "A": TEAM[3:], "-": ()}
VIEWS = ("changelist", "history", "add", "change", "delete")
TO_LOOK_AT, OF_THE_SITE = "TT---", "AA---"
PAGES = {
    "deliberation.AISystem": "AAAA-",
    "deliberation.Aggregate": TO_LOOK_AT,
    "deliberation.Argument": TO_LOOK_AT,
    "deliberation.ArgumentRevision": TO_LOOK_AT,
    "deliberation.Category": "AAAA-",
    "deliberation.Criterion": "TTAA-",
    "deliberation.CriterionUse": "TTSS-",
    "deliberation.Definition": "TT-S-",
    "deliberation.Dispute": OF_THE_SITE,
    "deliberation.Draft": TO_LOOK_AT,
    "deliberation.Event": TO_LOOK_AT,
    "deliberation.Evidence": OF_THE_SITE,
    "deliberation.Licence": "AAAA-",
    "deliberation.Mail": OF_THE_SITE,
    "deliberation.Participant": TO_LOOK_AT,
    "deliberation.Proposal": TO_LOOK_AT,
    "deliberation.ProposedEvidence": OF_THE_SITE,
    "deliberation.ReferenceDefinition": OF_THE_SITE,
    "deliberation.Role": TO_LOOK_AT,
    "deliberation.Ruleset": TO_LOOK_AT,
    "deliberation.SavedReply": "TTMMM",
    "deliberation.StakeholderClass": "TTSS-",
    "deliberation.User": "AAAA-",
    "surveys.Response": TO_LOOK_AT,
    "surveys.Snapshot": TO_LOOK_AT,
    "surveys.Survey": "TTSS-",
    "account.EmailAddress": OF_THE_SITE,
    "axes.AccessAttempt": "AA--A",
}
# Pages that only some models have, by the name of their address.
MORE_PAGES = {
    "deliberation_criterion_import": "A",
    "deliberation_criterion_process_import": "A",
    "deliberation_criterion_export": "T",
    "deliberation_stakeholderclass_import": "S",
    "deliberation_stakeholderclass_process_import": "S",
    "deliberation_stakeholderclass_export": "T",
    "auth_user_password_change": "A",
    "surveys_survey_build": "S",
}
HISTORIES = {
    "deliberation.Category": "A",
    "deliberation.Criterion": "T",
    "deliberation.CriterionUse": "T",
    "deliberation.Definition": "T",
    "deliberation.Role": "T",
    "deliberation.SavedReply": "T",
    "deliberation.StakeholderClass": "T",
}
OF_ONE_ROW = {"auth_user_password_change", "surveys_survey_build"}
# By model and name: on rows that are chosen, on one row, on a page.
ACTIONS = {
    ("Draft", "publish"): Deed.PUBLISH,
    ("Proposal", "accept"): Deed.MODERATE,
    ("Proposal", "reject"): Deed.MODERATE,
    ("Proposal", "lock"): Deed.MODERATE,
}
PLACES = ("actions", "actions_list", "actions_row", "actions_detail", "actions_submit_line")
DECISIONS = {
    **dict.fromkeys(
        ("accept", "reject", "hide", "accept-amendment", "reject-amendment", "keep-both"),
        Deed.MODERATE,
    ),
    **dict.fromkeys(("dismiss", "flag-reject", "flag-hide"), Deed.DECIDE_FLAG),
    **dict.fromkeys(("uphold", "keep-decision"), Deed.DECIDE_APPEAL),
    **dict.fromkeys(("verify", "decline"), Deed.VERIFY),
    "merge": Deed.REARRANGE,
    **dict.fromkeys(
        ("accept-evidence", "decline-evidence", "replace-evidence", "uphold-record",
         "strike-record", "replace-record"),
        Deed.DECIDE_EVIDENCE,
    ),
    "no-suspicion": Deed.EXCLUDE,
}  # fmt: skip


def registered() -> dict[str, Any]:
    return {model._meta.label: page for model, page in admin.site._registry.items()}


def named(label: str, view: str) -> str:
    return f"{label.replace('.', '_').lower()}_{view}"


def test_every_page_has_an_entry() -> None:
    found = {
        str(pattern.name)
        for page in admin.site._registry.values()
        for pattern in page.get_urls()
        if isinstance(pattern, URLPattern) and pattern.name
    }
    usual = {named(label, view) for label, view in product(PAGES, VIEWS)}
    assert set(registered()) == set(PAGES)
    versions = {named(label, "simple_history") for label in HISTORIES}
    assert found == usual | versions | set(MORE_PAGES), "say who may use it"


def test_every_action_has_an_entry() -> None:
    found = {
        (label.split(".")[1], str(getattr(action, "__name__", action)))
        for label, page in registered().items()
        for place in PLACES
        for action in getattr(page, place, None) or ()
    }
    assert found == set(ACTIONS), "say which deed it is"


def test_every_decision_of_the_queue_has_an_entry() -> None:
    found = {choice.deed for choices in CHOICES.values() for choice in choices}
    assert found == set(DECISIONS), "say which deed it is"


@pytest.fixture
def clients(moot: Any, everything: Any, enter: Any) -> dict[Who, Client]:
    observer = moot.with_second_factor(moot.user())
    moot.definition.roles.create(user=observer, name="observer")
    root = User.objects.create_superuser("root@example.org")
    return {
        Who.OBSERVER: enter(observer),
        Who.MODERATOR: enter(moot.moderator()),
        Who.STEWARD: enter(moot.steward()),
        Who.ADMINISTRATOR: enter(moot.with_second_factor(root)),
    }


def is_open(client: Client, address: str, view: str) -> bool:
    """Whether the page answers otherwise than “you may not”; what it did is undone.

    Looking at a row is not changing it, so that is posted.
    """
    with transaction.atomic():
        method = client.post if view in ("change", "process_import") else client.get
        answer = method(address)
        transaction.set_rollback(True)
    return answer.status_code not in (403, 404)


def row_of(label: str, definition: Any) -> int:
    """One that is of the definition, where that matters."""
    page = registered()[label]
    every = page.model._default_manager.order_by("pk")
    own = [
        row.pk for row in every
        if not isinstance(page, OfDefinition) or page.definition_of(row) == definition.pk
    ]  # fmt: skip
    return int(own[0])


# django-simple-history calls it so for models without foreign keys.
@pytest.mark.filterwarnings("ignore:Calling select_related")
def test_pages_open_to_those_who_are_named_here_alone(moot: Any, clients: Any) -> None:
    wrong = []
    for label, letters in PAGES.items():
        row = row_of(label, moot.definition)
        for view, letter in zip(VIEWS, letters, strict=True):
            args = [] if view in ("changelist", "add") else [row]
            address = reverse(f"admin:{named(label, view)}", args=args)
            for who, client in clients.items():
                if is_open(client, address, view) != (who in LETTERS[letter]):
                    wrong.append((label, view, who))
    for name, letter in MORE_PAGES.items():
        label = "surveys.Survey" if name.startswith("surveys") else "deliberation.User"
        address = reverse(
            f"admin:{name}", args=[row_of(label, moot.definition)] * (name in OF_ONE_ROW)
        )
        for who, client in clients.items():
            view = name.split("_", 2)[-1]
            if is_open(client, address, view) != (who in LETTERS[letter]):
                wrong.append((name, who))
    assert wrong == []


def test_what_was_is_looked_at_and_never_brought_back(moot: Any, clients: Any) -> None:
    """The library's page of one version saves what is sent by anybody who may look at it."""
    wrong = []
    for label, letter in HISTORIES.items():
        row = row_of(label, moot.definition)
        history = registered()[label].model.history
        version = history.filter(id=row).latest("history_id")
        address = reverse(f"admin:{named(label, 'simple_history')}", args=[row, version.pk])
        before = history.count()
        for who, client in clients.items():
            if is_open(client, address, "simple_history") != (who in LETTERS[letter]):
                wrong.append((label, who))
            sent = {name: value for name, value in vars(version).items() if value is not None}
            assert client.post(address, sent).status_code == 403, (label, who)
        assert history.count() == before
    assert wrong == []


def test_whoever_may_look_at_a_criterion_cannot_write_it_anew_by_its_history(
    moot: Any, enter: Any
) -> None:
    observer = moot.with_second_factor(moot.user())
    moot.definition.roles.create(user=observer, name="observer")
    criterion = Criterion.objects.get(slug="training-data")
    version = criterion.history.latest("history_id")
    address = reverse(
        "admin:deliberation_criterion_simple_history", args=[criterion.pk, version.pk]
    )
    sent = {
        "slug": criterion.slug, "category": criterion.category_id, "title": "Anything",
        "question": "Who cares?", "scale": json.dumps(criterion.scale), "freedoms": "[]",
        "references": "[]", "position": 1, "description": "",
    }  # fmt: skip
    assert enter(observer).post(address, sent).status_code == 403
    criterion.refresh_from_db()
    assert criterion.question == "What of training data?"


def test_nobody_without_a_role_opens_any_page(moot: Any, everything: Any, enter: Any) -> None:
    outsiders = [Client(), enter(moot.participant().user)]
    for label, client in product(PAGES, outsiders):
        for view in ("changelist", "add"):
            answer = client.get(reverse(f"admin:{named(label, view)}"))
            assert answer.status_code in (302, 404), (label, view)
            assert answer.headers.get("Location", "/admin/login/").startswith("/admin/login/")


def succeeds(client: Client, address: str, sent: dict[str, Any]) -> bool:
    """Whether the answer says that something was done; it is undone."""
    client.cookies.pop("messages", None)
    with transaction.atomic():
        answer = client.post(address, sent)
        said = [message.level for message in get_messages(answer.wsgi_request)]
        transaction.set_rollback(True)
    return SUCCESS in said


@pytest.mark.parametrize("phase", Phase)
def test_actions_on_rows_are_for_those_whom_the_table_names(
    moot: Any, clients: Any, everything: Any, phase: Phase
) -> None:
    actions.change_phase(definition=moot.definition, phase=phase)
    wrong = []
    for ((model, name), deed), who in product(ACTIONS.items(), clients):
        row = everything["draft" if model == "Draft" else "proposal"]
        sent = {"action": name, "_selected_action": [row.pk], "reason": "Because."}
        address = reverse(f"admin:deliberation_{model.lower()}_changelist")
        expected = permissions.may({who}, deed, phase)
        if succeeds(clients[who], address, sent) != expected:
            wrong.append((model, name, who))
    assert wrong == []


@pytest.mark.slow
@pytest.mark.parametrize("phase", Phase)
def test_decisions_of_the_queue_are_for_those_whom_the_table_names(
    moot: Any, clients: Any, everything: Any, phase: Phase
) -> None:
    _hold_an_amendment(moot, everything)
    actions.change_phase(definition=moot.definition, phase=phase)
    moot.definition.refresh_from_db()
    root = User.objects.get(email="root@example.org")
    cases = {
        choice.deed: case.key
        for case in Desk.of(moot.definition, root).cases()
        for choice in case.choices
    }
    wrong = []
    for (deed, of), who in product(DECISIONS.items(), clients):
        sent = {"case": [cases.get(deed, "")], "deed": deed, "reason": "other", "note": "So."}
        done = succeeds(clients[who], "/admin/queue/open-source-ai/", sent)
        if done != permissions.may({who}, of, phase):
            wrong.append((deed, who))
    assert wrong == []


def _hold_an_amendment(moot: Any, everything: Any) -> None:
    proposal = moot.proposal(
        author=everything["proposal"].author, wording="Code MUST be there for everybody."
    )
    actions.moderation.change_moderation(
        definition=moot.definition, moderates_first=True, by=moot.steward(), reason="Much spam."
    )
    actions.revise_proposal(
        proposal=proposal, level="MUST", requires="open", is_substantive=True,
        wording="Code MUST be there for everybody, with its history.", author=proposal.author,
    )  # fmt: skip
