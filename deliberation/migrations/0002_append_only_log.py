"""The log refuses deletions, and updates other than giving a position once."""

from django.db import migrations

TABLE = "deliberation_event"

SQLITE = [
    f"""
    CREATE TRIGGER event_append_only_update BEFORE UPDATE ON {TABLE}
    WHEN OLD.position IS NOT NULL OR NEW.position IS NULL
      OR NEW.id IS NOT OLD.id OR NEW.definition_id IS NOT OLD.definition_id
      OR NEW.kind IS NOT OLD.kind OR NEW.participant_id IS NOT OLD.participant_id
      OR NEW.revision_id IS NOT OLD.revision_id OR NEW.value IS NOT OLD.value
      OR NEW.payload IS NOT OLD.payload OR NEW.at IS NOT OLD.at
    BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END
    """,
    f"""
    CREATE TRIGGER event_append_only_delete BEFORE DELETE ON {TABLE}
    BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END
    """,
]

POSTGRESQL = [
    """
    CREATE FUNCTION event_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION 'the log is append-only' USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    f"""
    CREATE TRIGGER event_append_only_update BEFORE UPDATE ON {TABLE} FOR EACH ROW
    WHEN (OLD.position IS NOT NULL OR NEW.position IS NULL
      OR (NEW.id, NEW.definition_id, NEW.kind, NEW.participant_id, NEW.revision_id,
          NEW.value, NEW.payload, NEW.at)
         IS DISTINCT FROM
         (OLD.id, OLD.definition_id, OLD.kind, OLD.participant_id, OLD.revision_id,
          OLD.value, OLD.payload, OLD.at))
    EXECUTE FUNCTION event_append_only()
    """,
    f"""
    CREATE TRIGGER event_append_only_delete BEFORE DELETE ON {TABLE} FOR EACH ROW
    EXECUTE FUNCTION event_append_only()
    """,
]

DROP = {
    "sqlite": [
        "DROP TRIGGER event_append_only_update",
        "DROP TRIGGER event_append_only_delete",
    ],
    "postgresql": [
        f"DROP TRIGGER event_append_only_update ON {TABLE}",
        f"DROP TRIGGER event_append_only_delete ON {TABLE}",
        "DROP FUNCTION event_append_only()",
    ],
}


def create(apps, schema_editor):
    statements = {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]
    for statement in statements:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    for statement in DROP[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("deliberation", "0001_initial")]

    operations = [migrations.RunPython(create, drop)]
