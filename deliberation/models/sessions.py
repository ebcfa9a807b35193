"""Sessions that know whose they are, so that those of one person can be found and ended."""

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from deliberation.models.people import User


class Session(AbstractBaseSession):
    """user: who is signed in by it; None for visitors."""

    user = models.ForeignKey(
        User, models.CASCADE, null=True, editable=False, related_name="sessions"
    )

    class Meta(AbstractBaseSession.Meta):
        abstract = False
