"""Full-text and trigram indexes for deliberation.actions.search; on PostgreSQL alone."""

from django.db import migrations
from django.db.utils import NotSupportedError, OperationalError, ProgrammingError

# Index name, table, column. The expression is the one that SearchVector(column) makes.
TEXTS = [
    ("criterion_title", "deliberation_criterion", "title"),
    ("criterion_question", "deliberation_criterion", "question"),
    ("criterion_description", "deliberation_criterion", "description"),
    ("revision_wording", "deliberation_revision", "wording"),
    ("revision_rationale", "deliberation_revision", "rationale"),
    ("argument_text", "deliberation_argumentrevision", "text"),
]
SPELLED = {"criterion_title", "revision_wording", "argument_text"}
MISSING = (
    "PostgreSQL's extension pg_trgm is not there, and this role may not create it. Let a"
    " superuser run “CREATE EXTENSION pg_trgm” in this database, then migrate again."
)


def create(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    try:
        schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    except (NotSupportedError, OperationalError, ProgrammingError) as error:
        raise RuntimeError(MISSING) from error
    for name, table, column in TEXTS:
        schema_editor.execute(
            f"CREATE INDEX {name}_words ON {table} USING gin"
            f" (to_tsvector('simple'::regconfig, COALESCE({column}, '')))"
        )
        if name in SPELLED:
            schema_editor.execute(
                f"CREATE INDEX {name}_spelling ON {table} USING gin ({column} gin_trgm_ops)"
            )


def drop(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for name, _, _ in TEXTS:
        schema_editor.execute(f"DROP INDEX {name}_words")
        if name in SPELLED:
            schema_editor.execute(f"DROP INDEX {name}_spelling")


class Migration(migrations.Migration):
    dependencies = [("deliberation", "0013_following")]

    operations = [migrations.RunPython(create, drop)]
