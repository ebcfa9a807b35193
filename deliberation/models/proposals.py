"""Proposals and their revisions."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from deliberation.models.definitions import Criterion, Definition
from deliberation.models.people import Participant

models.TextField.register_lookup(Length)

WORDING_LIMIT = 2000
RATIONALE_LIMIT = 4000


class Level(models.TextChoices):
    """How a clause binds, in the sense of RFC 2119."""

    MUST = "MUST", "MUST"
    MUST_NOT = "MUST NOT", "MUST NOT"
    SHOULD = "SHOULD", "SHOULD"
    MAY = "MAY", "MAY"


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def standing(self) -> Self:
        """Those that count: neither waiting for moderation nor set aside by it."""
        return self.filter(moderation__in=Proposal.STANDING)

    def visible_to(self, participant: Participant | None, *, is_moderator: bool) -> Self:
        """All but those that wait for moderation, which their authors and moderators see."""
        if is_moderator:
            return self
        return self.exclude(
            Q(moderation=Proposal.Moderation.PENDING)
            & (~Q(author=participant) | Q(author=None) if participant else Q())
        )

    def unseen(self) -> Self:
        """Those of participants that no moderator has decided on yet, amended ones too."""
        from_people = Q(origin__in=Proposal.FROM_PEOPLE)
        new = Q(moderation__in=[Proposal.Moderation.PENDING, Proposal.Moderation.UNMODERATED])
        amended = Q(moderation=Proposal.Moderation.ACCEPTED) & ~Q(accepted=F("current"))
        return self.filter(from_people, new | amended & Q(accepted__isnull=False))

    def votable(self, definition: Definition) -> Self:
        """Those of a definition that take votes now."""
        if not definition.takes_votes:
            return self.none()
        return self.filter(definition=definition, is_closed=False).standing()

    def with_text(self) -> Self:
        return self.select_related("current", "criterion__category", "author", "variant_of")


class Proposal(models.Model):
    """A candidate clause for one criterion of a definition."""

    class Moderation(models.TextChoices):
        UNMODERATED = "unmoderated", _("not looked at yet")
        PENDING = "pending", _("waiting for moderation")
        ACCEPTED = "accepted", pgettext_lazy("moderation", "accepted")
        REJECTED = "rejected", pgettext_lazy("moderation", "rejected")
        HIDDEN = "hidden", pgettext_lazy("moderation", "hidden")
        REMOVED = "removed", _("text removed")
        SPLIT = "split", pgettext_lazy("moderation", "split")
        MERGED = "merged", pgettext_lazy("moderation", "merged")

    class Origin(models.TextChoices):
        SEEDED = "seeded", _("seeded by stewards")
        PARTICIPANT = "participant", _("from a participant")
        SURVEY = "survey", _("from a survey")
        IMPORTED = "imported", _("imported")

    STANDING = (Moderation.UNMODERATED, Moderation.ACCEPTED)
    FROM_PEOPLE = (Origin.PARTICIPANT, Origin.SURVEY)

    definition = models.ForeignKey(Definition, models.PROTECT, related_name="proposals")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="proposals")
    number = models.PositiveIntegerField()
    author = models.ForeignKey(
        Participant, models.PROTECT, null=True, blank=True, related_name="proposals"
    )
    origin = models.CharField(max_length=12, choices=Origin)
    moderation = models.CharField(max_length=12, choices=Moderation, default=Moderation.UNMODERATED)
    variant_of = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="variants",
        help_text="The proposal whose wording this one started from.",
    )
    split_from = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
        help_text="The proposal that said this and something else.",
    )
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="merged",
        help_text="The proposal that stands for this one too.",
    )
    is_closed = models.BooleanField(default=False, help_text="Takes no more votes; still counts.")
    # The wording that is shown, and the one that votes are cast on: they differ
    # after an editorial revision.
    current = models.ForeignKey("Revision", models.PROTECT, null=True, related_name="+")
    voted = models.ForeignKey("Revision", models.PROTECT, null=True, related_name="+")
    # The wording that a moderator last accepted; another one is current after an amendment.
    accepted = models.ForeignKey("Revision", models.PROTECT, null=True, related_name="+")
    external_id = models.CharField(max_length=60, null=True, blank=True)
    created_at = models.DateTimeField()

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["definition", "number"]
        constraints = [
            models.UniqueConstraint(fields=["definition", "number"], name="proposal_number_once"),
            models.UniqueConstraint(
                fields=["definition", "external_id"], name="proposal_external_id_once"
            ),
            models.CheckConstraint(
                condition=Q(
                    moderation__in=[
                        "unmoderated",
                        "pending",
                        "accepted",
                        "rejected",
                        "hidden",
                        "removed",
                        "split",
                        "merged",
                    ]
                ),
                name="proposal_moderation",
            ),
            models.CheckConstraint(
                condition=Q(origin__in=["seeded", "participant", "survey", "imported"]),
                name="proposal_origin",
            ),
            models.CheckConstraint(
                condition=Q(moderation="merged", merged_into__isnull=False)
                | ~Q(moderation="merged") & Q(merged_into=None),
                name="proposal_merged_names_the_survivor",
            ),
        ]
        indexes = [
            # The moderation queue: what no moderator has decided on.
            models.Index(
                fields=["definition", "created_at"],
                condition=Q(moderation__in=["pending", "unmoderated"]),
                name="proposal_undecided",
            ),
        ]

    def __str__(self) -> str:
        return f"Proposal {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("proposal", args=[self.definition.slug, self.number])

    @property
    def is_rejected(self) -> bool:
        return self.moderation == self.Moderation.REJECTED

    @property
    def is_standing(self) -> bool:
        """Whether it counts: neither waiting for moderation nor set aside by it."""
        return self.moderation in self.STANDING

    @property
    def is_set_aside(self) -> bool:
        """Whether moderation took it out: rejected, hidden, split, merged or its text removed."""
        return not self.is_standing and not self.is_pending

    @property
    def part_numbers(self) -> list[int]:
        return sorted(each.number for each in self.parts.all())

    @property
    def merged_numbers(self) -> list[int]:
        return sorted(each.number for each in self.merged.all())

    @property
    def is_pending(self) -> bool:
        return self.moderation == self.Moderation.PENDING

    @property
    def is_hidden(self) -> bool:
        """Whether its words are for its author and moderators alone."""
        return self.moderation == self.Moderation.HIDDEN

    @property
    def takes_votes(self) -> bool:
        return not self.is_closed and self.is_standing and self.definition.takes_votes


class Revision(models.Model):
    """One wording of a proposal. A substantive one starts a new vote."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="revisions")
    number = models.PositiveSmallIntegerField()
    level = models.CharField(max_length=8, choices=Level)
    requires = models.CharField(max_length=20, help_text="The evidence level that it asks for.")
    wording = models.TextField(max_length=WORDING_LIMIT)
    rationale = models.TextField(blank=True, max_length=RATIONALE_LIMIT)
    is_substantive = models.BooleanField(default=True)
    author = models.ForeignKey(
        Participant, models.PROTECT, null=True, blank=True, related_name="revisions"
    )
    created_at = models.DateTimeField()
    idempotency_key = models.UUIDField(
        null=True, blank=True, editable=False, help_text="Of the form that it came by."
    )
    removed_at = models.DateTimeField(
        null=True, editable=False, help_text="When its text was erased; hashes stand for it."
    )

    class Meta:
        ordering = ["proposal", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["author", "idempotency_key"], name="revision_form_sent_once"
            ),
            models.UniqueConstraint(fields=["proposal", "number"], name="revision_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="revision_number_from_one"),
            models.CheckConstraint(
                condition=Q(is_substantive=True) | Q(number__gt=1),
                name="revision_first_is_substantive",
            ),
            models.CheckConstraint(condition=Q(level__in=Level.values), name="revision_level"),
            models.CheckConstraint(
                condition=Q(wording__length__gte=1, wording__length__lte=WORDING_LIMIT),
                name="revision_wording_length",
            ),
            models.CheckConstraint(
                condition=Q(rationale__length__lte=RATIONALE_LIMIT),
                name="revision_rationale_length",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal}, revision {self.number}"
