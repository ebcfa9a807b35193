"""Reading a whole definition into this installation, and computing its drafts anew."""

import hashlib
import json
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist, ValidationError
from django.db import DatabaseError, models, transaction
from django.db.models import Max
from django.utils.dateparse import parse_datetime

from deliberation import drafting
from deliberation.exchange.whole.format import (
    BATCH,
    DEFINITION,
    FORMAT,
    KINDS,
    BadExport,
    UnusableExport,
    hash_of_bytes,
)
from deliberation.exchange.whole.replaying import replay
from deliberation.models import Category, Criterion, Definition, Draft, Event

ALIKE: Final = ("title", "question", "scale")
# What a file can be made to raise, whether by mistake or on purpose.
UNUSABLE: Final = (
    ArithmeticError,
    AttributeError,
    DatabaseError,
    FieldDoesNotExist,
    LookupError,
    ObjectDoesNotExist,
    TypeError,
    ValidationError,
    ValueError,
)


@dataclass(frozen=True)
class Brought:
    """What came in. recomputed: of each draft that was computed anew, whether the hash is the
    one in the file; empty where that was not asked for. new_criteria: titles of those that
    were not here."""

    definition: Definition
    counts: dict[str, int]
    new_criteria: list[str]
    recomputed: dict[str, bool] = field(default_factory=dict)

    @property
    def differing(self) -> list[str]:
        return [version for version, is_same in self.recomputed.items() if not is_same]


class Unnamed(LookupError):
    """A line names what no line before it tells of."""


class _Known(dict[tuple[Any, ...], Any]):
    """Rows by what the file calls them."""

    def __missing__(self, key: tuple[Any, ...]) -> Any:
        named = " ".join(str(part) for part in key)
        raise Unnamed(f"it names {named}, which no line before it tells of.")


@transaction.atomic
def bring(file: Iterable[bytes], *, recompute: bool = False) -> Brought:
    """Bring a definition in, with the texts and hashes of its drafts as they are in the file.

    Criteria that are here already must ask the same; others are added. recompute: also run the
    engine over the log, run for run as the file tells, and compare the hashes of what it
    composes. Raises BadExport, with the database as it was.
    """
    try:
        reader, recomputed = _read(file, recompute)
    except UNUSABLE as error:
        raise UnusableExport(problem=_problem(error)) from error
    return Brought(reader.definition, reader.counts, reader.new_criteria, recomputed)


def _read(file: Iterable[bytes], recompute: bool) -> tuple["Reader", dict[str, bool]]:
    reader = Reader()
    drafts, runs = [], []
    for number, entry in _checked(file):
        try:
            match entry["line"]:
                case "definition":
                    reader.begin(entry)
                case "draft":
                    drafts.append(entry)
                case "run":
                    runs.append(entry["watermark"])
                case "ratification" | "ballot":
                    reader.later.append(entry)
                case name:
                    reader.row(name, entry)
        except UNUSABLE as error:
            raise BadExport(line=number, problem=_problem(error)) from error
    reader.settle()
    recomputed = replay(reader, drafts, runs) if recompute else {}
    for entry in drafts:
        _check_hash(entry)
        if not recompute or entry["version"] not in recomputed:
            reader.draft(entry)
    for entry in reader.later:
        reader.row(entry["line"], entry)
    reader.flush()
    return reader, recomputed


def _checked(file: Iterable[bytes]) -> Iterator[tuple[int, dict[str, Any]]]:
    """The entries with their line numbers; what is cut off or altered is refused at the end."""
    digest, number, is_complete = hashlib.sha256(), 0, False
    for number, line in enumerate(file, start=1):
        try:
            entry = json.loads(line)
            name = entry["line"]
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise BadExport(line=number, problem="it is no JSON object with “line”.") from error
        if number == 1 and (name != "definition" or entry.get("format") != FORMAT):
            raise BadExport(line=1, problem=f"the file does not begin with “{FORMAT}”.")
        if name == "end":
            is_complete = entry.get("sha256") == digest.hexdigest()
            break
        digest.update(line)
        yield number, entry
    if not is_complete:
        raise BadExport(line=number, problem="the file is cut off, or was changed.")


def _problem(error: Exception) -> str:
    """What is wrong, in words for whoever has the file."""
    match error:
        case KeyError():
            return f"“{error.args[0]}” is missing."
        case DatabaseError():
            return f"the database refuses it: {str(error).splitlines()[0]}"
        case _:
            return str(error) or type(error).__name__


def _check_hash(entry: dict[str, Any]) -> None:
    if drafting.content_hash(entry["canonical"].encode()) != hash_of_bytes(entry):
        problem = f"draft {entry['version']} has another hash than it says."
        raise UnusableExport(problem=problem)


