"""What the commands that work on stored data share."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor


class DataCommand(BaseCommand):
    """A command that needs the database set up, and says so where it is not."""

    def execute(self, *args: Any, **options: Any) -> str | None:
        try:
            executor = MigrationExecutor(connection)
            waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
        except DatabaseError as error:
            raise CommandError(f"The database does not answer: {error}".strip()) from error
        if waiting:
            raise CommandError(
                "The database is not set up for this version: run `manage.py migrate` first."
            )
        return super().execute(*args, **options)
