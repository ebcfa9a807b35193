"""Following: who wants to hear of what, what there is to tell, and what was told."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Case, F, OuterRef, Q, Value, When

from deliberation.models.arguments import Argument
from deliberation.models.definitions import CriterionUse, Definition
from deliberation.models.drafts import Draft, StandingChange
from deliberation.models.moderation import Decision
from deliberation.models.people import Frequency, Participant, User
from deliberation.models.proposals import Proposal, Revision


def _effective(user: str, own: str) -> Case:
    """The frequency in force: off is for all, else the follow's own, else that for all."""
    return Case(
        When(**{f"{user}__digest": Frequency.OFF}, then=Value(Frequency.OFF)),
        When(**{own: ""}, then=F(f"{user}__digest")),
        default=F(own),
        output_field=models.CharField(),
    )


class FollowQuerySet(models.QuerySet["Follow"]):
    def at_frequency(self, *frequencies: str) -> Self:
        """Those whose frequency in force is one of these."""
        return self.alias(effective=_effective("user", "frequency")).filter(
            effective__in=frequencies
        )

    def frequency_of(self, user: Any, field: str) -> models.Subquery:
        """The own frequency of a user's follow of the row around it; null where there is none.

        field: that of follows which names such rows.
        """
        of_this = {"user": user if user.is_authenticated else None, field: OuterRef("pk")}
        return models.Subquery(self.filter(**of_this).values("frequency")[:1])

    def inside(self, definitions: models.QuerySet) -> Self:
        """Of these definitions, or of something inside them."""
        return self.filter(
            Q(definition__in=definitions)
            | Q(use__definition__in=definitions)
            | Q(proposal__definition__in=definitions)
        )

    def with_targets(self) -> Self:
        return self.select_related(
            "definition",
            "use__criterion",
            "use__definition",
            "proposal__definition",
            "proposal__criterion",
            "proposal__current",
        )

    def concerned_by(self, news: "News") -> Self:
        """Those who asked to hear of this, but not whoever did it."""
        about = Q(definition=news.definition_id) if news.kind in News.OF_DEFINITION else Q()
        if news.proposal is not None and news.kind == News.Kind.PROPOSAL:
            about |= Q(
                use__definition=news.definition_id, use__criterion=news.proposal.criterion_id
            )
        if news.kind in News.OF_PROPOSAL:
            about |= Q(proposal=news.proposal_id)
        follows = self.filter(about, created_at__lte=news.created_at)
        if news.by is not None and news.by.user_id:
            follows = follows.exclude(user=news.by.user_id)
        return follows


