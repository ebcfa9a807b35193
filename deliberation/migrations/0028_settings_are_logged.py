"""Changes of settings are events, and a policy says why it changed."""

from importlib import import_module

from django.db import migrations, models


def guard_again(apps, schema_editor):
    """SQLite changes a constraint by making the table anew, without its triggers."""
    if schema_editor.connection.vendor == "sqlite":
        import_module("deliberation.migrations.0002_append_only_log").create(apps, schema_editor)


class Migration(migrations.Migration):
    dependencies = [
        ("deliberation", "0027_held_amendments"),
    ]

    operations = [
        migrations.RunPython(migrations.RunPython.noop, guard_again),
        migrations.RemoveConstraint(
            model_name="event",
            name="event_kind",
        ),
        migrations.AddField(
            model_name="policy",
            name="reason",
            field=models.CharField(blank=True, help_text="Public.", max_length=500),
        ),
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
                    ("merged", "votes on one wording count with those on another, or no longer"),
                    ("ruled", "ruleset changed"),
                    ("phased", "phase changed"),
                    ("ratified", "draft ratified"),
                    ("excluded", "votes of a participant excluded"),
                    ("readmitted", "votes of a participant count again"),
                    ("verified", "class of a participant verified, or no longer"),
                    ("assigned", "role given or taken"),
                    ("ballot", "voted on ratification"),
                    ("concluded", "ratification concluded"),
                    ("set", "setting changed"),
                ],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="historicaldefinition",
            name="history_change_reason",
            field=models.CharField(max_length=500, null=True),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "vote",
                            "withdrawal",
                            "joined",
                            "revised",
                            "moderated",
                            "merged",
                            "ruled",
                            "phased",
                            "ratified",
                            "excluded",
                            "readmitted",
                            "verified",
                            "assigned",
                            "ballot",
                            "concluded",
                            "set",
                        ],
                    )
                ),
                name="event_kind",
            ),
        ),
        migrations.RunPython(guard_again, migrations.RunPython.noop),
    ]
