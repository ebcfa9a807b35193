"""Merging, splitting, rewording and erasing: votes never move to a changed meaning."""

import hashlib
from datetime import timedelta

import pytest
from django.utils import timezone

from deliberation import actions, drafting
from deliberation.actions import moderation
from deliberation.drafting.redaction import is_redaction_of, placeholder, redacted
from deliberation.models import Asked, CountedWith, Decision, Mail, Reminder
from deliberation.models.votes import own_votes
from deliberation.refusals import NotEditorial
from deliberation.refusals_moderation import (
    MergeDiffers,
    MergeWithItself,
    PartElsewhere,
    ProposalMerged,
)

NOTE = "They say the same."


def merged(moot, gone, into, **more) -> Decision:
    return moderation.merge(proposal=gone, into=into, by=moot.moderator(), note=NOTE, **more)


def tally(moot, proposal) -> tuple[int, int, int]:
    found = moot.aggregate().tallies.get(proposal=proposal)
    return found.agrees, found.passes, found.disagrees


class TestMerging:
    @pytest.fixture
    def pair(self, moot):
        gone, into = moot.proposal(), moot.proposal()
        return gone, into

    def test_of_each_participants_votes_on_the_two_the_last_counts(self, moot, pair):
        gone, into = pair
        first, second, third = moot.participants(3)
        moot.vote(first, gone, "agree")
        moot.vote(first, into, "disagree")
        moot.vote(second, into, "disagree")
        moot.vote(second, gone, "agree")
        moot.vote(third, gone, "pass")
        decision = merged(moot, gone, into)
        assert tally(moot, into) == (1, 1, 1)
        assert moderation.sources(into) == [(gone, 2)]
        assert own_votes(second)[into.voted_id].value == 1
        moot.vote(third, into, "agree")
        assert tally(moot, into) == (2, 0, 1)
        moderation.undo(decision=decision, by=moot.moderator(), note="They differ.")
        assert tally(moot, into) == (1, 0, 2)
        assert tally(moot, gone) == (2, 1, 0)
        assert not CountedWith.objects.exists()

    def test_a_vote_that_came_from_the_merged_one_can_be_withdrawn(self, moot, pair):
        gone, into = pair
        ada = moot.participant()
        moot.vote(ada, gone, "agree")
        merged(moot, gone, into)
        assert not moot.vote(ada, into, "agree").is_new
        actions.withdraw_vote(participant=ada, proposal=into)
        assert tally(moot, into) == (0, 0, 0)

    def test_the_merged_one_takes_no_votes_and_names_the_survivor(self, moot, pair):
        gone, into = pair
        merged(moot, gone, into)
        with pytest.raises(ProposalMerged, match=f"into proposal {into.number}"):
            moot.vote(moot.participant(), gone, "agree")

    def test_what_does_not_ask_the_same_is_not_merged(self, moot):
        into = moot.proposal()
        others = (
            moot.proposal(level="SHOULD"),
            moot.proposal(requires="partial"),
            moot.proposal("no-scale-cap"),
        )
        for other in others:
            with pytest.raises(MergeDiffers):
                merged(moot, other, into)
        with pytest.raises(MergeWithItself):
            merged(moot, into, into)
        assert not Decision.objects.exists()

    def test_those_who_voted_are_asked_again_where_votes_cannot_move(self, moot):
        gone, into = moot.proposal(level="SHOULD"), moot.proposal()
        ada, ben, eve = moot.participants(3)
        for person in (ada, ben):
            moot.vote(person, gone, "agree")
        for person in (ben, eve):
            moot.vote(person, into, "disagree")
        merged(moot, gone, into, asks_again=True)
        assert tally(moot, into) == (0, 0, 2)
        assert [each.participant for each in Asked.objects.all()] == [ada]
        assert moderation.ask_again() == 1
        assert moderation.ask_again() == 0
        letter = Mail.objects.get(to=ada.user.email)
        assert f"proposal {into.number}" in letter.text
        assert not Mail.objects.filter(to=ben.user.email).exists()

    def test_a_survivor_that_is_reworded_substantively_starts_without_any(self, moot, pair):
        gone, into = pair
        moot.votes(gone, agree=3)
        merged(moot, gone, into)
        actions.revise_proposal(
            proposal=into, level="MUST", requires="partial", wording="It MUST be described.",
            is_substantive=True,
        )  # fmt: skip
        assert tally(moot, into) == (0, 0, 0)


