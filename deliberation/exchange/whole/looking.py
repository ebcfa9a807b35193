"""What a file of a whole definition holds: looked at alone, or brought in for somebody."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from deliberation.actions.roles import appoint_first_steward
from deliberation.exchange.whole.reading import bring
from deliberation.models import Definition, User


@dataclass(frozen=True)
class Looked:
    """counts: by kind of line. drafts: `version`, `status` and `content_hash` of each.
    new_criteria: titles of those that were not here."""

    definition: Definition
    counts: dict[str, int]
    drafts: list[Any]
    new_criteria: list[str]


def look(file: Iterable[bytes]) -> Looked:
    """Bring a definition in and take all of it back, so that whatever would refuse it does.

    Raises BadExport. Afterwards the database is as it was.
    """
    with transaction.atomic():
        looked = _brought(file)
        transaction.set_rollback(True)
    return looked


@transaction.atomic
def bring_for(user: User, file: Iterable[bytes]) -> Looked:
    """Bring a definition in and make somebody its steward here. Raises BadExport."""
    looked = _brought(file)
    appoint_first_steward(looked.definition, user, reason="Brought in from a file.")
    return looked


def _brought(file: Iterable[bytes]) -> Looked:
    brought = bring(file)
    drafts = brought.definition.drafts.order_by("watermark", "pk")
    return Looked(
        definition=brought.definition,
        counts=brought.counts,
        drafts=list(drafts.values("version", "status", "content_hash")),
        new_criteria=brought.new_criteria,
    )
