"""Deciding on texts: each decision leaves a record, and what it changes can be computed."""

import pytest
from django.db import IntegrityError, transaction

from deliberation import actions
from deliberation.actions import moderation
from deliberation.models import (
    Appeal,
    Decision,
    Event,
    Flag,
    HeldAmendment,
    Mail,
    News,
    Proposal,
    Role,
)
from deliberation.refusals import ProposalRejected, RevisedMeanwhile
from deliberation.refusals_governance import OwnCase, RoleNeeded
from deliberation.refusals_moderation import (
    AnotherModeratorDecides,
    AppealDecided,
    AppealedAlready,
    CannotDecideNow,
    DecidedAlready,
    DecidedSince,
    FlagDecided,
    NoAmendmentWaits,
    NoteNeeded,
    NotFlaggable,
    NotYourCase,
    OwnText,
    ProposalSetAside,
    UndoneAlready,
    UnknownDeed,
)

WHY = {"reason": "off-topic", "note": "It is about something else."}


def given_role(moot, user, name: str) -> Role:
    moot.with_second_factor(user)
    return Role.objects.create(definition=moot.definition, user=user, name=name)


def opened(moot, author=None, **fields) -> Proposal:
    return moot.proposal(author=author, origin="participant" if author else "seeded", **fields)


def decided(moot, deed: str, proposal: Proposal) -> Decision:
    return moderation.decide(proposal, deed, by=moot.moderator(), **WHY)


def state(proposal: Proposal) -> tuple[str, bool]:
    proposal.refresh_from_db()
    return proposal.moderation, proposal.is_closed


def test_a_decision_says_who_what_and_why_and_enters_the_log(moot):
    ada, moderator = moot.participant(), moot.moderator()
    proposal = opened(moot, ada)
    decision = moderation.reject(proposal=proposal, by=moderator, **WHY)
    assert (decision.number, decision.kind, decision.reason) == (1, "reject", "off-topic")
    assert (decision.role, decision.is_reversible) == ("moderator", True)
    assert "@" not in decision.handle
    assert state(proposal) == ("rejected", False)
    event = Event.objects.filter(kind="moderated").get()
    assert event.payload == {
        "moderation": "rejected", "closed": False, "reason": WHY["note"],
        "category": "off-topic", "decision": 1,
    }  # fmt: skip
    assert News.objects.filter(kind="decision").get().decision == decision
    letter = Mail.objects.get(to=ada.user.email)
    assert "You can appeal once" in letter.text
    assert WHY["note"] in letter.text
    assert moderator.email not in letter.text


def test_a_moderator_who_takes_part_decides_under_another_name(moot):
    ada = moot.participant()
    role = given_role(moot, ada.user, "moderator")
    decision = moderation.hide(subject=moot.proposal(), by=ada.user, **WHY)
    assert decision.handle == role.handle != ada.pseudonym


def test_only_moderators_decide_and_nobody_on_what_is_their_own(moot):
    ada = moot.participant()
    proposal = opened(moot, ada)
    with pytest.raises(RoleNeeded):
        moderation.reject(proposal=proposal, by=moot.participant().user, **WHY)
    given_role(moot, ada.user, "steward")
    for act in (moderation.reject, moderation.lock, moderation.accept):
        with pytest.raises(OwnCase):
            act(proposal=proposal, by=ada.user, **WHY)
    assert state(proposal) == ("unmoderated", False)
    assert not Decision.objects.exists()


def test_a_decision_without_a_note_is_none(moot):
    proposal = moot.proposal()
    with pytest.raises(NoteNeeded):
        moderation.reject(proposal=proposal, by=moot.moderator(), reason="spam", note=" ")
    assert state(proposal) == ("unmoderated", False)