class TestSplitting:
    PARTS = (
        moderation.Part("MUST", "open", "The data MUST be listed."),
        moderation.Part("MUST", "open", "The data MUST be free.", criterion="no-scale-cap"),
    )

    def test_the_parts_begin_without_votes_and_name_where_they_came_from(self, moot):
        ada = moot.participant()
        proposal = moot.proposal(author=ada, origin="participant")
        moot.votes(proposal, agree=5)
        moderation.split(proposal=proposal, parts=self.PARTS, by=moot.moderator(), note="Two.")
        proposal.refresh_from_db()
        assert (proposal.moderation, proposal.is_closed) == ("split", True)
        parts = list(proposal.parts.order_by("number"))
        assert [each.criterion.slug for each in parts] == ["training-data", "no-scale-cap"]
        assert {each.author for each in parts} == {ada}
        for part in parts:
            assert tally(moot, part) == (0, 0, 0)
        assert "you can object once" in Mail.objects.get(to=ada.user.email).text

    def test_a_clause_stays_until_a_part_has_quorum(self, moot):
        proposal = moot.proposal()
        moot.votes(proposal, agree=36)
        assert moot.draft().clauses.get().proposal == proposal
        moderation.split(proposal=proposal, parts=self.PARTS, by=moot.moderator(), note="Two.")
        assert moot.draft().clauses.get().proposal == proposal
        part = proposal.parts.get(criterion__slug="training-data")
        moot.votes(part, agree=36)
        assert moot.draft().clauses.get().proposal == part

    def test_one_part_keeps_the_criterion(self, moot):
        proposal = moot.proposal()
        with pytest.raises(PartElsewhere):
            moderation.split(
                proposal=proposal, parts=(self.PARTS[1],) * 2, by=moot.moderator(), note="Two."
            )

    def test_an_author_objects_and_it_is_undone(self, moot):
        ada = moot.participant()
        proposal = moot.proposal(author=ada, origin="participant")
        moot.votes(proposal, agree=4)
        decision = moderation.split(
            proposal=proposal, parts=self.PARTS, by=moot.moderator(), note="Two."
        )
        objection = moderation.appeal(participant=ada, decision=decision, statement="It is one.")
        assert objection.kind == "objection"
        moderation.decide_appeal(
            appeal=objection, is_upheld=True, by=moot.moderator(), note="It is one."
        )
        assert tally(moot, proposal) == (4, 0, 0)
        assert set(proposal.parts.values_list("moderation", flat=True)) == {"rejected"}


class TestRewording:
    def reworded(self, moot, proposal, wording, **more) -> Decision:
        given = {"level": "MUST", "requires": "open", "is_substantive": False} | more
        return moderation.reword(
            proposal=proposal, wording=wording, by=moot.moderator(), note="Clearer.", **given
        )

    def test_an_editorial_one_keeps_the_votes(self, moot):
        proposal = moot.proposal()
        moot.votes(proposal, agree=3)
        decision = self.reworded(moot, proposal, "The training data MUST be published, all.")
        assert tally(moot, proposal) == (3, 0, 0)
        assert decision.revision.number == 2

    def test_votes_do_not_move_to_another_meaning(self, moot):
        proposal = moot.proposal()
        with pytest.raises(NotEditorial):
            self.reworded(moot, proposal, "Everything else MUST change from here to there.")
        with pytest.raises(NotEditorial):
            self.reworded(moot, proposal, proposal.current.wording, requires="partial")

    def test_undoing_a_substantive_one_brings_the_votes_back(self, moot):
        proposal = moot.proposal()
        people = moot.votes(proposal, agree=3)
        words = proposal.current.wording
        decision = self.reworded(
            moot, proposal, "The data MUST be described.", requires="partial", is_substantive=True
        )
        moot.vote(people[0], proposal, "disagree")
        assert tally(moot, proposal) == (0, 0, 1)
        moderation.undo(decision=decision, by=moot.moderator(), note="It was clear.")
        proposal.refresh_from_db()
        assert proposal.current.wording == words
        assert tally(moot, proposal) == (3, 0, 0)


