"""Invitations to a definition that is open to those who are invited."""

import hashlib
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q


def hash_of(token: str) -> str:
    """What is stored of an invitation's token; it has too many bits to be guessed."""
    return hashlib.sha256(token.encode()).hexdigest()


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def usable(self) -> Self:
        """Those that somebody can still come in by."""
        return self.filter(revoked_at=None).filter(Q(most_uses=None) | Q(uses__lt=F("most_uses")))

    def to_be_mailed(self) -> Self:
        """Those of a list whose first e-mail has not been written yet."""
        return self.usable().filter(part_of__isnull=False, mailed_at=None)

    def with_token(self, token: str) -> Self:
        return self.filter(token_hash=hash_of(token))


class InvitationList(models.Model):
    """Addresses that were invited together, from a CSV file.

    rejected: number, text and reason of each row that was no address to invite; erased with
    the addresses (settings.INVITATION_DAYS).
    """

    definition = models.ForeignKey(
        "deliberation.Definition", models.CASCADE, related_name="invitation_lists"
    )
    name = models.CharField(max_length=120, help_text="Of the file.")
    rows = models.PositiveIntegerField()
    rejected = models.JSONField(default=list)
    language = models.CharField(max_length=12)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name


class Invitation(models.Model):
    """A way in: for one person by e-mail, or a link for everybody who has it.

    The token is in the link alone; here is its hash.
    """

    definition = models.ForeignKey(
        "deliberation.Definition", models.CASCADE, related_name="invitations"
    )
    email = models.EmailField(
        "e-mail address", blank=True, help_text="Empty for a link that goes from hand to hand."
    )
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    uses = models.PositiveIntegerField(default=0, editable=False)
    most_uses = models.PositiveIntegerField(
        null=True, blank=True, help_text="How many can come in by it; empty for any number."
    )
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    part_of = models.ForeignKey(
        InvitationList,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="invitations",
    )
    mail = models.ForeignKey(
        "deliberation.Mail",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        help_text="The last e-mail that was sent with it.",
    )
    mailed_at = models.DateTimeField(
        null=True, editable=False, help_text="When its last e-mail was handed on for sending."
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(most_uses=None) | Q(uses__lte=F("most_uses")),
                name="invitation_uses_at_most",
            ),
            models.CheckConstraint(
                condition=Q(email="") | Q(most_uses=1), name="invitation_by_email_is_for_one"
            ),
        ]

    def __str__(self) -> str:
        return self.email or f"Link {self.pk}"

    @property
    def is_usable(self) -> bool:
        is_left = self.most_uses is None or self.uses < self.most_uses
        return self.revoked_at is None and is_left
