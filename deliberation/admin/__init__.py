"""Moderation and configuration, in Django's admin. Decisions go through actions."""

from deliberation.admin import definitions, people, proposals, results

__all__ = ["definitions", "people", "proposals", "results"]
