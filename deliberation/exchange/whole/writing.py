"""Writing a whole definition, line by line, in little memory whatever its size."""

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import F

from deliberation.exchange.whole.format import DEFINITION, FORMAT, KINDS, rows_of
from deliberation.models import Aggregate, Definition, Revision

CHUNK: Final = 2000


def lines(definition: Definition) -> Iterator[bytes]:
    """The file of a definition: what it is, all that belongs to it, and an end that says how
    many lines there were and their SHA-256. Read as of one moment where the database can."""
    digest, number = hashlib.sha256(), 0
    with _one_moment():
        for entry in _entries(definition):
            line = _line(entry)
            digest.update(line)
            number += 1
            yield line
    yield _line({"line": "end", "lines": number, "sha256": digest.hexdigest()})


def _entries(definition: Definition) -> Iterator[dict[str, Any]]:
    told = Definition.objects.values(*DEFINITION).get(pk=definition.pk)
    yield {"line": "definition", "format": FORMAT, **told}
    for name, kind in KINDS.items():
        named = {f"_{field}": F(lookup) for field, lookup in kind.named}
        extra = _extra(definition, name)
        fields = [*kind.plain, *(["guest_key"] if name == "participant" else [])]
        rows = rows_of(name, definition).values(*fields, **named)
        for row in rows.iterator(chunk_size=CHUNK):
            yield {"line": name, **{key.removeprefix("_"): row[key] for key in row}} | extra(row)
    runs = Aggregate.objects.filter(definition=definition, state=Aggregate.State.DONE)
    for watermark in runs.order_by("pk").values_list("watermark", flat=True):
        yield {"line": "run", "watermark": watermark}


def _extra(definition: Definition, name: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """What a line of this kind says beside the fields of its row."""
    match name:
        case "participant":
            return _guest
        case "exclusion":
            return _excluded(definition)
        case "decision":
            return _before(definition)
        case _:
            return lambda row: {}


def _guest(row: dict[str, Any]) -> dict[str, Any]:
    """That somebody is a guest; the key of their browser stays here."""
    return {"guest_key": None, "is_guest": row["guest_key"] is not None}


def _before(definition: Definition) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Names what a decision changed by numbers, so that it can be undone elsewhere."""
    proposals = dict(definition.proposals.values_list("pk", "number"))
    revisions = dict(
        Revision.objects.filter(proposal__definition=definition).values_list("pk", "number")
    )

    def told(row: dict[str, Any]) -> dict[str, Any]:
        before = dict(row["before"])
        if before.get("merged_into"):
            before["merged_into"] = proposals[before["merged_into"]]
        if before.get("accepted"):
            before["accepted"] = revisions[before["accepted"]]
        return {"before": before}

    return told


def _excluded(definition: Definition) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Adds to an exclusion whom it is about."""
    about: dict[int, list[str]] = {}
    for number, pseudonym in definition.exclusions.order_by("pk").values_list(
        "number", "participants__pseudonym"
    ):
        about.setdefault(number, []).append(pseudonym)
    return lambda row: {"participants": sorted(filter(None, about.get(row["number"], [])))}


def _line(entry: dict[str, Any]) -> bytes:
    kept = {key: value for key, value in entry.items() if value is not None}
    return json.dumps(kept, ensure_ascii=False, default=_plain).encode() + b"\n"


def _plain(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    assert isinstance(value, Decimal)
    return str(value)


@contextmanager
def _one_moment() -> Iterator[None]:
    """PostgreSQL shows one moment to all queries of such a transaction. SQLite would keep all
    writers waiting for as long as somebody downloads, so there votes may come in meanwhile."""
    if connection.vendor != "postgresql" or connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield
