"""Encrypt stored secrets under the present SECRET_KEY."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import CommandError
from django.db import transaction

from deliberation import second_factor
from deliberation.management.base import DataCommand


class Command(DataCommand):
    help = (
        "Encrypt the secrets of second factors under the present SECRET_KEY. Afterwards the keys"
        " in SECRET_KEY_FALLBACKS are not needed for them any more."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        done, lost = 0, []
        for pk in Authenticator.objects.order_by("pk").values_list("pk", flat=True).iterator():
            try:
                with transaction.atomic():
                    done += second_factor.reseal(pk)
            except ImproperlyConfigured:
                lost.append(str(pk))
        self.stdout.write(f"Encrypted {done:,} second factors anew.")
        if lost:
            raise CommandError(
                f"No key of the settings opens {len(lost):,} of them (rows {', '.join(lost)})."
                " Delete these in the database, and their owners can set up new ones."
            )
