"""A whole definition goes out and comes in elsewhere, and its drafts are computed anew alike."""

import hashlib
import io
import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from deliberation import actions, drafting
from deliberation.actions import moderation, ratification
from deliberation.exchange import whole
from deliberation.models import (
    Admission,
    Argument,
    Criterion,
    Definition,
    Draft,
    Event,
    HeldAmendment,
    Participant,
    Ratification,
)

EASY = {
    "quorum_votes": 2,
    "quorum_cell_votes": 1,
    "broad_support": "0.100",
    "bridging": "0.100",
    "required_classes": [],
    "ratify_quorum": 2,
    "ratify_class_quorum": 0,
}


@pytest.fixture
def storied(moot: Any) -> Any:
    """A definition with all that can be in a file: guests, amendments, withdrawals, variants,
    rejections, exclusions, rulesets, arguments, six runs, and a ratified draft."""
    definition = moot.definition
    actions.change_ruleset(definition=definition, reason="For tests.", **EASY)
    definition = moot.definition = actions.change_admission(
        definition=definition, admission=Admission.GUESTS
    )
    first = moot.proposal("training-data")
    people = moot.votes(first, agree=8, disagree=2)
    moot.draft()
    guest = actions.join_as_guest(definition=definition, key="g" * 32)
    moot.vote(guest, first, "disagree")
    second = moot.proposal(
        "no-scale-cap", level="SHOULD", wording="Licences SHOULD set no cap of users. Größe zählt."
    )
    for number, voter in enumerate(people):
        moot.vote(voter, second, "agree" if number % 3 else "disagree")
    moot.draft()
    revision = {"level": "MUST", "requires": "open"}
    actions.revise_proposal(
        proposal=first, wording="All training data MUST be published.", is_substantive=True,
        **revision,
    )  # fmt: skip
    first.refresh_from_db()
    for voter in people[:7]:
        moot.vote(voter, first, "agree")
    moot.aggregate()
    actions.withdraw_vote(participant=people[0], proposal=first)
    actions.change_class(participant=people[1], class_slug="developers")
    rejected = moot.proposal("no-scale-cap")
    moot.votes(rejected, agree=20)
    moot.draft()
    moderator = moot.moderator()
    given = {"by": moderator, "reason": "duplicate", "note": "A copy."}
    decision = moderation.reject(proposal=rejected, **given)
    twin = moot.proposal("training-data", author=people[3])
    moot.vote(people[7], twin, "agree")
    merged = moderation.merge(proposal=twin, into=first, by=moderator, note="The same.")
    moderation.appeal(participant=people[3], decision=merged, statement="It says more.")
    unlawful = moot.proposal("no-scale-cap", level="MAY", wording="Caps MAY be set by Mr Doe.")
    moot.votes(unlawful, agree=9)
    moot.draft()
    moderation.remove_text(subject=unlawful, by=moderator, note="A name.")
    assert not decision.is_undone
    moderation.change_policy(
        definition=definition, text="Be kind.", by=moot.steward(), reason="It was asked for."
    )
    actions.argue(
        participant=people[2], proposal=first, side="for", text="Whoever wants to can check it."
    )
    moot.draft()
    actions.exclude(
        definition=definition, by=moot.steward(), reason="One hand.", participants=people[8:]
    )
    moot.draft()
    actions.change_ruleset(definition=definition, reason="Later.", margin="0.100")
    _ratify(moot, people)
    actions.change_phase(definition=definition, phase="convergence")
    moot.vote(people[3], first, "disagree")
    moderation.change_moderation(
        definition=definition, moderates_first=True, by=moot.steward(), reason="Much spam."
    )
    _hold_an_amendment(moot, people[4])
    moot.aggregate()
    moot.definition.refresh_from_db()
    return moot


def _hold_an_amendment(moot: Any, author: Participant) -> None:
    """Written while proposals are taken, it waits on whatever comes after."""
    actions.change_phase(definition=moot.definition, phase="deliberation")
    own = moot.proposal("no-scale-cap", author=author, wording="Caps MUST be named.")
    actions.revise_proposal(
        proposal=own, author=author, level="MUST", requires="open", is_substantive=True,
        wording="Caps MUST be named and dated.", rationale="Dates matter.",
    )  # fmt: skip
    actions.change_phase(definition=moot.definition, phase="convergence")


