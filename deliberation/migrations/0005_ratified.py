"""The log also tells that a draft was ratified."""

from importlib import import_module

from django.db import migrations, models

KINDS = ["vote", "withdrawal", "joined", "revised", "moderated", "ruled", "phased"]


def guard_again(apps, schema_editor):
    """SQLite changes a constraint by making the table anew, without its triggers."""
    if schema_editor.connection.vendor == "sqlite":
        import_module("deliberation.migrations.0002_append_only_log").create(apps, schema_editor)


class Migration(migrations.Migration):
    dependencies = [("deliberation", "0004_mail")]

    operations = [
        migrations.RunPython(migrations.RunPython.noop, guard_again),
        migrations.AlterField(
            model_name="event",
            name="kind",
            field=models.CharField(
                choices=[
                    ("vote", "Vote"),
                    ("withdrawal", "vote withdrawn"),
                    ("joined", "participant joined or changed class"),
                    ("revised", "proposal opened or revised"),
                    ("moderated", "proposal moderated or closed"),
                    ("ruled", "ruleset changed"),
                    ("phased", "phase changed"),
                    ("ratified", "draft ratified"),
                ],
                max_length=10,
            ),
        ),
        migrations.RemoveConstraint(model_name="event", name="event_kind"),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(kind__in=[*KINDS, "ratified"]), name="event_kind"
            ),
        ),
        migrations.RunPython(guard_again, migrations.RunPython.noop),
    ]
