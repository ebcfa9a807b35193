"""A published version stays as it is: its document, its sections and its questions."""

from django.db import migrations

PARTS = ("surveys_section", "surveys_question")
WORDS = "a published version is frozen"
IS_PUBLISHED = "(SELECT published_at FROM surveys_version WHERE id = {row}.version_id) IS NOT NULL"


def _sqlite():
    yield f"""
        CREATE TRIGGER survey_version_frozen BEFORE UPDATE ON surveys_version
        WHEN OLD.published_at IS NOT NULL AND (
          NEW.document IS NOT OLD.document OR NEW.published_at IS NOT OLD.published_at
          OR NEW.number IS NOT OLD.number OR NEW.survey_id IS NOT OLD.survey_id)
        BEGIN SELECT RAISE(ABORT, '{WORDS}'); END
    """
    for table in PARTS:
        for verb, row in (("INSERT", "NEW"), ("UPDATE", "OLD")):
            yield f"""
                CREATE TRIGGER {table}_frozen_{verb.lower()} BEFORE {verb} ON {table}
                WHEN {IS_PUBLISHED.format(row=row)}
                BEGIN SELECT RAISE(ABORT, '{WORDS}'); END
            """


def _postgresql():
    yield f"""
        CREATE FUNCTION survey_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'integrity_constraint_violation';
        END $$
    """
    yield """
        CREATE FUNCTION survey_part_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF (SELECT published_at FROM surveys_version WHERE id = NEW.version_id) IS NOT NULL THEN
            RAISE EXCEPTION 'a published version is frozen'
              USING ERRCODE = 'integrity_constraint_violation';
          END IF;
          RETURN NEW;
        END $$
    """
    yield """
        CREATE TRIGGER survey_version_frozen BEFORE UPDATE ON surveys_version FOR EACH ROW
        WHEN (OLD.published_at IS NOT NULL AND
          (NEW.document, NEW.published_at, NEW.number, NEW.survey_id)
          IS DISTINCT FROM (OLD.document, OLD.published_at, OLD.number, OLD.survey_id))
        EXECUTE FUNCTION survey_frozen()
    """
    for table in PARTS:
        yield f"""
            CREATE TRIGGER {table}_frozen BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW
            EXECUTE FUNCTION survey_part_frozen()
        """


def create(apps, schema_editor):
    for statement in {"sqlite": _sqlite, "postgresql": _postgresql}[
        schema_editor.connection.vendor
    ]():
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER survey_version_frozen")
        for table in PARTS:
            for verb in ("insert", "update"):
                schema_editor.execute(f"DROP TRIGGER {table}_frozen_{verb}")
        return
    schema_editor.execute("DROP TRIGGER survey_version_frozen ON surveys_version")
    for table in PARTS:
        schema_editor.execute(f"DROP TRIGGER {table}_frozen ON {table}")
    schema_editor.execute("DROP FUNCTION survey_part_frozen()")
    schema_editor.execute("DROP FUNCTION survey_frozen()")


class Migration(migrations.Migration):
    dependencies = [("surveys", "0001_initial")]

    operations = [migrations.RunPython(create, drop)]
