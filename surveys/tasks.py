"""Celery tasks of surveys: thin, idempotent, safe to run twice at once and to die halfway."""
