"""Surveys in the admin, and the builder of their questions."""

from surveys.admin import surveys

__all__ = ["surveys"]
