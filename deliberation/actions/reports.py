"""What is kept with a draft, so that its report can be read for ever."""

from typing import Any

from deliberation.models import Aggregate


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
