"""A run in shards, at once, anew or going on from the last one: always the same result."""

from dataclasses import replace

import numpy as np
import pytest
from django.db import transaction

from deliberation import actions
from deliberation.actions import shards
from deliberation.actions.log import Log, read_log
from deliberation.aggregation import Sums
from deliberation.models import Admission, Aggregate, Definition, Event, Participant, Shard
from deliberation.refusals import AggregationRunning

CRITERIA = ("training-data", "no-scale-cap")
AT_ONCE, SOME, MANY = 10**9, 30, 12  # events that a shard may have


def read_whole(log: Log) -> shards.Part:
    """All standing votes, read from the log in one piece."""
    return shards.read_part(log, Shard(first=0), None, 0, None)[0]


def guest(moot, number: int) -> Participant:
    definition = Definition.objects.get(pk=moot.definition.pk)
    return actions.join_as_guest(definition=definition, key=f"browser-{number}")


class Story:
    """Votes, changes of mind, withdrawals, revisions, rejections, guests who register, votes
    that are excluded and count again, classes that are verified."""

    def __init__(self, moot):
        self.moot = moot
        actions.change_admission(definition=moot.definition, admission=Admission.GUESTS)
        self.proposals = [moot.proposal(criterion) for criterion in CRITERIA for _ in range(3)]
        self.people = moot.participants(12)
        self.guests = [guest(moot, number) for number in range(3)]

    def go_on(self, step: int) -> None:
        for index, participant in enumerate([*self.people[: 6 + step], *self.guests]):
            for column, proposal in enumerate(self.proposals):
                if (index * 7 + column * 3 + step) % 3 == 0:
                    value = ("agree", "disagree", "pass")[(index + step + column) % 3]
                    self.moot.vote(participant, proposal, value)
        getattr(self, f"step_{step}", lambda: None)()

    def step_1(self):
        withdrawn = Event.objects.filter(participant=self.people[0]).standing().first()
        proposal = withdrawn.revision.proposal
        actions.withdraw_vote(participant=self.people[0], proposal=proposal)
        self.moot.vote(self.people[11], self.proposals[5], "agree")

    def step_2(self):
        for vote in Event.objects.filter(participant=self.people[11]).standing():
            proposal = vote.revision.proposal
            actions.withdraw_vote(participant=self.people[11], proposal=proposal)
        actions.revise_proposal(
            proposal=self.proposals[0], level="MUST", requires="partial",
            wording="It MUST be described.", is_substantive=True,
        )  # fmt: skip

        self.exclusion = self.exclude(self.people[1], self.people[2], self.guests[0])

    def exclude(self, *people):
        return actions.exclude(
            definition=self.moot.definition, by=self.moot.steward(), reason="A test.",
            participants=people,
        )  # fmt: skip

    def verify(self, participant):
        request = actions.ask_for_verification(participant=participant, statement="See there.")
        actions.verify(request=request, by=self.moot.moderator())

    def step_3(self):
        self.exclude(self.people[4])
        self.verify(self.people[4])
        self.verify(self.people[5])
        self.moot.decide("reject", self.proposals[1], note="A test.")
        self.proposals = [self.proposals[0], *self.proposals[2:], self.moot.proposal()]

    def step_4(self):
        """A guest registers without casting another vote, and counts from now on."""
        actions.join(
            definition=self.moot.definition, user=self.moot.user(), pseudonym="registered",
            class_slug="developers", guest=self.guests.pop(),
        )  # fmt: skip
        actions.reverse_exclusion(
            exclusion=self.exclusion, by=self.moot.steward(), reason="It was a class at school."
        )
        actions.change_ruleset(
            definition=self.moot.definition, reason="A test.", quorum_votes=1,
            quorum_cell_votes=0, verified_quorum=True,
        )  # fmt: skip

    def step_5(self):
        actions.change_class(participant=self.people[5], class_slug="researchers")
        self.verify(self.people[0])

    def step_6(self):
        """A duplicate is merged: some voted on both, some on one, some change their minds."""
        self.moderator = self.moot.moderator()
        self.first, self.second = self.proposals[0], self.moot.proposal(requires="partial")
        for number, person in enumerate(self.people[:8]):
            self.moot.vote(person, self.second, ("agree", "disagree")[number % 2])
        self.merged = actions.moderation.merge(
            proposal=self.second, into=self.first, by=self.moderator, note="They say the same."
        )

    def step_7(self):
        """Votes on the survivor after the merge, and a withdrawal of what came from there."""
        self.moot.vote(self.people[1], self.first, "pass")
        actions.withdraw_vote(participant=self.people[3], proposal=self.first)

    def step_8(self):
        """The survivor is merged in turn, so that votes go two steps."""
        third = self.moot.proposal(requires="partial")
        self.moot.vote(self.people[11], third, "disagree")
        self.again = actions.moderation.merge(
            proposal=self.first, into=third, by=self.moderator, note="So does this."
        )
        self.proposals[0] = third

    def step_9(self):
        """Both merges are undone, the later one first."""
        for decision in (self.again, self.merged):
            actions.moderation.undo(decision=decision, by=self.moderator, note="They differ.")

    def step_10(self):
        """What says two things is split, and what was reworded is worded as before."""
        part = actions.moderation.Part("MUST", "open", "It MUST be open.")
        actions.moderation.split(
            proposal=self.proposals[2], parts=(part, part), by=self.moderator, note="Two things."
        )
        reworded = actions.moderation.reword(
            proposal=self.second, level="MUST", requires="open", wording="It MUST be published.",
            is_substantive=True, by=self.moderator, note="Unclear.",
        )  # fmt: skip
        actions.moderation.undo(decision=reworded, by=self.moderator, note="It was clear.")
        self.proposals.pop(2)


