"""The log of a definition: votes and every other event that can alter its text.

Votes and decisions stand in one table because they share one order: `position`
is unique within a definition whatever the kind, and the database can say so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from django.db import connections, models
from django.db.models import OuterRef, Q
from django.db.models.functions import Coalesce

from deliberation.models.definitions import Definition
from deliberation.models.moderation import CountedWith
from deliberation.models.people import Participant
from deliberation.models.proposals import Proposal, Revision


def _counted(field: str) -> Coalesce:
    """A field of the revision that a vote counts on."""
    return Coalesce(f"revision__counted_with__target__{field}", f"revision__{field}")


class EventQuerySet(models.QuerySet["Event"]):
    def waiting(self) -> Self:
        """Events that no aggregation has given a position yet."""
        return self.filter(position=None)

    def votes(self) -> Self:
        """Votes and withdrawals, whatever revision they were cast on."""
        return self.filter(kind__in=[Event.Kind.VOTE, Event.Kind.WITHDRAWAL])

    def standing(self) -> Self:
        """Each participant's last vote per revision, withdrawals and older ones gone.

        Served by the index event_by_participant.
        """
        later = Event.objects.votes().filter(
            participant=OuterRef("participant"),
            revision=OuterRef("revision"),
            pk__gt=OuterRef("pk"),
        )
        return self.filter(~models.Exists(later), kind=Event.Kind.VOTE)

    def present(self) -> "models.QuerySet[Any]":
        """Standing votes on what votes are cast on now, those on merged proposals as they
        count: of one's words on either the last, with the number of the survivor.

        Adds `counts_on`, `number` and `revision_number`: the revision that each counts on; and
        the texts of what they were cast on and of what they count on.
        """
        on_now = (
            self.standing()
            .annotate(
                counts_on=Coalesce("revision__counted_with__target", "revision"),
                number=_counted("proposal__number"),
                revision_number=_counted("number"),
            )
            .filter(counts_on=_counted("proposal__voted"))
        )
        later = Event.objects.votes().filter(
            participant=OuterRef("participant"), pk__gt=OuterRef("pk")
        )
        # Two questions instead of one, so that each is answered by an index.
        on_survivor = later.filter(revision=OuterRef("counts_on"))
        on_merged = later.filter(revision__counted_with__target=OuterRef("counts_on"))
        texts = [
            f"{revision}__proposal__{text}"
            for revision in ("revision", "revision__counted_with__target")
            for text in ("criterion", "current", "voted")
        ]
        counting = on_now.filter(~models.Exists(on_survivor), ~models.Exists(on_merged))
        return counting.select_related(*texts)

    def on(self, revision: Revision | None) -> Self:
        """Votes and withdrawals on a revision, and on those that count with it."""
        merged = CountedWith.objects.filter(target=revision).values("source")
        return self.votes().filter(Q(revision=revision) | Q(revision__in=merged))

    def last_on(self, revision: Revision | None) -> Self:
        """The vote that stands on a revision for each participant, wherever it was cast."""
        later = Event.objects.on(revision).filter(
            participant=OuterRef("participant"), pk__gt=OuterRef("pk")
        )
        return self.on(revision).filter(~models.Exists(later), kind=Event.Kind.VOTE)

    def length(self, definition: Definition, *, most: int) -> int:
        """How long the log is, those that wait included, counted up to `most` + 1 of them."""
        of_this = self.filter(definition=definition)
        last = of_this.aggregate(last=models.Max("position"))["last"] or 0
        return int(last) + of_this.waiting()[: most + 1].count()

    def sequence(self, definition: Definition) -> int:
        """Give the waiting events of a definition their positions, in order of id.

        Call it under the definition's aggregation lock. Returns the last position
        of the log (0 if it is empty): the watermark.
        """
        last = (
            self.filter(definition=definition).aggregate(last=models.Max("position"))["last"] or 0
        )
        # Django's ORM has no UPDATE … FROM; both databases do.
        table = self.model._meta.db_table
        with connections[self.db].cursor() as cursor:
            cursor.execute(
                f"UPDATE {table} SET position = numbered.position FROM ("
                f" SELECT id, %s + ROW_NUMBER() OVER (ORDER BY id) AS position FROM {table}"
                "  WHERE definition_id = %s AND position IS NULL"
                f") AS numbered WHERE {table}.id = numbered.id",
                [last, definition.pk],
            )
            return last + max(cursor.rowcount, 0)


class Event(models.Model):
    """One entry of the log. Only `position` is ever written later, and once.

    The database refuses other updates and all deletions (migration 0002).
    """

    class Kind(models.TextChoices):
        VOTE = "vote"
        WITHDRAWAL = "withdrawal", "vote withdrawn"
        JOINED = "joined", "participant joined or changed class"
        REVISED = "revised", "proposal opened or revised"
        MODERATED = "moderated", "proposal moderated or closed"
        MERGED = "merged", "votes on one wording count with those on another, or no longer"
        RULED = "ruled", "ruleset changed"
        PHASED = "phased", "phase changed"
        RATIFIED = "ratified", "draft ratified"
        EXCLUDED = "excluded", "votes of a participant excluded"
        READMITTED = "readmitted", "votes of a participant count again"
        VERIFIED = "verified", "class of a participant verified, or no longer"
        ASSIGNED = "assigned", "role given or taken"
        BALLOT = "ballot", "voted on ratification"
        CONCLUDED = "concluded", "ratification concluded"
        SET = "set", "setting changed"

    # What the log says of a participant beside votes and classes.
    ABOUT_SOMEBODY = (Kind.EXCLUDED, Kind.READMITTED, Kind.VERIFIED)

    # No index of their own for the first two: event_position_once and
    # event_by_participant begin with them, and every index costs each vote.
    definition = models.ForeignKey(
        Definition, models.PROTECT, related_name="events", db_index=False
    )
    position = models.PositiveBigIntegerField(null=True, editable=False)
    kind = models.CharField(max_length=10, choices=Kind)
    participant = models.ForeignKey(
        Participant, models.PROTECT, null=True, blank=True, related_name="events", db_index=False
    )
    revision = models.ForeignKey(
        Revision, models.PROTECT, null=True, blank=True, related_name="events"
    )
    value = models.SmallIntegerField(null=True, blank=True)
    payload = models.JSONField(null=True, blank=True)
    at = models.DateTimeField()

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["definition", "position"], name="event_position_once"),
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "vote",
                        "withdrawal",
                        "joined",
                        "revised",
                        "moderated",
                        "merged",
                        "ruled",
                        "phased",
                        "ratified",
                        "excluded",
                        "readmitted",
                        "verified",
                        "assigned",
                        "ballot",
                        "concluded",
                        "set",
                    ]
                ),
                name="event_kind",
            ),
            models.CheckConstraint(
                condition=Q(kind="vote", value__isnull=False, value__in=[-1, 0, 1])
                | (~Q(kind="vote") & Q(value=None)),
                name="event_vote_is_a_vote",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["vote", "withdrawal"])
                | Q(participant__isnull=False, revision__isnull=False),
                name="event_vote_names_who_and_what",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["excluded", "readmitted", "verified"])
                | Q(participant__isnull=False, payload__isnull=False),
                name="event_about_somebody_names_them",
            ),
        ]
        indexes = [
            # `dirty()` and `sequence()`: is anything waiting?
            models.Index(
                fields=["definition", "id"], condition=Q(position=None), name="event_waiting"
            ),
            # Aggregation asks for the few decisions among a million votes, kind by kind.
            models.Index(
                fields=["definition", "kind", "position"],
                condition=~Q(kind__in=["vote", "withdrawal"]),
                name="event_beside_votes",
            ),
            # `standing()`: the last vote of a participant on a revision.
            models.Index(fields=["participant", "revision", "id"], name="event_by_participant"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.position or 'waiting'}"

    @property
    def counted_on(self) -> Revision:
        """The revision that a vote counts on: another than it was cast on after a merge."""
        assert self.revision is not None
        with_another = getattr(self.revision, "counted_with", None)
        return with_another.target if with_another else self.revision

    @property
    def merged_from(self) -> Proposal | None:
        """The proposal that it was cast on, if it counts on another one now."""
        assert self.revision is not None
        cast_on = self.revision.proposal
        return cast_on if cast_on.pk != self.counted_on.proposal_id else None


@dataclass(frozen=True)
class OwnVote:
    """What a participant says on one revision: 1, 0, -1, or None where no vote stands.

    before: what they said before their last event, whose primary key is `event`.
    counted: what they said at the watermark that was asked about.
    """

    value: int | None
    before: int | None
    counted: int | None
    event: int


type OwnVotes = Mapping[int, OwnVote]


def own_votes(participant: Participant | None, *, watermark: int = 0) -> OwnVotes:
    """By primary key of the revision that they count on, withdrawn ones too. One query."""
    found: dict[int, OwnVote] = {}
    if participant is None:
        return found
    events = participant.events.votes().order_by("pk")
    counts_on = Coalesce("revision__counted_with__target", "revision")
    rows = events.values_list("pk", counts_on, "value", "position")
    for pk, revision, value, position in rows:
        assert revision is not None
        last = found.get(revision)
        is_counted = position is not None and position <= watermark
        found[revision] = OwnVote(
            value=value,
            before=last.value if last else None,
            counted=value if is_counted else last.counted if last else None,
            event=pk,
        )
    return found
