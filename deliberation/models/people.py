"""Users, and what they are inside one definition."""

from typing import Any, ClassVar, Final

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import get_random_string, salted_hmac
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from deliberation.pseudonyms import drawn


class Frequency(models.TextChoices):
    """How often somebody hears of what they follow."""

    IMMEDIATE = "immediate", _("as it happens")
    DAILY = "daily", _("once a day")
    WEEKLY = "weekly", _("once a week")
    OFF = "off", _("never")


SECOND_FACTORS: Final = ("totp", "webauthn")  # types of allauth's Authenticator


class UserManager(BaseUserManager["User"]):
    """Creates users by e-mail address, which is kept in lower case."""

    use_in_migrations = True

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        if not email:
            raise ValueError("A user needs an e-mail address.")
        user = self.model(email=email.lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, **fields, is_staff=True, is_superuser=True)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())


class User(AbstractUser):
    """Somebody who can sign in. Others see only the pseudonym of a participant."""

    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    email = models.EmailField("e-mail address", unique=True)

    digest = models.CharField(
        max_length=9,
        choices=Frequency,
        default=Frequency.DAILY,
        help_text="How often they hear of what they follow, by e-mail.",
    )

    language = models.CharField(
        max_length=12,
        blank=True,
        help_text="What they read the site in when they last chose to hear of something.",
    )

    session_salt = models.CharField(
        max_length=32,
        blank=True,
        editable=False,
        help_text="Part of what sessions are checked by: a new one ends all of them.",
    )

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="user_email_lower_case"),
            models.CheckConstraint(condition=Q(digest__in=Frequency.values), name="user_digest"),
        ]

    def __str__(self) -> str:
        return self.email

    def get_full_name(self) -> str:
        """There are no names here; others see a pseudonym."""
        return self.email

    get_short_name = get_full_name

    def has_second_factor(self) -> bool:
        """Whether there is an authenticator app or a passkey; recovery codes alone are none."""
        # A relation of allauth's, whose models come after ours.
        return self.authenticator_set.filter(type__in=SECOND_FACTORS).exists()  # type: ignore[attr-defined]

    def renew_sessions(self) -> None:
        """End every session of this user."""
        self.session_salt = get_random_string(32)
        self.save(update_fields=["session_salt"])

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """As Django's, which takes the password alone."""
        return salted_hmac(
            "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash",
            self.password + self.session_salt,
            secret=secret,
            algorithm="sha256",
        ).hexdigest()


class StakeholderClassQuerySet(models.QuerySet["StakeholderClass"]):
    def with_numbers(self) -> "models.QuerySet[Any]":
        """Each with how many `joined` it and how many of them a steward `verified`."""
        verified = Q(participants__class_verified_at__isnull=False)
        return self.annotate(
            joined=models.Count("participants"),
            verified=models.Count("participants", filter=verified),
        )


class StakeholderClass(models.Model):
    """A kind of participant that a definition tells apart."""

    definition = models.ForeignKey(
        "deliberation.Definition", models.CASCADE, related_name="stakeholder_classes"
    )
    slug = models.SlugField(max_length=50)
    title = models.CharField(max_length=80)
    description = models.CharField(max_length=300, blank=True)
    position = models.PositiveSmallIntegerField()
    target_share = models.DecimalField(
        max_digits=4,
        decimal_places=3,
        null=True,
        blank=True,
        help_text="Share of the participants that the definition wishes for, 0 … 1.",
    )
    is_guest = models.BooleanField(
        default=False,
        help_text="Anyone with a browser: shown apart, never counted for quorum or adoption.",
    )

    objects = StakeholderClassQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name_plural = "stakeholder classes"
        ordering = ["definition", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["definition"], condition=Q(is_guest=True), name="class_one_for_guests"
            ),
            models.CheckConstraint(
                condition=Q(target_share=None) | Q(target_share__gte=0, target_share__lte=1),
                name="class_target_is_a_share",
            ),
            models.CheckConstraint(
                condition=Q(is_guest=False) | Q(target_share=None),
                name="class_of_guests_has_no_target",
            ),
            models.UniqueConstraint(fields=["definition", "slug"], name="class_slug_once"),
            models.UniqueConstraint(fields=["definition", "position"], name="class_position_once"),
        ]

    def __str__(self) -> str:
        return self.title


class Participant(models.Model):
    """A user inside one definition, under a pseudonym. Imported ones and guests have no user."""

    definition = models.ForeignKey(
        "deliberation.Definition", models.PROTECT, related_name="participants"
    )
    user = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="participations"
    )
    pseudonym = models.CharField(max_length=60)
    stakeholder_class = models.ForeignKey(
        StakeholderClass, models.PROTECT, null=True, blank=True, related_name="participants"
    )
    class_verified_at = models.DateTimeField(null=True, blank=True)
    is_simulated = models.BooleanField(default=False)
    external_id = models.CharField(
        max_length=60, null=True, blank=True, help_text="The id where this was imported from."
    )
    guest_key = models.CharField(
        max_length=32,
        null=True,
        blank=True,
        editable=False,
        help_text="The browser of a guest; gone once the guest has an account.",
    )
    invitation = models.ForeignKey(
        "deliberation.Invitation",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="participants",
    )
    joined_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["definition", "guest_key"], name="participant_guest_once"
            ),
            models.CheckConstraint(
                condition=Q(guest_key=None) | Q(user=None), name="participant_guest_has_no_user"
            ),
            models.UniqueConstraint(
                "definition", Lower("pseudonym"), name="participant_pseudonym_once"
            ),
            models.UniqueConstraint(fields=["definition", "user"], name="participant_user_once"),
            models.UniqueConstraint(
                fields=["definition", "external_id"], name="participant_external_id_once"
            ),
            models.CheckConstraint(condition=~Q(pseudonym=""), name="participant_has_pseudonym"),
        ]

    def __str__(self) -> str:
        return self.pseudonym

    @property
    def is_guest(self) -> bool:
        """Whether this is somebody known by a browser alone."""
        return self.guest_key is not None


def drawn_handle() -> str:
    return drawn(digits=4)


class Role(models.Model):
    """What a user may do for a definition beyond taking part."""

    class Name(models.TextChoices):
        STEWARD = "steward", pgettext_lazy("role", "steward")
        MODERATOR = "moderator", pgettext_lazy("role", "moderator")
        OBSERVER = "observer", pgettext_lazy("role", "observer")

    definition = models.ForeignKey("deliberation.Definition", models.CASCADE, related_name="roles")
    user = models.ForeignKey(User, models.CASCADE, related_name="roles")
    name = models.CharField(max_length=10, choices=Name)
    handle = models.CharField(
        max_length=60,
        default=drawn_handle,
        help_text="By which the public knows who decided. Not their pseudonym: that votes.",
    )
    given_at = models.DateTimeField(default=timezone.now)

    history = HistoricalRecords()

    class Meta:
        ordering = ["definition", "name", "user"]
        constraints = [
            models.UniqueConstraint(fields=["definition", "user", "name"], name="role_once"),
            models.UniqueConstraint(
                fields=["definition", "handle", "name"], name="role_handle_once"
            ),
            models.CheckConstraint(
                condition=Q(name__in=["steward", "moderator", "observer"]), name="role_name"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.name} of {self.definition}"
