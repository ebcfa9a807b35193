"""Moderation and configuration, in Django's admin. Decisions go through actions."""

from deliberation.admin import arguments, definitions, mail, people, proposals, results, systems

__all__ = ["arguments", "definitions", "mail", "people", "proposals", "results", "systems"]
