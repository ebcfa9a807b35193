"""Every kind of personal data: told on request, gone or without a name after deletion."""

import json
import zipfile
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.utils import timezone

from deliberation import actions, drafting, privacy, tasks
from deliberation.models import Event, Invitation, Mail, Session, Verification, VoteOrigin
from deliberation.privacy import Fate
from deliberation.refusals_governance import LastSteward

pytestmark = pytest.mark.django_db


def test_every_model_that_holds_personal_data_has_a_rule() -> None:
    """If this fails: say in privacy/kinds.py how it is exported and deleted, or in your app's."""
    missing = {
        model._meta.label: found
        for model in apps.get_models(include_auto_created=True)
        if (found := privacy.personal_fields(model)) and privacy.rule_of(model) is None
    }
    assert missing == {}


def test_a_new_model_with_an_address_or_a_person_would_be_found() -> None:
    from django.db import models

    class Meta:
        app_label = "deliberation"

    fields = {
        "email": models.EmailField(),
        "seen_from": models.GenericIPAddressField(),
        "who": models.ForeignKey("deliberation.Participant", models.CASCADE, related_name="+"),
        "title": models.CharField(max_length=10),
    }
    try:
        model: Any = type(
            "Leaking", (models.Model,), {"__module__": __name__, "Meta": Meta} | fields
        )
        assert privacy.personal_fields(model) == ["email", "seen_from", "who"]
        assert privacy.rule_of(model) is None
    finally:
        apps.all_models["deliberation"].pop("leaking", None)
        apps.clear_cache()


def test_every_rule_is_tried_here(makers: Any) -> None:
    """If this fails: make a row of the new model in conftest.py."""
    assert set(makers) == {rule.model for rule in privacy.rules()}


def test_the_download_holds_every_kind_of_data_about_oneself_and_nobody_else(known: Any) -> None:
    ada, bob = known
    data = privacy.data_of(ada)
    text = json.dumps(data, default=str)
    for rule in privacy.rules():
        assert rule.rows(ada).exists(), rule.model
        assert bool(rule.exported) == bool(isinstance(data[rule.model], list)), rule.model
        if rule.exported:
            assert len(data[rule.model]) == rule.own_rows(ada).count() > 0, rule.model
    assert ada.email in text
    assert bob.email not in text
    assert bob.participations.get().pseudonym not in text
    with zipfile.ZipFile(BytesIO(privacy.as_zip(ada))) as archive:
        assert json.loads(archive.read("data.json"))["deliberation.User"][0]["email"] == ada.email
        assert b"UTC" in archive.read("README.txt")


def test_deletion_does_what_the_rule_of_every_model_says(known: Any) -> None:
    ada, bob = known
    before = {
        rule.model: (list(rule.rows(ada).values_list("pk", flat=True)), rule.rows(bob).count())
        for rule in privacy.rules()
    }
    email, pseudonym = ada.email, ada.participations.get().pseudonym
    privacy.delete_account(user=ada, withdraw_votes=False)
    ada.refresh_from_db()
    for rule in privacy.rules():
        keys, bobs = before[rule.model]
        left = rule.all_rows.filter(pk__in=keys)
        assert rule.rows(bob).count() == bobs, f"{rule.model}: somebody else's"
        if rule.fate is Fate.DELETED:
            assert not left.exists(), rule.model
        elif rule.model != "deliberation.User":
            assert left.count() == len(keys), rule.model
            assert not rule.rows(ada).exists(), f"{rule.model} leads to the person still"
    assert email not in _whole_database()
    assert pseudonym in _whole_database(), "what was published stays under the pseudonym"
    assert not ada.is_active
    assert not ada.has_usable_password()


def _whole_database() -> str:
    return json.dumps(
        [
            list(model._base_manager.values())
            for model in apps.get_models(include_auto_created=True)
            if model._meta.managed
        ],
        default=str,
    )