def _ratify(moot: Any, people: list[Participant]) -> None:
    actions.change_phase(definition=moot.definition, phase="ratification")
    moot.aggregate()
    ratification.open_round(definition=moot.definition)
    for voter in people[:4]:
        actions.cast_ballot(participant=voter, is_yes=True, reason="It is good.")
    moot.definition.schedule.create(phase="closed", opens_at=timezone.now() + timedelta(hours=1))
    actions.carry_out_schedule(at=timezone.now() + timedelta(hours=2))
    assert Ratification.objects.get().outcome == "ratified"


def written(moot: Any) -> list[bytes]:
    return list(whole.lines(moot.definition))


def forgotten(moot: Any) -> None:
    """As good as another installation: the definition has another address, and its rows other
    keys, so that nothing can be found by accident."""
    Definition.objects.filter(pk=moot.definition.pk).update(slug="gone")


def drafts_of(definition: Definition) -> list[tuple[str, str, str, bool]]:
    return [
        (each.version, each.content_hash, each.status, each.published_at is not None)
        for each in definition.drafts.order_by("major", "minor", "patch")
    ]


def test_it_comes_in_with_the_same_drafts_computed_anew(storied: Any) -> None:
    file, before = written(storied), drafts_of(storied.definition)
    assert len(before) >= 5
    forgotten(storied)
    brought = whole.bring(file, recompute=True)
    assert brought.differing == []
    assert set(brought.recomputed) == {version for version, *_ in before}
    assert drafts_of(brought.definition) == before


def test_without_computing_the_drafts_are_as_in_the_file_and_the_next_run_agrees(
    storied: Any,
) -> None:
    file, before = written(storied), drafts_of(storied.definition)
    forgotten(storied)
    definition = whole.bring(file).definition
    assert drafts_of(definition) == before
    for draft in definition.drafts.all():
        assert draft.bytes_hash == drafting.content_hash(draft.canonical.encode())
    actions.aggregate(definition_id=definition.pk)
    assert drafts_of(definition) == before


def test_the_second_file_is_the_first_one(storied: Any) -> None:
    """But for its runs: nothing is lost on the way, and nothing added."""
    first = written(storied)
    forgotten(storied)
    brought = whole.bring(first)
    second = list(whole.lines(brought.definition))
    kept = [line for line in first[:-1] if json.loads(line)["line"] != "run"]
    assert sorted(second[:-1]) == sorted(kept)


def test_no_account_and_no_key_of_a_browser_is_in_it(storied: Any) -> None:
    text = b"".join(written(storied)).decode()
    assert "@example.org" not in text
    assert "g" * 32 not in text
    assert "Größe zählt" in text
    named = {json.loads(line)["line"] for line in text.splitlines()}
    assert named == {*whole.format.KINDS, "definition", "run", "end"}


def test_guests_stay_guests_and_arguments_keep_their_words(storied: Any) -> None:
    file = written(storied)
    forgotten(storied)
    definition = whole.bring(file).definition
    assert definition.participants.filter(guest_key__isnull=False).count() == 1
    assert not definition.participants.exclude(user=None).exists()
    argument = Argument.objects.get(proposal__definition=definition)
    assert argument.current is not None
    assert argument.current.text == "Whoever wants to can check it."


def sealed(lines: list[dict[str, Any]]) -> list[bytes]:
    """A file of these lines, with an end that fits them."""
    file = [json.dumps(each, ensure_ascii=False).encode() + b"\n" for each in lines]
    digest = hashlib.sha256(b"".join(file)).hexdigest()
    return [*file, json.dumps({"line": "end", "sha256": digest}).encode() + b"\n"]


def test_amendments_that_wait_come_in_and_can_be_decided(storied: Any) -> None:
    file = written(storied)
    forgotten(storied)
    definition = storied.definition = whole.bring(file, recompute=True).definition
    held = HeldAmendment.objects.get(proposal__definition=definition)
    assert held.wording == "Caps MUST be named and dated."
    moderation.accept_amendment(
        proposal=held.proposal, by=storied.moderator(), note="It is in order."
    )
    assert held.proposal.revisions.last().wording == held.wording


