"""Licences as data: how open they are, and what they restrict, with the section that does."""

from functools import cache

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator, URLValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from license_expression import get_spdx_licensing

from deliberation.assessment.licences import RESTRICTS

is_key = RegexValidator(r"^[A-Za-z0-9][A-Za-z0-9.+-]*$", _("Write a key as Llama-3.1."))
is_page = URLValidator(schemes=["http", "https"])


# Made once: that takes a tenth of a second, and rows of files ask for it one by one.
spdx_licensing = cache(get_spdx_licensing)


def is_spdx(identifier: str) -> None:
    """Raise ValidationError unless the SPDX list has a licence of this identifier."""
    known = spdx_licensing().known_symbols
    # Keys of the library that begin so are its own and no identifiers of SPDX.
    if identifier not in known or identifier.startswith("LicenseRef-"):
        raise ValidationError(
            _("“%(identifier)s” is no identifier of the SPDX list, such as Apache-2.0."),
            params={"identifier": identifier},
        )


class Licence(models.Model):
    """The terms under which a component is offered. Shared by systems.

    is_read: the whole text was gone through, so that what it does not restrict is open.
    loaded: the fields as a file last set them; where the row differs, people edited it.
    """

    class Openness(models.TextChoices):
        OPEN = "open", _("open")
        RESTRICTED = "restricted", _("restricted")
        NONE = "none", _("no licence")
        UNKNOWN = "unknown", _("not known")

    key = models.CharField(max_length=60, unique=True, validators=[is_key])
    name = models.CharField(max_length=160)
    spdx = models.CharField(max_length=60, blank=True, validators=[is_spdx])
    openness = models.CharField(max_length=10, choices=Openness, default=Openness.UNKNOWN)
    is_read = models.BooleanField(default=False)
    url = models.URLField(max_length=500, blank=True, validators=[is_page])
    note = models.CharField(max_length=500, blank=True)
    loaded = models.JSONField(default=dict, blank=True, editable=False)

    class Meta:
        ordering = ["key"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="licence_has_name"),
            models.UniqueConstraint(
                fields=["spdx"], condition=~Q(spdx=""), name="licence_spdx_once"
            ),
            models.CheckConstraint(
                condition=Q(openness__in=["open", "restricted", "none", "unknown"]),
                name="licence_openness",
            ),
            models.CheckConstraint(
                condition=Q(url="") | Q(url__startswith="https://") | Q(url__startswith="http://"),
                name="licence_url_is_a_page",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Restriction(models.Model):
    """What a licence restricts, and so the level of the criterion that asks for its absence."""

    licence = models.ForeignKey(Licence, models.CASCADE, related_name="restrictions")
    kind = models.CharField(max_length=20, choices=[(kind, kind) for kind in RESTRICTS])
    level = models.CharField(max_length=20, default="closed")
    section = models.CharField(max_length=120, blank=True)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["licence", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["licence", "kind"], name="restriction_kind_once"),
            models.CheckConstraint(
                condition=Q(kind__in=list(RESTRICTS)), name="restriction_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(level__in=["closed", "partial"]), name="restriction_restricts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.licence}: {self.kind}"

    @property
    def criterion_slug(self) -> str:
        """The criterion that asks for the absence of it."""
        return RESTRICTS[self.kind]


class SystemLicence(models.Model):
    """The licence of one component of a system. Evidence on terms is derived from it."""

    class Component(models.TextChoices):
        WEIGHTS = "weights", _("weights")
        CODE = "code", _("code")
        DATA = "data", _("data")
        DOCUMENTATION = "documentation", _("documentation")

    class Origin(models.TextChoices):
        REVIEWED = "reviewed", _("from the reviewed systems")
        INDEX = "index", _("from an index of models")
        PERSON = "person", _("recorded by a person")

    system = models.ForeignKey(
        "deliberation.AISystem", models.CASCADE, related_name="component_licences"
    )
    component = models.CharField(max_length=13, choices=Component)
    licence = models.ForeignKey(Licence, models.PROTECT, related_name="component_licences")
    origin = models.CharField(max_length=8, choices=Origin, default=Origin.PERSON)

    class Meta:
        ordering = ["system", "component"]
        constraints = [
            models.UniqueConstraint(fields=["system", "component"], name="component_licence_once"),
            models.CheckConstraint(
                condition=Q(component__in=["weights", "code", "data", "documentation"]),
                name="component_licence_component",
            ),
            models.CheckConstraint(
                condition=Q(origin__in=["reviewed", "index", "person"]),
                name="component_licence_origin",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.system}, {self.component}: {self.licence}"
