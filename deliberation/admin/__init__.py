"""Moderation and configuration, in Django's admin. Decisions go through actions."""

from deliberation.admin import (
    arguments,
    definitions,
    desk,
    mail,
    people,
    proposals,
    results,
    systems,
)

__all__ = [
    "arguments",
    "definitions",
    "desk",
    "mail",
    "people",
    "proposals",
    "results",
    "systems",
]