@pytest.mark.parametrize("is_told", [True, False])
def test_a_decision_that_came_in_can_be_undone(storied: Any, is_told: bool) -> None:
    """As it was before, if the file says so; as nobody had looked at it, if it does not."""
    accepted = storied.proposal("no-scale-cap", wording="Limits MUST be named.")
    moderation.lock(
        proposal=accepted, by=storied.moderator(), reason="settled", note="It is settled."
    )
    lines = [json.loads(line) for line in written(storied)[:-1]]
    if not is_told:
        for each in lines:
            each.pop("before", None)
    forgotten(storied)
    definition = storied.definition = whole.bring(sealed(lines)).definition
    merged = definition.decisions.get(kind="merge")
    undone = moderation.undo(decision=merged, by=storied.moderator(), note="They differ.")
    assert undone.proposal.is_standing
    assert undone.proposal.merged_into is None
    told = {key for each in definition.decisions.exclude(kind="restore") for key in each.before}
    assert bool(told) == is_told


def test_a_file_from_before_these_were_written_still_comes_in(storied: Any) -> None:
    lines = [json.loads(line) for line in written(storied)[:-1]]
    old = [each for each in lines if each["line"] != "held-amendment"]
    for each in old:
        if each["line"] == "policy":
            del each["reason"]
    forgotten(storied)
    brought = whole.bring(sealed(old), recompute=True)
    assert brought.differing == []
    assert not HeldAmendment.objects.filter(proposal__definition=brought.definition).exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda lines: lines[:-1], "cut off"),
        (lambda lines: lines[:-2] + lines[-1:], "cut off, or was changed"),
        (lambda lines: [lines[0].replace(b"Open Source", b"Opener"), *lines[1:]], "was changed"),
        (lambda lines: [b"{}\n", *lines], "no JSON object"),
        (lambda lines: [b"not json\n"], "no JSON object"),
        (lambda lines: lines[1:], "does not begin with"),
        (lambda lines: [], "cut off"),
    ],
)
def test_what_is_cut_off_or_altered_is_refused_whole(storied: Any, change: Any, said: str) -> None:
    lines = change(written(storied))
    forgotten(storied)
    before = Definition.objects.count(), Event.objects.count()
    with pytest.raises(whole.BadExport, match=said):
        whole.bring(lines)
    assert (Definition.objects.count(), Event.objects.count()) == before


def test_a_definition_that_is_here_is_not_overwritten(storied: Any) -> None:
    with pytest.raises(whole.BadExport, match="is here already"):
        whole.bring(written(storied))


def test_a_criterion_that_asks_something_else_here_is_refused(storied: Any) -> None:
    file = written(storied)
    forgotten(storied)
    Criterion.objects.filter(slug="training-data").update(question="Who wrote it?")
    with pytest.raises(whole.BadExport, match="asks something else here"):
        whole.bring(file)


def test_a_draft_that_was_tampered_with_differs_when_computed_anew(storied: Any) -> None:
    """A forger who mends the hashes too is found by computing."""
    lines = [json.loads(line) for line in written(storied)[:-1]]
    draft = next(each for each in lines if each["line"] == "draft")
    draft["canonical"] = draft["canonical"].replace("MUST be published", "MAY be published")
    draft["content_hash"] = drafting.content_hash(draft["canonical"].encode())
    forged = sealed(lines)
    forgotten(storied)
    assert draft["version"] in whole.bring(forged, recompute=True).differing


def test_the_commands_write_and_read(storied: Any, tmp_path: Any) -> None:
    out, file = io.StringIO(), tmp_path / "moot.jsonl"
    call_command("export_definition", "open-source-ai", str(file), stdout=out)
    forgotten(storied)
    steward = storied.user()
    call_command("import_definition", str(file), recompute=True, steward=steward.email, stdout=out)
    assert "Draft 1.0.0, computed anew: the same hash." in out.getvalue()
    assert Definition.objects.get(slug="open-source-ai").roles.get().user == steward
    with pytest.raises(CommandError, match="is here already"):
        call_command("import_definition", str(file), stdout=out)
    with pytest.raises(CommandError, match="There is no definition"):
        call_command("export_definition", "nothing", str(file), stdout=out)


def test_the_number_of_queries_does_not_grow_with_the_log(
    moot: Any, django_assert_max_num_queries: Any
) -> None:
    moot.votes(moot.proposal(), agree=30)
    with django_assert_max_num_queries(28):
        assert sum(b'"event"' in line for line in written(moot)) > 60
    assert Draft.objects.count() == 0
