"""What participants care for: the order of criteria on pages and in routing."""

from collections.abc import Mapping

from django.db import transaction

from deliberation.models import Definition
from deliberation.refusals import UnknownCriterion


@transaction.atomic
def set_priorities(*, definition: Definition, priorities: Mapping[str, float]) -> int:
    """Set how much participants care for each criterion, by slug, 0 … 1; others have none.

    It orders pages and whose vote is asked for first. It changes no draft, so it is no event
    of the log. Returns how many criteria have a priority. Raises UnknownCriterion.
    """
    uses = definition.criterion_uses.select_related("criterion").select_for_update(of=("self",))
    unknown = set(priorities) - {use.criterion.slug for use in uses}
    if unknown:
        raise UnknownCriterion(definition=definition.title, criterion=min(unknown))
    for use in uses:
        given = priorities.get(use.criterion.slug)
        wanted = None if given is None else min(max(float(given), 0.0), 1.0)
        if use.priority != wanted:
            use.priority = wanted
            use.save(update_fields=["priority"])
    return len(priorities)
