"""Handles for those with roles, observers, and what the log says of roles and ratification."""

from importlib import import_module

import django.utils.timezone
from django.db import migrations, models

from deliberation.models.people import drawn_handle


def guard_again(apps, schema_editor):
    """SQLite changes a constraint by making the table anew, without its triggers."""
    if schema_editor.connection.vendor == "sqlite":
        import_module("deliberation.migrations.0002_append_only_log").create(apps, schema_editor)


def one_handle_each(apps, schema_editor):
    """The roles there were get handles: one for each person in a definition."""
    handles = {}
    for role in apps.get_model("deliberation", "Role").objects.order_by("pk"):
        whose = role.definition_id, role.user_id
        if whose not in handles:
            handles[whose] = drawn_handle()
        role.handle = handles[whose]
        role.save(update_fields=["handle"])


class Migration(migrations.Migration):
    dependencies = [
        ("deliberation", "0015_integrity_and_people"),
    ]

    operations = [
        migrations.RunPython(migrations.RunPython.noop, guard_again),
        migrations.RemoveConstraint(
            model_name="event",
            name="event_kind",
        ),
        migrations.RemoveConstraint(
            model_name="role",
            name="role_name",
        ),
        migrations.AddField(
            model_name="role",
            name="given_at",
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
        migrations.AddField(
            model_name="role",
            name="handle",
            field=models.CharField(
                default=drawn_handle,
                help_text="By which the public knows who decided. Not their pseudonym: that votes.",
                max_length=60,
            ),
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
                    ("ruled", "ruleset changed"),
                    ("phased", "phase changed"),
                    ("ratified", "draft ratified"),
                    ("excluded", "votes of a participant excluded"),
                    ("readmitted", "votes of a participant count again"),
                    ("verified", "class of a participant verified, or no longer"),
                    ("assigned", "role given or taken"),
                    ("ballot", "voted on ratification"),
                    ("concluded", "ratification concluded"),
                ],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="role",
            name="name",
            field=models.CharField(
                choices=[
                    ("steward", "steward"),
                    ("moderator", "moderator"),
                    ("observer", "observer"),
                ],
                max_length=10,
            ),
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
                            "ruled",
                            "phased",
                            "ratified",
                            "excluded",
                            "readmitted",
                            "verified",
                            "assigned",
                            "ballot",
                            "concluded",
                        ],
                    )
                ),
                name="event_kind",
            ),
        ),
        migrations.RunPython(one_handle_each, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="role",
            constraint=models.UniqueConstraint(
                fields=("definition", "handle", "name"), name="role_handle_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="role",
            constraint=models.CheckConstraint(
                condition=models.Q(("name__in", ["steward", "moderator", "observer"])),
                name="role_name",
            ),
        ),
        migrations.RunPython(guard_again, migrations.RunPython.noop),
    ]
