"""AI systems: the releases that texts are applied to."""

from typing import Any, Final, Self

from django.core.validators import RegexValidator, URLValidator
from django.db import models
from django.db.models import Count, F, Max, Q, Sum, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _

UNKNOWN: Final = "unknown"
MONTH: Final = r"^[0-9]{4}-(0[1-9]|1[0-2])$"
is_month = RegexValidator(MONTH, "Write a month as 2026-11.")


# The oldest first; those without a date last.
RELEASED = (models.Case(models.When(released="", then=1), default=0), "released", "name", "version")


class AISystemQuerySet(models.QuerySet["AISystem"]):
    def of_family(self, family: str) -> Self:
        """The releases of one family, the oldest first; those without a date last."""
        return self.filter(family=family).order_by(*RELEASED)

    def family_with(self, slug: str) -> Self:
        """A system and the other releases of its family, in the order of `of_family`."""
        named = AISystem.objects.filter(slug=slug)
        families = named.exclude(family="").values("family")
        return self.filter(models.Q(slug=slug) | models.Q(family__in=families)).order_by(*RELEASED)

    def state(self) -> models.QuerySet["AISystem", Any]:
        """`state`: one text that differs whenever what is known of any system does. No row
        where there is no system."""
        number, last, known = (
            Cast(each, models.CharField())
            for each in (Count("pk"), Max("pk"), Sum("evidence_state"))
        )
        one = self.order_by().values(one=Value(1)).annotate(number=Count("pk"))
        told = Concat(number, Value("-"), last, Value("-"), known)
        return one.filter(number__gt=0).annotate(state=told).values("state")

    def touch(self) -> int:
        """Note that something changed that verdicts rest on; in the change's transaction."""
        return self.update(evidence_state=F("evidence_state") + 1)


class AISystem(models.Model):
    """One release of an AI system, such as Llama 3.1; `family` holds releases together.

    evidence_state: raised with whatever verdicts rest on, so that assessments made before
    are known to be out of date. loaded: the fields as a file last set them; where the row
    differs, people edited it.
    """

    class Claim(models.TextChoices):
        """Whether its makers call it open source."""

        YES = "yes", _("called open source by its makers")
        NO = "no", _("its makers choose another word")
        UNCLEAR = "unclear", _("not clear")

    class Review(models.TextChoices):
        """What the Open Source Initiative published from its validation phase."""

        PASSED = "pass", _("passed")
        OTHER_TERMS = "would-pass-with-other-terms", _("would pass under other terms")
        FAILED = "fail", _("did not pass")

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    version = models.CharField(max_length=80, blank=True)
    developer = models.CharField(max_length=120, blank=True)
    family = models.SlugField(max_length=60, blank=True)
    kind = models.CharField(max_length=60, blank=True)
    released = models.CharField(
        max_length=7, blank=True, validators=[is_month], help_text="Month, as 2024-07."
    )
    links = models.JSONField(default=list, blank=True, help_text="Per link: title, url.")
    notes = models.JSONField(
        default=list, blank=True, help_text="Sentences on what is disputable in the record."
    )
    claim = models.CharField(max_length=7, choices=Claim, blank=True)
    claim_wording = models.CharField(max_length=300, blank=True)
    claim_source = models.CharField(max_length=200, blank=True)
    claim_url = models.URLField(
        max_length=500, blank=True, validators=[URLValidator(schemes=["http", "https"])]
    )
    claim_seen = models.CharField(max_length=7, blank=True, validators=[is_month])
    review = models.CharField(max_length=27, choices=Review, blank=True)
    review_source = models.CharField(max_length=200, blank=True)
    review_url = models.URLField(
        max_length=500, blank=True, validators=[URLValidator(schemes=["http", "https"])]
    )
    evidence_state = models.PositiveBigIntegerField(default=1, editable=False)
    loaded = models.JSONField(default=dict, blank=True, editable=False)

    objects = AISystemQuerySet.as_manager()

    class Meta:
        ordering = ["name", "version"]
        verbose_name = "AI system"
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="system_has_name"),
            models.CheckConstraint(
                condition=Q(released="") | Q(released__regex=MONTH), name="system_released_in_month"
            ),
            models.CheckConstraint(
                condition=Q(claim__in=["", "yes", "no", "unclear"]), name="system_claim"
            ),
            models.CheckConstraint(
                condition=Q(review__in=["", "pass", "would-pass-with-other-terms", "fail"]),
                name="system_review",
            ),
            models.CheckConstraint(
                condition=Q(claim_url="")
                | Q(claim_url__startswith="https://")
                | Q(claim_url__startswith="http://"),
                name="system_claim_is_on_a_page",
            ),
            models.CheckConstraint(
                condition=Q(review_url="")
                | Q(review_url__startswith="https://")
                | Q(review_url__startswith="http://"),
                name="system_review_is_on_a_page",
            ),
        ]
        indexes = [
            # The releases of one family beside each other.
            models.Index(fields=["family", "released"], name="system_family"),
        ]

    def __str__(self) -> str:
        return self.name
