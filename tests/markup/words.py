"""Puts attacks into every field that holds people's words, whatever its model."""

import json
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.models import CharField, JSONField, Model, QuerySet, SlugField, TextField

VECTORS: list[str] = json.loads(
    Path(__file__).with_name("vectors.json").read_text(encoding="utf-8")
)["vectors"]
# What people write, or what is quoted of them.
WORDS = {
    "wording", "rationale", "text", "note", "statement", "reason", "reversal_reason", "objection",
    "subject", "title", "question", "description", "summary", "preamble", "pseudonym", "handle",
    "decided_as", "decided_by", "reversal_handle", "name", "developer", "claim_wording",
    "claim_source", "review_source", "source_title", "source_section", "source_version",
    "section", "refused", "error", "history_change_reason",
}  # fmt: skip
# Keys, marks, hashes, and what a library or the program itself writes.
NO_WORDS = {
    "password", "external_id", "guest_key", "session_salt", "language", "token_hash", "key",
    "spdx", "digest", "fingerprint", "content_hash", "redacted_hash", "canonical", "engine",
    "version", "number", "requires", "level", "evidence_level", "block", "domain", "item", "role",
    "phase", "kind", "html", "results", "component", "outcome", "value", "split", "seen",
    "released", "claim_seen", "change", "status", "session_key", "session_data", "username",
}  # fmt: skip
# Where JSON holds words: under these keys.
SAID = {"en", "title", "meaning", "note", "item", "framework", "text", "reason", "idea", "q"}


def models() -> list[type[Model]]:
    return [
        model
        for model in apps.get_models()
        if model._meta.app_label in ("deliberation", "surveys") and model._meta.managed
    ]


def fields(model: type[Model]) -> list[Any]:
    """Those in which any text can stand."""
    return [
        each
        for each in model._meta.concrete_fields
        if isinstance(each, CharField | TextField)
        and not isinstance(each, SlugField)
        and not each.choices
        and type(each).__name__ not in ("EmailField", "URLField", "GenericIPAddressField")
    ]


def attack() -> int:
    """Fill every word of every row there is, each with the next attacks; how many were filled."""
    feed = cycle(VECTORS)
    number = 0
    _let_history_be_written()
    for model in models():
        for pk in list(model._base_manager.values_list("pk", flat=True)):
            row = model._base_manager.filter(pk=pk)
            number += sum(_fits(row, name, words) for name, words in _given(row, pk, feed))
    return number


def _fits(row: QuerySet[Any], name: str, words: Any) -> bool:
    """Write it, unless a constraint of the database says that it is empty here."""
    try:
        with transaction.atomic():
            return row.update(**{name: words}) == 1
    except IntegrityError:
        return False


def _let_history_be_written() -> None:
    """Until the test's transaction is rolled back: what is append-only takes other words too."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for model in models():
                cursor.execute(f'ALTER TABLE "{model._meta.db_table}" DISABLE TRIGGER USER')
            return
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{name}"')


def _given(row: QuerySet[Any], pk: Any, feed: Iterator[str]) -> Iterator[tuple[str, Any]]:
    for field in fields(row.model):
        if field.name in WORDS:
            yield field.name, _filled(field.max_length or 1000, f" {pk}"[:12], feed)
    for each in row.model._meta.concrete_fields:
        if isinstance(each, JSONField) and (value := getattr(row.get(), each.name)):
            yield each.name, _within(value, feed)


def _filled(limit: int, ending: str, feed: Iterator[str]) -> str:
    """As many attacks as find room, and an ending that no other row has."""
    room = limit - len(ending)
    found = next(feed)[:room]
    while len(found) + len(following := next(feed)) < room and len(found) < 600:
        found += following
    return found + ending


def _within(value: Any, feed: Iterator[str]) -> Any:
    if isinstance(value, list):
        return [_within(each, feed) for each in value]
    if isinstance(value, dict):
        return {
            key: next(feed) if key in SAID and isinstance(each, str) else _within(each, feed)
            for key, each in value.items()
        }
    return value