@pytest.mark.parametrize(
    ("deed", "left", "refusal"),
    [("reject", "rejected", ProposalRejected), ("hide", "hidden", ProposalSetAside)],
)
def test_what_is_set_aside_counts_nowhere_until_it_is_restored(moot, deed, left, refusal):
    proposal = moot.proposal()
    moot.votes(proposal, agree=36)
    assert moot.draft().clauses.count() == 1
    decision = moot.decide(deed, proposal)
    assert state(proposal) == (left, False)
    assert moot.draft().clauses.count() == 0
    with pytest.raises(refusal):
        moot.vote(moot.participant(), proposal, "agree")
    restored = moderation.restore(subject=proposal, by=moot.moderator(), note="It was in order.")
    assert restored.undoes == decision
    assert state(proposal) == ("accepted", False)
    assert moot.draft().clauses.count() == 1
    assert moot.definition.aggregates.first().tallies.get().agrees == 36


def test_a_locked_proposal_takes_no_votes_and_still_counts(moot):
    proposal = moot.proposal()
    moot.votes(proposal, agree=36)
    decision = moot.decide("lock", proposal)
    assert state(proposal) == ("unmoderated", True)
    assert moot.draft().clauses.count() == 1
    with pytest.raises(DecidedAlready):
        moot.decide("lock", proposal)
    moderation.undo(decision=decision, by=moot.moderator(), note="Not settled.")
    assert state(proposal) == ("unmoderated", False)


def test_a_decision_is_undone_once_and_only_while_it_is_the_last(moot):
    proposal, by = moot.proposal(), moot.moderator()
    first = moot.decide("reject", proposal)
    second = moot.decide("hide", proposal)
    with pytest.raises(DecidedSince):
        moderation.undo(decision=first, by=by, note="Wrong.")
    moderation.undo(decision=second, by=by, note="Wrong.")
    with pytest.raises(UndoneAlready):
        moderation.undo(decision=second, by=by, note="Wrong.")


def test_an_amended_proposal_waits_to_be_accepted_again(moot):
    ada = moot.participant()
    proposal = opened(moot, ada)
    moot.decide("accept", proposal)
    assert not moderation.waiting(moot.definition)
    actions.revise_proposal(
        proposal=proposal, level="MUST", requires="open", author=ada, is_substantive=False,
        wording="The training data MUST be published now.",
    )  # fmt: skip
    (item,) = moderation.waiting(moot.definition)
    assert item.kind == "amendment"
    moot.decide("accept", proposal)
    assert not moderation.waiting(moot.definition)
    with pytest.raises(DecidedAlready):
        moot.decide("accept", proposal)