def found(moot, settings, shard_votes: int) -> dict[str, object]:
    """What a run finds; afterwards everything is as it was before."""
    settings.SHARD_VOTES = shard_votes
    with transaction.atomic():
        run = moot.aggregate()
        sums = shards.unpack_sums(run.sums, read_log(moot.definition, run.watermark).revisions)
        result = {
            "shards": run.shard_count,
            "votes": [shards.unpack(shard.votes) for shard in run.shards.all()],
            "sums": [each.tobytes() for each in (sums.ztz, sums.mtz, sums.mtm)],
            "groups": (run.groups, run.stability, run.participants, run.votes),
            "carried": bytes(run.carried),
            "left_out": run.left_out,
            "routing": bytes(run.routing),
            "tallies": list(
                run.tallies.values_list("proposal", "agrees", "cells", "status", "trace")
            ),
            "drafts": list(moot.definition.drafts.values_list("version", "content_hash")),
        }
        transaction.set_rollback(True)
    return result


@pytest.mark.slow
@pytest.mark.parametrize("kept", [AT_ONCE, SOME])
def test_every_way_of_running_finds_the_same(moot, settings, kept):
    """kept: how the runs in between go, from which the next ones go on."""
    actions.change_ruleset(
        definition=moot.definition, reason="A test.", quorum_votes=4, quorum_cell_votes=1
    )
    story = Story(moot)
    went_on = []
    for step in range(12):
        story.go_on(step)
        ways = [found(moot, settings, size) for size in (AT_ONCE, SOME, MANY)]
        assert [way.pop("shards") > 1 for way in ways] == [False, True, True]
        settings.SHARD_VOTES = kept
        run = moot.aggregate()
        whole = read_whole(read_log(moot.definition, run.watermark))
        for way in ways:
            assert_same_votes(way.pop("votes"), whole)
        assert ways[0] == ways[1] == ways[2]
        sums = Sums.of(whole.shard.counting())
        assert ways[0]["sums"] == [each.tobytes() for each in (sums.ztz, sums.mtz, sums.mtm)]
        assert run.shards.exclude(votes=None).count() == run.shard_count
        went_on.append(run.goes_on)
    assert not went_on[0]
    assert went_on.count(True) >= 4
    assert run.left_out["participants"] == 1


def assert_same_votes(parts, whole):
    for name in ("class_of", "counted", "verified"):
        assert np.array_equal(
            np.concatenate([getattr(part.shard, name) for part in parts]),
            getattr(whole.shard, name),
        )
    for name in ("participants", "declared", "left_out"):
        assert np.array_equal(
            np.concatenate([getattr(part, name) for part in parts]), getattr(whole, name)
        )
    each = [part.shard.votes for part in parts]
    assert np.array_equal(np.concatenate([votes.columns for votes in each]),
                          whole.shard.votes.columns)  # fmt: skip
    assert np.array_equal(np.concatenate([votes.values for votes in each]),
                          whole.shard.votes.values)  # fmt: skip
    cast = np.concatenate([votes.per_participant() for votes in each])
    assert np.array_equal(cast, whole.shard.votes.per_participant())


