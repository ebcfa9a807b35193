"""What is kept with a draft, so that its report can be read for ever."""

from collections import Counter
from typing import Any

from deliberation.drafting.reporting import without
from deliberation.models import Aggregate, Definition, Event, Proposal

BATCH = 20_000


def report_of(run: Aggregate) -> dict[str, Any]:
    """The report of the run that cuts a draft, with its opinion map and who took part then.

    Later runs forget tallies and maps, so it is kept as it is, in the transaction that stores
    the draft. Who joined and is verified is read from the log up to the run's watermark, so
    that whoever computes the draft again gets the same report.
    """
    voted = {each["slug"]: each["participants"] for each in run.report["classes"]}
    joined, verified = _taking_part(run)
    participation = [
        {
            "slug": each.slug,
            "title": each.title,
            "joined": joined[each.slug],
            "verified": verified[each.slug],
            "voted": voted.get(each.slug, 0),
            "target_share": None if each.target_share is None else float(each.target_share),
            "is_guest": each.is_guest,
        }
        for each in run.definition.stakeholder_classes.all()
    ]
    return {**run.report, "participation": participation, "map": run.map}


def _taking_part(run: Aggregate) -> tuple[Counter[str], Counter[str]]:
    """By slug of the class: how many had joined it, and how many of these were verified."""
    told = Event.objects.filter(
        definition=run.definition,
        position__lte=run.watermark,
        kind__in=[Event.Kind.JOINED, Event.Kind.VERIFIED],
    ).order_by("position")
    declared: dict[int, str] = {}
    verified: dict[int, str] = {}
    rows = told.values_list("participant", "kind", "payload")
    for participant, kind, payload in rows.iterator(chunk_size=BATCH):
        known = declared if kind == Event.Kind.JOINED else verified
        known[participant] = (payload or {}).get("class") or ""
    checked = (slug for key, slug in declared.items() if slug == verified.get(key))
    return Counter(declared.values()), Counter(checked)


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