class TestModeratingBeforePublishing:
    @pytest.fixture
    def strict(self, moot):
        moderation.change_moderation(
            definition=moot.definition, moderates_first=True, by=moot.steward(), reason="Much spam."
        )
        return moot

    def test_a_proposal_waits_outside_the_log_until_it_is_accepted(self, strict):
        ada = strict.participant()
        proposal = opened(strict, ada)
        assert proposal.moderation == "pending"
        assert not Event.objects.filter(kind="revised", revision__proposal=proposal).exists()
        with pytest.raises(ProposalSetAside):
            strict.vote(strict.participant(), proposal, "agree")
        strict.aggregate()
        assert not News.objects.filter(kind="proposal", proposal=proposal).exists()
        strict.decide("accept", proposal)
        strict.vote(strict.participant(), proposal, "agree")
        assert strict.aggregate().tallies.get().agrees == 1
        assert News.objects.filter(kind="proposal", proposal=proposal).exists()
        assert Mail.objects.filter(to=ada.user.email).count() == 1

    def test_what_its_author_amends_meanwhile_appears_with_it(self, strict):
        ada = strict.participant()
        proposal = opened(strict, ada)
        actions.revise_proposal(
            proposal=proposal, level="MUST", requires="open", author=ada, is_substantive=False,
            wording="The training data MUST be published now.",
        )  # fmt: skip
        assert (
            not Event.objects.filter(kind="revised")
            .exclude(definition=1)
            .filter(revision__proposal=proposal)
        )
        strict.decide("accept", proposal)
        told = Event.objects.filter(kind="revised", revision__proposal=proposal)
        assert list(told.order_by("pk").values_list("revision__number", flat=True)) == [1, 2]

    @pytest.fixture
    def amended(self, strict):
        """A proposal that was accepted and voted on, and an amendment of it that waits."""
        ada = strict.participant()
        proposal = opened(strict, ada)
        strict.decide("accept", proposal)
        strict.vote(strict.participant(), proposal, "agree")
        held = actions.revise_proposal(
            proposal=proposal, level="MUST", requires="open", author=ada, is_substantive=True,
            wording="All of the data MUST be published.",
        )  # fmt: skip
        proposal.refresh_from_db()
        return strict, ada, proposal, held

    def test_an_amendment_of_an_accepted_one_waits_outside_the_log(self, amended):
        strict, _, proposal, held = amended
        assert proposal.current.number == proposal.voted.number == 1
        assert held.proposal == proposal
        events = Event.objects.filter(kind="revised", revision__proposal=proposal)
        assert events.count() == 1
        assert strict.aggregate().tallies.get().agrees == 1
        assert not News.objects.filter(kind="revision").exists()
        (item,) = moderation.waiting(strict.definition)
        assert (item.kind, item.is_urgent, item.name) == ("held", True, "Amendment of proposal 1")

    def test_accepted_it_is_a_revision_of_its_authors(self, amended):
        strict, ada, proposal, _ = amended
        decision = decided(strict, "accept-amendment", proposal)
        proposal.refresh_from_db()
        revision = proposal.current
        assert (revision.number, revision.author, proposal.voted) == (2, ada, revision)
        assert (proposal.accepted, decision.revision) == (revision, revision)
        assert moderation.waiting(strict.definition) == []
        assert News.objects.filter(kind="revision", revision=revision).exists()
        with pytest.raises(NoAmendmentWaits):
            decided(strict, "accept-amendment", proposal)

    def test_rejected_it_leaves_the_wording_and_its_author_can_appeal(self, amended):
        strict, ada, proposal, _ = amended
        decision = decided(strict, "reject-amendment", proposal)
        proposal.refresh_from_db()
        assert (proposal.current.number, state(proposal)) == (1, ("accepted", False))
        assert "An amendment of Proposal 1 was rejected" in moderation.told(decision)
        appeal = moderation.appeal(participant=ada, decision=decision, statement="It is clearer.")
        outcome = moderation.decide_appeal(
            appeal=appeal, is_upheld=True, by=strict.moderator(), note="It was in order."
        )
        assert outcome.kind == "find-wrong"

    def test_another_amendment_takes_the_place_of_one_that_waits(self, amended):
        strict, ada, proposal, _ = amended
        again = {"level": "SHOULD", "requires": "open", "wording": "It SHOULD be shared."}
        for _ in range(2):
            actions.revise_proposal(proposal=proposal, author=ada, is_substantive=True, **again)
        (item,) = moderation.waiting(strict.definition)
        assert item.held.wording == again["wording"]

    def test_it_is_not_published_over_words_that_changed_meanwhile(self, amended):
        strict, _, proposal, _ = amended
        actions.revise_proposal(
            proposal=proposal, level="MUST", requires="open", is_substantive=False,
            wording="The training data MUST be published in full.",
        )  # fmt: skip
        with pytest.raises(RevisedMeanwhile):
            decided(strict, "accept-amendment", proposal)

    def test_nobody_decides_on_their_own_amendment(self, amended):
        _, ada, proposal, _ = amended
        given_role(amended[0], ada.user, "moderator")
        with pytest.raises(OwnCase):
            moderation.accept_amendment(proposal=proposal, by=ada.user, note="Mine.")

    def test_erasing_the_text_erases_an_amendment_that_waits(self, amended):
        strict, _, proposal, _ = amended
        decided(strict, "remove", proposal)
        assert not HeldAmendment.objects.exists()

    def test_what_stewards_seed_appears_at_once(self, strict):
        assert strict.proposal().moderation == "unmoderated"

    def test_others_do_not_see_it(self, strict):
        ada, ben = strict.participants(2)
        proposal = opened(strict, ada)
        seen = Proposal.objects.filter(definition=strict.definition)
        assert proposal not in seen.visible_to(ben, is_moderator=False)
        assert proposal not in seen.visible_to(None, is_moderator=False)
        assert proposal in seen.visible_to(ada, is_moderator=False)
        assert proposal in seen.visible_to(None, is_moderator=True)


