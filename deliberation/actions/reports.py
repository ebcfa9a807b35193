"""What is kept with a draft, so that its report can be read for ever."""

from typing import Any

from deliberation.drafting.reporting import without
from deliberation.models import Aggregate, Definition, Proposal


def report_of(run: Aggregate) -> dict[str, Any]:
    """The report of the run that cuts a draft, with its opinion map and who takes part now.

    Later runs forget tallies and maps; and whose class a steward has verified stands in no
    log. So it is kept as it is, in the transaction that stores the draft.
    """
    classes = run.definition.stakeholder_classes.with_numbers()
    voted = {each["slug"]: each["participants"] for each in run.report["classes"]}
    participation = [
        {
            "slug": each.slug,
            "title": each.title,
            "joined": each.joined,
            "verified": each.verified,
            "voted": voted.get(each.slug, 0),
            "target_share": None if each.target_share is None else float(each.target_share),
            "is_guest": each.is_guest,
        }
        for each in classes
    ]
    return {**run.report, "participation": participation, "map": run.map}


def as_public(definition: Definition, report: dict[str, Any]) -> tuple[dict[str, Any], set[int]]:
    """The report without what moderation has set aside since, and the numbers of those named
    in it that take no votes by now. One query."""
    named = [each["proposal"] for each in report["proposals"]]
    standing = definition.proposals.filter(number__in=named)
    rejected, closed = set(), set()
    for number, moderation, is_closed in standing.values_list("number", "moderation", "is_closed"):
        if moderation not in Proposal.STANDING:
            rejected.add(number)
        elif is_closed:
            closed.add(number)
    return without(report, rejected), closed
