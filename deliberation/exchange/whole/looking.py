"""Looking at a file of a whole definition before it is brought in."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from deliberation.exchange.whole.reading import bring
from deliberation.models import Definition


@dataclass(frozen=True)
class Looked:
    """What a file would bring. counts: by kind of line. drafts: version, status and content
    hash. new_criteria: titles of those that are not here yet."""

    definition: Definition
    counts: dict[str, int]
    drafts: list[tuple[str, str, str]]
    new_criteria: list[str]


def look(file: Iterable[bytes]) -> Looked:
    """Bring a definition in and take all of it back, so that whatever would refuse it does.

    Raises BadExport. Afterwards the database is as it was.
    """
    with transaction.atomic():
        brought = bring(file)
        drafts = brought.definition.drafts.order_by("watermark", "pk")
        looked = Looked(
            definition=brought.definition,
            counts=brought.counts,
            drafts=list(drafts.values_list("version", "status", "content_hash")),
            new_criteria=brought.new_criteria,
        )
        transaction.set_rollback(True)
    return looked