class TestFlags:
    def test_whoever_flags_gets_a_receipt_and_the_outcome(self, moot):
        ada, ben = moot.participants(2)
        proposal = opened(moot, ada)
        flagged = moderation.flag(
            participant=ben, subject=proposal, kind="spam", note="An advertisement."
        )
        assert flagged.is_new
        assert not moderation.flag(participant=ben, subject=proposal, kind="spam").is_new
        assert "Your flag 1 was received" in Mail.objects.get(to=ben.user.email).subject
        decision = moderation.decide_flag(
            flag=flagged.flag, deed="hide", by=moot.moderator(), note="It sells something."
        )
        flagged.flag.refresh_from_db()
        assert (flagged.flag.state, flagged.flag.decision) == ("upheld", decision)
        assert decision.reason == "spam"
        assert Mail.objects.filter(to=ben.user.email).count() == 2
        assert not Mail.objects.filter(to=ada.user.email, text__contains=ben.pseudonym).exists()

    def test_a_dismissed_flag_leaves_a_record_and_changes_nothing(self, moot):
        ben, proposal = moot.participant(), moot.proposal()
        flag = moderation.flag(participant=ben, subject=proposal, kind="unclear").flag
        before = Event.objects.count()
        decision = moderation.decide_flag(
            flag=flag, deed="dismiss", by=moot.moderator(), note="It is clear."
        )
        assert (decision.kind, state(proposal)) == ("dismiss-flag", ("unmoderated", False))
        assert Event.objects.count() == before
        with pytest.raises(FlagDecided):
            moderation.decide_flag(flag=flag, deed="hide", by=moot.moderator(), note="No.")

    def test_one_decision_settles_every_flag_of_the_text(self, moot):
        proposal, other = moot.proposal(), moot.proposal()
        people = moot.participants(3)
        for person in people:
            moderation.flag(participant=person, subject=proposal, kind="spam")
        elsewhere = moderation.flag(participant=people[0], subject=other, kind="spam").flag
        moot.decide("reject", proposal)
        assert set(Flag.objects.filter(proposal=proposal).values_list("state", flat=True)) == {
            "upheld"
        }
        elsewhere.refresh_from_db()
        assert elsewhere.state == "waiting"

    def test_own_texts_and_those_set_aside_are_not_flagged(self, moot):
        ada = moot.participant()
        proposal = opened(moot, ada)
        with pytest.raises(OwnText):
            moderation.flag(participant=ada, subject=proposal, kind="spam")
        moot.decide("reject", proposal)
        with pytest.raises(NotFlaggable):
            moderation.flag(participant=moot.participant(), subject=proposal, kind="spam")

    def test_arguments_are_flagged_hidden_and_restored(self, moot):
        ada, ben = moot.participants(2)
        proposal = moot.proposal()
        argument = actions.argue(
            participant=ada, proposal=proposal, side="for", text="You are all fools."
        ).argument
        flag = moderation.flag(participant=ben, subject=argument, kind="abusive").flag
        with pytest.raises(UnknownDeed):
            moderation.decide_flag(flag=flag, deed="lock", by=moot.moderator(), note="No.")
        moderation.decide_flag(flag=flag, deed="hide", by=moot.moderator(), note="An insult.")
        assert not proposal.arguments.standing().exists()
        assert state(proposal) == ("unmoderated", False)
        moderation.restore(subject=argument, by=moot.moderator(), note="It was meant kindly.")
        assert proposal.arguments.standing().get() == argument


