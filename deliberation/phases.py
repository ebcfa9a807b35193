"""The phases of a definition's life, in order."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Phase(TextChoices):
    """Where a definition stands in its life."""

    SETUP = "setup", _("Setup")
    GATHERING = "gathering", _("Gathering")
    DELIBERATION = "deliberation", _("Deliberation")
    CONVERGENCE = "convergence", _("Convergence")
    RATIFICATION = "ratification", _("Ratification")
    CLOSED = "closed", _("Closed")
