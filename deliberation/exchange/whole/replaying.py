"""Running the engine over a log that came in, run for run, to compare what it composes."""

from typing import TYPE_CHECKING, Any

from django.utils.dateparse import parse_datetime

from deliberation import actions
from deliberation.exchange.whole.format import hash_of_bytes
from deliberation.models import Draft, Event

if TYPE_CHECKING:
    from deliberation.exchange.whole.reading import Reader


def replay(reader: "Reader", drafts: list[dict[str, Any]], runs: list[int]) -> dict[str, bool]:
    """Store the log in parts and run the engine after each, as it once was.

    A ratified draft comes from a decision and from no run: where the log tells of it, it is
    taken from the file, for later drafts go on from it.
    """
    by_version = {entry["version"]: entry for entry in drafts}
    same: dict[str, bool] = {}
    definition = reader.definition
    for watermark in sorted(set(runs)):
        for event in reader.flush_up_to(watermark):
            if event.kind == Event.Kind.RATIFIED:
                assert event.payload is not None
                entry = by_version[event.payload["version"]]
                reader.draft(entry)
                same[entry["version"]] = True
        actions.aggregate(definition_id=definition.pk)
        for draft in definition.drafts.exclude(version__in=same):
            told = by_version.get(draft.version)
            same[draft.version] = told is not None and hash_of_bytes(told) == draft.content_hash
            if told is not None:
                _adopt(draft, told)
            reader.know_draft(draft)
    return same


def _adopt(draft: Draft, entry: dict[str, Any]) -> None:
    """What a run cannot know of a draft: when it was cut, whether it was published, and what
    its hash was before text was erased from it."""
    draft.content_hash = entry["content_hash"]
    draft.redacted_hash = entry.get("redacted_hash", "")
    draft.status = entry["status"]
    draft.created_at = parse_datetime(entry["created_at"]) or draft.created_at
    published = entry.get("published_at")
    draft.published_at = parse_datetime(published) if published else None
    draft.save(
        update_fields=["status", "created_at", "published_at", "content_hash", "redacted_hash"]
    )