class Reader:
    """Makes rows of entries. Names are looked up among the rows that came before."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}
        self.later: list[dict[str, Any]] = []
        self._events: list[Event] = []
        self._waiting: dict[str, list[models.Model]] = {}
        self._known = _Known()
        self.new_criteria: list[str] = []
        self._proposals: dict[int, dict[str, Any]] = {}

    def begin(self, entry: dict[str, Any]) -> None:
        if Definition.objects.filter(slug=entry["slug"]).exists():
            raise BadExport(line=1, problem=f"a definition “{entry['slug']}” is here already.")
        given = {name: _value(Definition, name, entry.get(name)) for name in DEFINITION}
        self.definition = Definition.objects.create(
            **{name: value for name, value in given.items() if value is not None}
        )

    def row(self, name: str, entry: dict[str, Any]) -> None:
        if name not in KINDS:
            raise ValueError(f"lines of the kind “{name}” are not known here.")
        self.counts[name] = self.counts.get(name, 0) + 1
        special: dict[str, Callable[[dict[str, Any]], None]] = {
            "category": self._category,
            "criterion": self._criterion,
            "event": self._event,
            "exclusion": self._exclusion,
        }
        if name in special:
            special[name](entry)
            return
        fields = self._fields(name, entry)
        if name == "proposal":
            # A survivor may come later, and says what a merged one is.
            for later in ("moderation", "merged_into", "accepted"):
                fields.pop(later, None)
            self._proposals[entry["number"]] = entry
        row: Any = KINDS[name].model(**fields)
        if name == "participant" and entry.get("is_guest"):
            # Nobody's browser has this key: guests cannot go on here, and stay guests.
            row.guest_key = uuid.uuid4().hex
        row.save(force_insert=True)
        self._remember(name, entry, row)

    def draft(self, entry: dict[str, Any]) -> Draft:
        """A draft as it is in the file, with the clauses of its text."""
        self.counts["draft"] = self.counts.get("draft", 0) + 1
        major, minor, patch = map(int, entry["version"].split("."))
        fields = self._fields("draft", entry) | {"major": major, "minor": minor, "patch": patch}
        draft = Draft.objects.create(**fields)
        for clause in drafting.clauses(draft.content):
            proposal = self._known["proposal", clause["proposal"]]
            draft.clauses.create(
                number=clause["number"],
                criterion=proposal.criterion,
                proposal=proposal,
                revision=self._known["revision", clause["proposal"], clause["revision"]],
                level=clause["level"],
                requires=clause["requires"],
            )
        self._known["draft", entry["version"]] = draft
        return draft

    def know_draft(self, draft: Draft) -> None:
        self._known["draft", draft.version] = draft

    def flush_up_to(self, position: int) -> list[Event]:
        """Store the events up to a position of the log; gives these."""
        upto = [each for each in self._events if each.position and each.position <= position]
        return self.flush(len(upto))

    def flush(self, number: int | None = None) -> list[Event]:
        """Store the first `number` of the events that are left, or all of them; gives these."""
        stored = self._events[:number]
        Event.objects.bulk_create(stored, batch_size=BATCH)
        self._events = self._events[len(stored) :]
        return stored

    def settle(self) -> None:
        """Say which revision of each proposal is shown, and which is voted on."""
        for key, proposal in list(self._known.items()):
            if key[0] == "proposal":
                revisions = list(proposal.revisions.order_by("number"))
                proposal.current = revisions[-1]
                proposal.voted = [each for each in revisions if each.is_substantive][-1]
                self._say_state(proposal, self._proposals[proposal.number])
            if key[0] == "argument":
                proposal.current = proposal.revisions.order_by("-number").first()
                proposal.save(update_fields=["current"])

    def _say_state(self, proposal: Any, entry: dict[str, Any]) -> None:
        proposal.moderation = entry["moderation"]
        proposal.merged_into = self._named("proposal", entry.get("merged_into"))
        if "accepted" in entry:
            proposal.accepted = self._known["revision", proposal.number, entry["accepted"]]
        proposal.save()

    def _category(self, entry: dict[str, Any]) -> None:
        last = Category.objects.aggregate(last=Max("position"))["last"] or 0
        category, _ = Category.objects.get_or_create(
            slug=entry["slug"],
            defaults={
                "title": entry["title"],
                "description": entry.get("description", ""),
                "position": last + 1,
            },
        )
        if category.title != entry["title"]:
            raise ValueError(f"category “{category.slug}” is called “{category.title}” here.")
        self._known["category", entry["slug"]] = category

    def _criterion(self, entry: dict[str, Any]) -> None:
        fields = self._fields("criterion", entry)
        criterion, is_new = Criterion.objects.get_or_create(slug=entry["slug"], defaults=fields)
        if not is_new and any(getattr(criterion, name) != entry[name] for name in ALIKE):
            raise ValueError(f"criterion “{criterion.slug}” asks something else here.")
        if is_new:
            self.new_criteria.append(criterion.title)
        self._known["criterion", entry["slug"]] = criterion

    def _event(self, entry: dict[str, Any]) -> None:
        revision = None
        if "revision" in entry:
            revision = self._known["revision", entry["proposal"], entry["revision"]]
        self._events.append(
            Event(
                definition=self.definition,
                participant=self._named("participant", entry.get("participant")),
                revision=revision,
                **self._plain("event", entry),
            )
        )

    def _exclusion(self, entry: dict[str, Any]) -> None:
        exclusion = self.definition.exclusions.create(**self._plain("exclusion", entry))
        people = [self._known["participant", name] for name in entry["participants"]]
        exclusion.participants.set(people)

    def _fields(self, name: str, entry: dict[str, Any]) -> dict[str, Any]:
        """What the model takes: plain values, and rows instead of names."""
        fields = self._plain(name, entry)
        model: Any = KINDS[name].model
        own = {each.name for each in model._meta.get_fields()}
        if "definition" in own:
            fields["definition"] = self.definition
        if name == "argument":
            fields["about"] = self._known["revision", entry["proposal"], entry["about"]]
        if name == "argument-revision":
            fields["argument"] = self._known["argument", entry["proposal"], entry["argument"]]
        if name == "decision":
            if "argument" in entry:
                key = "argument", entry["proposal"], entry["argument"]
                fields["argument"] = self._known[key]
            if "revision" in entry:
                key = "revision", entry["revision_of"], entry["revision"]
                fields["revision"] = self._known[key]
            fields["before"] = self._before(entry)
        if name == "counted-with":
            for side in ("source", "target"):
                fields[side] = self._known["revision", entry[f"{side}_of"], entry[side]]
        if name == "ballot":
            fields["ratification"] = self._known["ratification", entry["round"]]
        for field_name, lookup in KINDS[name].named:
            if field_name in own and field_name in entry and field_name not in fields:
                fields[field_name] = self._named(
                    _KIND_OF[lookup.split("__")[0]], entry.get(field_name)
                )
        return fields

    def _before(self, entry: dict[str, Any]) -> dict[str, Any]:
        """What a decision changed, by keys of this installation."""
        before = dict(entry.get("before") or {})
        if before.get("merged_into"):
            before["merged_into"] = self._known["proposal", before["merged_into"]].pk
        if before.get("accepted"):
            key = "revision", entry["proposal"], before["accepted"]
            before["accepted"] = self._known[key].pk
        return before

    def _plain(self, name: str, entry: dict[str, Any]) -> dict[str, Any]:
        kind = KINDS[name]
        return {each: _value(kind.model, each, entry[each]) for each in kind.plain if each in entry}

    def _named(self, kind: str, name: Any) -> Any:
        return None if name is None else self._known[kind, name]

    def _remember(self, name: str, entry: dict[str, Any], row: Any) -> None:
        match name:
            case "class":
                self._known["class", entry["slug"]] = row
            case "participant":
                self._known["participant", entry["pseudonym"]] = row
            case "revision" | "argument":
                self._known[name, entry["proposal"], entry["number"]] = row
            case "ruleset" | "proposal" | "ratification" | "decision":
                self._known[name, entry["number"]] = row


# Which kind of line a foreign key's name is one of.
_KIND_OF: Final = {
    "category": "category",
    "criterion": "criterion",
    "stakeholder_class": "class",
    "author": "participant",
    "participant": "participant",
    "proposal": "proposal",
    "variant_of": "proposal",
    "split_from": "proposal",
    "merged_into": "proposal",
    "into": "proposal",
    "undoes": "decision",
    "decision": "decision",
    "outcome": "decision",
    "by": "participant",
    "ruleset": "ruleset",
    "previous": "draft",
    "draft": "draft",
}


def _value(model: type[models.Model], name: str, value: Any) -> Any:
    """As the model takes it. Raises ValidationError where it is too long or no text; SQLite
    would store it all the same."""
    known: Any = model._meta.get_field(name)
    if value is not None and isinstance(known, models.DateTimeField):
        return parse_datetime(value)
    if value is not None and isinstance(known, models.CharField):
        if not isinstance(value, str):
            raise ValidationError(f"“{name}” is no text.")
        known.run_validators(value)
    return value