class TestErasing:
    WORDS = "The training data of a named person MUST be published."

    @pytest.fixture
    def published(self, moot):
        proposal = moot.proposal(wording=self.WORDS, rationale="She lives there.")
        moot.votes(proposal, agree=36)
        draft = moot.draft()
        actions.publish_draft(draft=draft)
        return proposal, moot.definition.drafts.get(pk=draft.pk)

    def test_words_are_gone_everywhere_and_hashes_stand_for_them(self, moot, published):
        proposal, draft = published
        copy, named = draft.canonical.encode(), draft.content_hash
        decision = moderation.remove_text(
            subject=proposal, by=moot.moderator(), note="A court said so."
        )
        assert not decision.is_reversible
        draft.refresh_from_db()
        revision = proposal.revisions.get()
        assert hashlib.sha256(self.WORDS.encode()).hexdigest() in revision.wording
        assert "She lives" not in revision.rationale
        assert "named person" not in draft.canonical
        assert "named person" not in str(draft.report)
        assert "named person" not in str(moot.definition.aggregates.first().report)
        assert draft.content_hash == named
        assert draft.redacted_hash == drafting.content_hash(draft.canonical.encode())
        assert is_redaction_of(copy, draft.canonical.encode(), named)
        assert moot.aggregate().tallies.get().agrees == 36

    def test_a_published_text_with_anything_else_changed_is_no_redaction(self, moot, published):
        proposal, draft = published
        copy, named = draft.canonical.encode(), draft.content_hash
        moderation.remove_text(subject=proposal, by=moot.moderator(), note="A court said so.")
        draft.refresh_from_db()
        bent = draft.canonical.replace('"MUST"', '"MAY"').encode()
        assert bent != draft.canonical.encode()
        assert not is_redaction_of(copy, bent, named)
        assert not is_redaction_of(copy.replace(b"36", b"63"), draft.canonical.encode(), named)

    def test_a_draft_recomputed_from_the_log_has_the_present_bytes(self, moot, published):
        proposal, draft = published
        moderation.remove_text(subject=proposal, by=moot.moderator(), note="A court said so.")
        draft.refresh_from_db()
        erased = draft.content
        again = redacted(erased, {self.WORDS: placeholder(self.WORDS)})
        assert drafting.canonical(again).decode() == draft.canonical
        clause = next(iter(drafting.clauses(erased)))
        assert clause["wording"] == proposal.revisions.get().wording

    def test_the_words_of_an_argument_are_erased_too(self, moot):
        argument = actions.argue(
            participant=moot.participant(), proposal=moot.proposal(), side="for",
            text="She lives there.",
        ).argument  # fmt: skip
        moderation.remove_text(subject=argument, by=moot.moderator(), note="Private.")
        argument.refresh_from_db()
        assert argument.is_hidden
        assert "lives" not in argument.current.text


class TestReminders:
    def test_moderators_are_reminded_once_an_item_and_stage(self, moot, settings):
        settings.MODERATION_REMINDERS = [24, 72]
        moderator, now = moot.moderator(), timezone.now()
        moot.proposal(author=moot.participant(), origin="participant")
        moderation.flag(participant=moot.participant(), subject=moot.proposal(), kind="spam")

        def letters() -> int:
            return Mail.objects.filter(to=moderator.email).count()

        assert moderation.remind(at=now + timedelta(hours=23)) == 0
        assert moderation.remind(at=now + timedelta(hours=25)) == 2
        assert letters() == 1
        assert moderation.remind(at=now + timedelta(hours=26)) == 0
        assert moderation.remind(at=now + timedelta(hours=73)) == 2
        assert letters() == 2
        assert Reminder.objects.count() == 4
        letter = Mail.objects.filter(to=moderator.email).latest("pk")
        assert "Flag 1: Proposal 2: 3 days" in letter.text
        assert "2 items wait" in letter.subject

    def test_what_is_decided_is_not_reminded_of(self, moot):
        moderator = moot.moderator()
        proposal = moot.proposal(author=moot.participant(), origin="participant")
        moot.decide("accept", proposal)
        assert moderation.remind(at=timezone.now() + timedelta(days=30)) == 0
        assert not Mail.objects.filter(to=moderator.email).exists()