def test_a_run_reads_no_more_than_what_came_since_the_last_one(moot):
    """What the last run kept is bent: the next one does not look at the log again."""
    proposal = moot.proposal()
    people = moot.votes(proposal, agree=9)
    shard = moot.aggregate().shards.get()
    part = shards.unpack(shard.votes)
    votes = replace(part.shard.votes, values=np.zeros_like(part.shard.votes.values))
    shard.votes = shards.pack(replace(part, shard=replace(part.shard, votes=votes)))
    shard.save()
    moot.vote(people[0], proposal, "disagree")
    tally = moot.aggregate().tallies.get()
    assert (tally.agrees, tally.passes, tally.disagrees) == (0, 8, 1)


def test_guests_are_seen_in_their_class_and_counted_nowhere_else(moot):
    actions.change_admission(definition=moot.definition, admission=Admission.GUESTS)
    proposal = moot.proposal()
    moot.votes(proposal, agree=36)
    for number in range(20):
        moot.vote(guest(moot, number), proposal, "disagree")
    run = moot.aggregate()
    tally = run.tallies.get()
    assert (tally.agrees, tally.disagrees, tally.status) == (36, 0, "adopted")
    assert (run.participants, run.votes) == (36, 36)
    assert sum(group["size"] for group in run.groups) == 36
    guests = [cell for cell in tally.cells if cell["kind"] == "guests"]
    assert [(cell["key"], cell["disagrees"]) for cell in guests] == [("guests", 20)]


def test_a_sharded_run_keeps_others_out_until_its_lease_is_over(moot, settings):
    settings.SHARD_VOTES = 4
    moot.votes(moot.proposal(), agree=12)
    run = actions.begin_sharded(definition_id=moot.definition.pk)
    actions.count_shard(run.pk, 0)
    with pytest.raises(AggregationRunning):
        moot.aggregate()
    with pytest.raises(AggregationRunning):
        actions.begin_sharded(definition_id=moot.definition.pk)
    Aggregate.objects.filter(pk=run.pk).update(lease=run.started_at)
    assert moot.aggregate().pk != run.pk
    run.refresh_from_db()
    assert (run.state, run.error, run.shards.count()) == ("failed", "The worker was lost.", 0)


def test_stages_that_come_twice_or_too_late_do_nothing(moot, settings):
    settings.SHARD_VOTES = 4
    moot.votes(moot.proposal(), agree=12)
    run = actions.begin_sharded(definition_id=moot.definition.pk)
    for number in [*range(run.shard_count), 0]:
        actions.count_shard(run.pk, number)
    kept = [bytes(shard.votes) for shard in run.shards.all()]
    assert actions.find_space(run.pk)
    assert actions.find_space(run.pk)
    for number in [*range(run.shard_count), 0]:
        actions.place_shard(run.pk, number)
    actions.conclude_run(run.pk)
    actions.conclude_run(run.pk)
    run.refresh_from_db()
    assert (run.state, run.lease, run.tallies.get().agrees) == ("done", None, 12)
    assert not actions.find_space(run.pk)
    actions.count_shard(run.pk, 0)
    assert [bytes(shard.votes) for shard in run.shards.all()] == kept
    assert not run.shards.exclude(sums=None).exists()


def test_a_stage_that_fails_ends_the_run_and_says_why(moot, settings):
    settings.SHARD_VOTES = 4
    moot.votes(moot.proposal(), agree=12)
    run = actions.begin_sharded(definition_id=moot.definition.pk)
    with pytest.raises(LookupError):
        actions.place_shard(run.pk, 0)  # nothing has been counted
    run.refresh_from_db()
    assert run.state == "failed"
    assert run.error.startswith("LookupError")
    assert moot.aggregate().tallies.get().agrees == 12


def test_a_small_definition_takes_one_shard(moot):
    moot.votes(moot.proposal(), agree=3)
    assert actions.begin_sharded(definition_id=moot.definition.pk) is None
    assert moot.aggregate().shard_count == 1
