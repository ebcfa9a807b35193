"""The privacy page, from the registry: what it says is what the code does."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise

from deliberation import privacy
from deliberation.privacy import Fate


@dataclass(frozen=True)
class Kind:
    """A kind of data. days: how long it is kept at most, None for as long as the account."""

    what: "str | Promise"
    fate: Fate
    is_exported: bool
    days: int | None


def kinds() -> list[Kind]:
    """Each kind once, however many tables hold it."""
    return list(_kinds())


def _kinds() -> Iterator[Kind]:
    told = set()
    for rule in privacy.rules():
        if str(rule.what) in told:
            continue
        told.add(str(rule.what))
        days = getattr(settings, rule.kept) if rule.kept else None
        yield Kind(rule.what, rule.fate, bool(rule.exported), days)
