"""Moderation and configuration, in Django's admin. Decisions go through actions."""

from deliberation.admin import definitions, mail, people, proposals, results, systems

__all__ = ["definitions", "mail", "people", "proposals", "results", "systems"]
