"""From checked rows into a definition and its log."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import batched, chain, count
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Max

from deliberation import actions
from deliberation.actions.people import joined
from deliberation.exchange.polis.format import moment, number_of
from deliberation.exchange.polis.reading import Export, read_folder
from deliberation.exchange.polis.sheets import LeftOut, NotAPolisExport
from deliberation.exchange.polis.statements import GENERAL, follow_moderation, open_statements
from deliberation.exchange.polis.votes import append_votes
from deliberation.locks import aggregation_lock
from deliberation.models import Category, Criterion, Definition, Event, Participant, Phase
from deliberation.refusals import AggregationRunning

BATCH = 2000
LOCK_WAIT_SECONDS = 60
# As the fields of Definition say.
TITLE_LIMIT = 120
QUESTION_LIMIT = 1000
# Leaves room for the catalogue's categories, which are numbered from 1.
GENERAL_POSITION = 1000
STATEMENT_SCALE = [
    {"level": "closed", "title": "Not so", "meaning": "What the statement says is not the case."},
    {"level": "partial", "title": "In part", "meaning": "What it says is the case in part."},
    {"level": "open", "title": "So", "meaning": "What the statement says is the case."},
]


@dataclass(frozen=True)
class ImportReport:
    """What one import added, and the votes that it found there already.

    moderated: proposals that were there and whose moderation the file has changed.
    """

    definition: str
    opened: bool
    proposals: int
    participants: int
    votes: int
    moderated: int
    votes_present: int
    left_out: LeftOut

    @property
    def changed(self) -> bool:
        return bool(
            self.opened or self.proposals or self.participants or self.votes or self.moderated
        )


def import_folder(
    folder: Path, *, slug: str, title: str = "", progress: bool = False
) -> ImportReport:
    """Bring a Polis export into the definition `slug`, which is opened if there is none.

    One transaction: all of it is stored, or nothing. What is there already is left
    alone, so that a second run adds nothing and one on a grown export adds the rest.
    Raises AggregationRunning where a run of the definition takes long.
    Votes are appended in order of their time, because the last one counts; a vote
    older than one that an earlier run brought would undo it and is left out. Raises
    NotAPolisExport, with the database as it was.
    """
    _check_slug(slug)
    export = read_folder(folder)
    with _log_of(slug), transaction.atomic():
        definition, opened = _definition(slug, title, export)
        people, participants = _participants(definition, export)
        wordings, proposals = open_statements(definition, export, people)
        moderated = follow_moderation(definition, export, wordings)
        votes, present = append_votes(definition, export, people, wordings, progress=progress)
        report = ImportReport(
            definition=slug,
            opened=opened,
            proposals=proposals,
            participants=participants,
            votes=votes,
            moderated=moderated,
            votes_present=present,
            left_out=export.left_out,
        )
        if report.changed:
            actions.request_aggregation(definition.pk)
    return report


@contextmanager
def _log_of(slug: str) -> Iterator[None]:
    """Keep aggregations away until all is committed: the votes get their positions at once.

    Nobody else sees a definition that is opened here before that.
    """
    present = Definition.objects.filter(slug=slug).first()
    if present is None:
        yield
        return
    with aggregation_lock(present.pk, wait=LOCK_WAIT_SECONDS) as held:
        if not held:
            raise AggregationRunning(definition=present.title)
        yield


def _check_slug(slug: str) -> None:
    if not re.fullmatch(r"[-a-zA-Z0-9_]{1,60}", slug):
        raise NotAPolisExport(
            problem=f"“{slug}” cannot name a definition: use letters, digits, hyphens and "
            "underscores, 60 at most."
        )


# --- The definition --------------------------------------------------------------------


def _definition(slug: str, title: str, export: Export) -> tuple[Definition, bool]:
    """The definition, locked, and whether it was opened for this import."""
    summary = export.summary
    criterion = _general_criterion()
    definition = Definition.objects.select_for_update().filter(slug=slug).first()
    source = _source(summary)
    if definition is None:
        definition = actions.open_definition(
            slug=slug,
            title=_cut(title or summary.get("topic") or slug, TITLE_LIMIT),
            question=_cut(summary.get("conversation-description", ""), QUESTION_LIMIT),
            source={"polis": source},
            criteria=[criterion],
            competing=False,
            phase=Phase.CLOSED,
            # Nothing in the log is younger than the deliberation: what is drafted from it
            # does not depend on the day of the import.
            at=_began(export),
        )
        return definition, True
    before = definition.source.get("polis", {})
    here, there = before.get("url"), source.get("url")
    if here and there and here != there:
        raise NotAPolisExport(
            problem=f"“{slug}” holds the Polis conversation {here}, and this export is of {there}. "
            "Import it under another name."
        )
    if source and source != before:
        definition.source["polis"] = source
        definition.save(update_fields=["source"])
    if not definition.criterion_uses.filter(criterion=criterion).exists():
        last = definition.criterion_uses.aggregate(last=Max("position"))["last"] or 0
        definition.criterion_uses.create(criterion=criterion, position=last + 1, competing=False)
    return definition, False


def _began(export: Export) -> datetime | None:
    """The time of the first comment or vote."""
    times = chain(export.votes.at, (comment.at for comment in export.comments.values()))
    first = min(times, default=None)
    return None if first is None else moment(first)


def _general_criterion() -> Criterion:
    """The criterion for statements that are about no criterion of the catalogue."""
    last = Category.objects.aggregate(last=Max("position"))["last"] or 0
    category, _ = Category.objects.get_or_create(
        slug=GENERAL,
        defaults={
            "title": "General",
            "description": "Statements that were brought in from elsewhere.",
            "position": max(last + 1, GENERAL_POSITION),
        },
    )
    criterion, _ = Criterion.objects.get_or_create(
        slug=GENERAL,
        defaults={
            "category": category,
            "title": "Statements",
            "question": "What should be said?",
            "scale": STATEMENT_SCALE,
            "position": 1,
        },
    )
    return criterion


def _source(summary: dict[str, str]) -> dict[str, Any]:
    """What is kept of summary.csv: the facts that cannot be counted anew."""
    source: dict[str, Any] = {
        name: summary[name] for name in ("topic", "conversation-description") if name in summary
    }
    # Pages link to it.
    if summary.get("url", "").startswith(("https://", "http://")):
        source["url"] = summary["url"]
    views = summary.get("views", "")
    if views.isascii() and views.isdigit():
        source["views"] = int(views)
    return source


def _cut(text: str, limit: int) -> str:
    """At most `limit` characters, cut between words where there are any."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    words = re.sub(r"\s+\S*$", "", head)
    return (words if len(words) > limit // 2 else head).rstrip() + "…"


# --- People ----------------------------------------------------------------------------


def _participants(definition: Definition, export: Export) -> tuple[dict[int, int], int]:
    """The participant's key for each voter id, and how many participants were added."""
    people: dict[int, int] = {}
    for external_id, pk in definition.participants.values_list("external_id", "pk"):
        voter = number_of(external_id)
        if voter is not None:
            people[voter] = pk
    first = _first_times(export)
    new = sorted(first.keys() - people.keys())
    taken = _pseudonyms_taken(definition)
    for batch in batched(new, BATCH, strict=False):
        participants = Participant.objects.bulk_create(
            Participant(
                definition=definition,
                external_id=str(voter),
                pseudonym=_pseudonym(voter, taken),
                joined_at=moment(first[voter]),
            )
            for voter in batch
        )
        Event.objects.bulk_create(Event(**joined(each)) for each in participants)
        people.update(zip(batch, (each.pk for each in participants), strict=True))
    return people, len(new)


def _first_times(export: Export) -> dict[int, int]:
    """When each voter and author was first heard of, in milliseconds."""
    first: dict[int, int] = {}
    for comment in export.comments.values():
        if comment.author is not None:
            first[comment.author] = min(comment.at, first.get(comment.author, comment.at))
    for voter, at in zip(export.votes.voter, export.votes.at, strict=True):
        if voter not in first or at < first[voter]:
            first[voter] = at
    return first


def _pseudonyms_taken(definition: Definition) -> set[str]:
    alike = definition.participants.filter(pseudonym__istartswith="voter-")
    return {pseudonym.lower() for pseudonym in alike.values_list("pseudonym", flat=True)}


def _pseudonym(voter: int, taken: set[str]) -> str:
    """voter-<id>, unless a participant of the definition chose that name."""
    names = chain([f"voter-{voter}"], (f"voter-{voter}-{again}" for again in count(2)))
    return next(name for name in names if name not in taken)