class Follow(models.Model):
    """That somebody wants to hear of a definition, a criterion in it, or a proposal.

    Private: nobody else sees who follows what.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="follows")
    definition = models.ForeignKey(Definition, models.CASCADE, null=True, related_name="follows")
    use = models.ForeignKey(CriterionUse, models.CASCADE, null=True, related_name="follows")
    proposal = models.ForeignKey(Proposal, models.CASCADE, null=True, related_name="follows")
    frequency = models.CharField(
        max_length=9,
        choices=Frequency,
        blank=True,
        help_text="Empty: as the user has chosen for all.",
    )
    created_at = models.DateTimeField()

    objects = FollowQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(definition__isnull=False, use=None, proposal=None)
                | Q(definition=None, use__isnull=False, proposal=None)
                | Q(definition=None, use=None, proposal__isnull=False),
                name="follow_one_thing",
            ),
            models.UniqueConstraint(fields=["user", "definition"], name="follow_definition_once"),
            models.UniqueConstraint(fields=["user", "use"], name="follow_criterion_once"),
            models.UniqueConstraint(fields=["user", "proposal"], name="follow_proposal_once"),
            models.CheckConstraint(
                condition=Q(frequency__in=["", *Frequency.values]), name="follow_frequency"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} follows {self.target}"

    @property
    def target(self) -> Definition | CriterionUse | Proposal:
        found = self.definition or self.use or self.proposal
        assert found is not None
        return found

    @property
    def within(self) -> Definition:
        """The definition that this is about or inside of."""
        return self.target if isinstance(self.target, Definition) else self.target.definition


class NewsQuerySet(models.QuerySet["News"]):
    def untold(self) -> Self:
        """Not yet noted for those who follow; served by the index news_waiting."""
        return self.filter(spread_at=None)


class News(models.Model):
    """Something that followers hear of, written in the transaction in which it happens."""

    class Kind(models.TextChoices):
        DRAFT = "draft", "a draft was cut"
        PUBLISHED = "published", "a draft was published or ratified"
        PROPOSAL = "proposal", "a proposal was opened"
        REVISION = "revision", "a proposal was revised"
        ARGUMENT = "argument", "somebody argued about a proposal"
        STANDING = "standing", "the standing of a proposal changed"
        PHASE = "phase", "a definition moved to a phase"
        ENDING = "ending", "a phase is about to end"
        RETURNED = "returned", "a text was not ratified"
        DECISION = "decision", "moderation decided on a proposal"

    OF_PHASE = (Kind.PHASE, Kind.ENDING, Kind.RETURNED)
    OF_DEFINITION = (Kind.DRAFT, Kind.PUBLISHED, Kind.PROPOSAL, *OF_PHASE)
    OF_PROPOSAL = (Kind.REVISION, Kind.ARGUMENT, Kind.STANDING, Kind.DECISION)

    definition = models.ForeignKey(Definition, models.CASCADE, related_name="news")
    kind = models.CharField(max_length=9, choices=Kind)
    proposal = models.ForeignKey(Proposal, models.CASCADE, null=True, related_name="news")
    draft = models.ForeignKey(Draft, models.CASCADE, null=True, related_name="+")
    revision = models.ForeignKey(Revision, models.CASCADE, null=True, related_name="+")
    argument = models.ForeignKey(Argument, models.CASCADE, null=True, related_name="+")
    standing = models.ForeignKey(StandingChange, models.CASCADE, null=True, related_name="+")
    phase = models.CharField(max_length=12, blank=True)
    due_at = models.DateTimeField(null=True, help_text="When what is announced will be.")
    decision = models.ForeignKey(Decision, models.CASCADE, null=True, related_name="+")
    by = models.ForeignKey(Participant, models.CASCADE, null=True, related_name="+")
    created_at = models.DateTimeField(db_index=True)
    spread_at = models.DateTimeField(null=True, help_text="When followers' notices were written.")

    objects = NewsQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "news"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["draft", "published"], draft__isnull=False)
                | Q(
                    kind__in=["proposal", "revision"],
                    proposal__isnull=False,
                    revision__isnull=False,
                )
                | Q(kind="argument", proposal__isnull=False, argument__isnull=False)
                | Q(kind="standing", proposal__isnull=False, standing__isnull=False)
                | Q(kind="decision", proposal__isnull=False, decision__isnull=False)
                | (Q(kind__in=["phase", "ending", "returned"]) & ~Q(phase="")),
                name="news_says_of_what",
            ),
        ]
        indexes = [models.Index(fields=["id"], condition=Q(spread_at=None), name="news_waiting")]

    def __str__(self) -> str:
        return f"{self.kind} in {self.definition}"


class NoticeQuerySet(models.QuerySet["Notice"]):
    def waiting(self) -> Self:
        return self.filter(told_at=None)

    def due(self, moments: Mapping[str, datetime]) -> Self:
        """Waiting ones written at or before the moment of their frequency in force."""
        due = Q()
        for frequency, moment in moments.items():
            due |= Q(effective=frequency, created_at__lte=moment)
        return (
            self.waiting()
            .alias(effective=_effective("follow__user", "follow__frequency"))
            .filter(due)
        )


class Notice(models.Model):
    """That somebody is to hear of a piece of news, for one reason to: a follow of theirs.

    Whoever follows a definition and a criterion in it has two notices of one proposal and
    is told once: a digest marks all notices of the news that it tells.
    """

    follow = models.ForeignKey(Follow, models.CASCADE, related_name="notices")
    news = models.ForeignKey(News, models.CASCADE, related_name="notices")
    created_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["follow", "news"], name="notice_once"),
        ]
        indexes = [
            models.Index(fields=["follow"], condition=Q(told_at=None), name="notice_waiting")
        ]

    def __str__(self) -> str:
        return f"{self.news} for {self.follow.user}"