class TestAppeals:
    @pytest.fixture
    def case(self, moot):
        ada, first = moot.participant(), moot.moderator()
        proposal = opened(moot, ada)
        decision = moderation.reject(proposal=proposal, by=first, **WHY)
        return ada, first, proposal, decision

    def appealed(self, case) -> Appeal:
        ada, _, _, decision = case
        return moderation.appeal(
            participant=ada, decision=decision, statement="It is about training data."
        )

    def test_an_upheld_appeal_undoes_the_decision(self, moot, case):
        ada, _, proposal, decision = case
        appeal = self.appealed(case)
        outcome = moderation.decide_appeal(
            appeal=appeal, is_upheld=True, by=moot.moderator(), note="The author is right."
        )
        appeal.refresh_from_db()
        assert (outcome.kind, outcome.undoes, appeal.outcome) == ("restore", decision, outcome)
        assert appeal.is_upheld
        assert state(proposal) == ("accepted", False)
        assert Mail.objects.filter(to=ada.user.email, subject__contains="restored").exists()
        with pytest.raises(AppealDecided):
            moderation.decide_appeal(appeal=appeal, is_upheld=True, by=moot.moderator(), note="!")

    def test_a_dismissed_appeal_leaves_the_decision(self, moot, case):
        ada, _, proposal, _ = case
        appeal = self.appealed(case)
        moderation.decide_appeal(
            appeal=appeal, is_upheld=False, by=moot.moderator(), note="It is off topic."
        )
        appeal.refresh_from_db()
        assert appeal.is_upheld is False
        assert state(proposal) == ("rejected", False)
        assert Mail.objects.filter(to=ada.user.email, subject__contains="appeal dismissed").exists()

    def test_only_the_author_appeals_and_once(self, moot, case):
        decision = case[-1]
        with pytest.raises(NotYourCase):
            moderation.appeal(participant=moot.participant(), decision=decision, statement="No.")
        self.appealed(case)
        with pytest.raises(AppealedAlready):
            self.appealed(case)

    def test_neither_the_first_moderator_nor_the_author_decides_on_it(self, moot, case):
        ada, first, _, _ = case
        appeal = self.appealed(case)
        with pytest.raises(AnotherModeratorDecides):
            moderation.decide_appeal(appeal=appeal, is_upheld=False, by=first, note="I stay.")
        given_role(moot, ada.user, "moderator")
        with pytest.raises(OwnCase):
            moderation.decide_appeal(appeal=appeal, is_upheld=True, by=ada.user, note="Mine.")

    def test_the_database_refuses_them_too(self, moot, case):
        ada, first, _, decision = case
        appeal = self.appealed(case)
        for user in (first, ada.user):
            with pytest.raises(IntegrityError), transaction.atomic():
                Appeal.objects.filter(pk=appeal.pk).update(decided_by=user, outcome=decision)
        with pytest.raises(IntegrityError), transaction.atomic():
            Appeal.objects.create(
                decision=decision, kind="appeal", by=ada, statement="Again.", at=appeal.at
            )

    def test_an_appeal_ends_with_the_decision_that_it_is_about(self, moot, case):
        _, first, _, decision = case
        appeal = self.appealed(case)
        undone = moderation.undo(decision=decision, by=first, note="I was wrong.")
        appeal.refresh_from_db()
        assert appeal.outcome == undone
        assert not moderation.waiting(moot.definition)

    def test_what_cannot_be_undone_is_found_wrong(self, moot, case):
        ada, first, proposal, _ = case
        removal = moderation.remove_text(subject=proposal, by=first, note="A court said so.")
        appeal = moderation.appeal(participant=ada, decision=removal, statement="It did not.")
        outcome = moderation.decide_appeal(
            appeal=appeal, is_upheld=True, by=moot.moderator(), note="It did not."
        )
        assert outcome.kind == "find-wrong"
        assert state(proposal)[0] == "removed"
        with pytest.raises(CannotDecideNow):
            moot.decide("accept", proposal)
