"""Bringing a definition in for somebody who runs it from then on."""

from collections.abc import Iterable

from django.db import transaction

from deliberation.actions.roles import appoint_first_steward
from deliberation.exchange.whole.reading import bring
from deliberation.models import Definition, User


@transaction.atomic
def bring_for(user: User, file: Iterable[bytes]) -> Definition:
    """Bring a definition in and make somebody its steward here. Raises BadExport."""
    definition = bring(file).definition
    appoint_first_steward(definition, user, reason="Brought in from a file.")
    return definition