@pytest.fixture
def drafted(moot: Any, ada: Any) -> Any:
    """A published draft that counted one vote of Ada's, and a later vote that it did not."""
    moot.steward()
    actions.change_ruleset(
        definition=moot.definition, reason="A test.", quorum_votes=3, quorum_cell_votes=1,
        broad_support="0.100", bridging="0.100", required_classes=[],
    )  # fmt: skip
    first = moot.proposal()
    moot.votes(first, agree=6)
    moot.vote(ada, first, "agree")
    draft = actions.publish_draft(draft=moot.draft())
    second = moot.proposal("no-scale-cap", level="MUST NOT")
    moot.vote(ada, second, "agree")
    return draft


def test_votes_that_a_published_draft_counted_stay_and_the_others_can_be_withdrawn(
    moot: Any, ada: Any, drafted: Any
) -> None:
    foretold = privacy.foretell(ada.user)
    assert (foretold.counted, foretold.uncounted) == (1, 1)
    canonical = drafted.canonical
    privacy.delete_account(user=ada.user, withdraw_votes=True)
    standing = Event.objects.filter(participant=ada).standing()
    assert [vote.revision.proposal.number for vote in standing] == [1]
    moot.aggregate()
    drafted.refresh_from_db()
    assert drafted.canonical == canonical
    assert drafting.content_hash(canonical.encode()) == drafted.content_hash


def test_votes_stay_under_the_pseudonym_if_one_says_so(moot: Any, ada: Any, drafted: Any) -> None:
    run = moot.aggregate()
    privacy.delete_account(user=ada.user, withdraw_votes=False)
    assert Event.objects.filter(participant=ada).standing().count() == 2
    assert moot.aggregate().votes == run.votes
    ada.refresh_from_db()
    assert (ada.user, bool(ada.pseudonym)) == (None, True)


def test_deletion_ends_every_session_of_the_account_and_no_other(moot: Any, ada: Any) -> None:
    here, elsewhere, bystander = Client(), Client(), Client()
    other = moot.participant().user
    for client, user in ((here, ada.user), (elsewhere, ada.user), (bystander, other)):
        client.force_login(user)
    answer = here.post("/account/delete/", {"confirmed": ada.user.email, "votes": "keep"})
    assert answer.status_code == 302
    assert set(Session.objects.values_list("user", flat=True)) - {None} == {other.pk}
    assert elsewhere.get("/account/").status_code == 302
    assert bystander.get("/account/").status_code == 200


def test_the_last_steward_cannot_be_deleted_and_nothing_is_done(moot: Any) -> None:
    steward = moot.steward()
    assert privacy.foretell(steward).last_steward_of == [moot.definition]
    with pytest.raises(LastSteward):
        privacy.delete_account(user=steward, withdraw_votes=True)
    steward.refresh_from_db()
    assert steward.is_active
    moot.steward()
    privacy.delete_account(user=steward, withdraw_votes=True)
    assert moot.definition.roles.count() == 1


def test_what_is_old_is_forgotten_and_what_is_not_stays(
    moot: Any, known: Any, settings: Any
) -> None:
    decided = Verification.objects.first()
    Verification.objects.filter(pk=decided.pk).update(
        state="verified", decided_at=timezone.now() - timedelta(days=80)
    )
    Invitation.objects.filter(pk=Invitation.objects.first().pk).update(
        revoked_at=timezone.now() - timedelta(days=170)
    )
    tasks.forget()
    assert VoteOrigin.objects.count() == Mail.objects.count() == Invitation.objects.count() == 2
    privacy.forget(at=timezone.now() + timedelta(days=20))
    assert Invitation.objects.count() == 1, "revoked long ago; the other one waits still"
    decided.refresh_from_db()
    assert (decided.statement, decided.state) == ("", "verified")
    assert Verification.objects.exclude(statement="").count() == 1
    privacy.forget(at=timezone.now() + timedelta(days=31))
    assert not VoteOrigin.objects.exists()
    privacy.forget(at=timezone.now() + timedelta(days=91))
    assert not Mail.objects.exists()
    assert Event.objects.filter(participant__user=known[0]).votes().exists()
