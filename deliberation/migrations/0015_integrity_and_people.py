"""Exclusions and verifications in the log; invitation lists and announcements."""

from importlib import import_module

import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


def guard_again(apps, schema_editor):
    """SQLite changes a constraint by making the table anew, without its triggers."""
    if schema_editor.connection.vendor == "sqlite":
        import_module("deliberation.migrations.0002_append_only_log").create(apps, schema_editor)


class Migration(migrations.Migration):
    dependencies = [
        ("deliberation", "0014_search_indexes"),
    ]

    operations = [
        migrations.RunPython(migrations.RunPython.noop, guard_again),
        migrations.CreateModel(
            name="Announcement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("subject", models.CharField(max_length=150)),
                ("text", models.TextField(max_length=10000)),
                ("announced_at", models.DateTimeField()),
                (
                    "spread_at",
                    models.DateTimeField(help_text="When all its e-mails were written.", null=True),
                ),
            ],
            options={
                "ordering": ["-number"],
            },
        ),
        migrations.CreateModel(
            name="DomainRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("domain", models.CharField(max_length=253)),
                ("added_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["domain", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Exclusion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("size", models.PositiveIntegerField()),
                (
                    "evidence",
                    models.JSONField(default=list, help_text="As it stood when it was decided."),
                ),
                ("reason", models.TextField(max_length=2000)),
                ("decided_at", models.DateTimeField()),
                ("reversed_at", models.DateTimeField(null=True)),
                ("reversal_reason", models.TextField(blank=True, max_length=2000)),
            ],
            options={
                "ordering": ["-number"],
            },
        ),
        migrations.CreateModel(
            name="InvitationList",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(help_text="Of the file.", max_length=120)),
                ("rows", models.PositiveIntegerField()),
                ("rejected", models.JSONField(default=list)),
                ("language", models.CharField(max_length=12)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Suspicion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("size", models.PositiveIntegerField()),
                (
                    "strength",
                    models.FloatField(
                        help_text="How much speaks for it, 0 … 1; for the order only."
                    ),
                ),
                ("evidence", models.JSONField(default=list)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("dismissed", "Dismissed"),
                            ("excluded", "votes excluded"),
                        ],
                        default="open",
                        max_length=9,
                    ),
                ),
                (
                    "watermark",
                    models.PositiveBigIntegerField(help_text="Last event that was looked at."),
                ),
                ("found_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "note",
                    models.CharField(
                        blank=True, help_text="Why it was dismissed.", max_length=1000
                    ),
                ),
            ],
            options={
                "ordering": ["-strength", "-size", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Verification",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("statement", models.TextField(blank=True, max_length=2000)),
                ("link", models.URLField(blank=True, max_length=500)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("verified", "Verified"),
                            ("declined", "Declined"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="waiting",
                        max_length=9,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "reason",
                    models.CharField(
                        blank=True, help_text="Told to the participant.", max_length=1000
                    ),
                ),
                (
                    "domain",
                    models.CharField(
                        blank=True,
                        help_text="Of the rule that verified without anybody asked.",
                        max_length=253,
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="VoteOrigin",
            fields=[
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="origin",
                        serialize=False,
                        to="deliberation.event",
                    ),
                ),
                (
                    "block",
                    models.CharField(
                        help_text="Keyed hash of the /24 (IPv4) or /48 (IPv6) it came from.",
                        max_length=32,
                    ),
                ),
                ("at", models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="event",
            name="event_kind",
        ),
        migrations.AddField(
            model_name="invitation",
            name="mail",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                help_text="The last e-mail that was sent with it.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="deliberation.mail",
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="mailed_at",
            field=models.DateTimeField(
                editable=False,
                help_text="When its last e-mail was handed on for sending.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="mail",
            name="definition",
            field=models.ForeignKey(
                blank=True,
                help_text="In whose name it is sent, where it is a definition's; its stewards see it.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="mails",
                to="deliberation.definition",
            ),
        ),
        migrations.AddField(
            model_name="aggregate",
            name="left_out",
            field=models.JSONField(
                default=dict,
                help_text="Votes that stewards excluded, and what they would change.",
            ),
        ),
        migrations.AddField(
            model_name="ruleset",
            name="verified_quorum",
            field=models.BooleanField(
                default=False,
                help_text="Quorum counts only votes of participants whose class is verified.",
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
                ],
                max_length=10,
            ),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                condition=models.Q(("kind__in", ["excluded", "readmitted", "verified"])),
                fields=["definition", "position"],
                name="event_about_somebody",
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
                        ],
                    )
                ),
                name="event_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ["excluded", "readmitted", "verified"]), _negated=True),
                    models.Q(("participant__isnull", False), ("payload__isnull", False)),
                    _connector="OR",
                ),
                name="event_about_somebody_names_them",
            ),
        ),
        migrations.AddField(
            model_name="announcement",
            name="announced_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="announcement",
            name="definition",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="announcements",
                to="deliberation.definition",
            ),
        ),
        migrations.AddField(
            model_name="mail",
            name="announcement",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="mails",
                to="deliberation.announcement",
            ),
        ),
        migrations.AddConstraint(
            model_name="mail",
            constraint=models.UniqueConstraint(
                fields=("announcement", "user"), name="mail_announced_once"
            ),
        ),
        migrations.AddField(
            model_name="domainrule",
            name="added_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="domainrule",
            name="definition",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="domain_rules",
                to="deliberation.definition",
            ),
        ),
        migrations.AddField(
            model_name="domainrule",
            name="stakeholder_class",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="domain_rules",
                to="deliberation.stakeholderclass",
            ),
        ),
        migrations.AddField(
            model_name="exclusion",
            name="decided_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="exclusion",
            name="definition",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="exclusions",
                to="deliberation.definition",
            ),
        ),
        migrations.AddField(
            model_name="exclusion",
            name="participants",
            field=models.ManyToManyField(related_name="exclusions", to="deliberation.participant"),
        ),
        migrations.AddField(
            model_name="exclusion",
            name="reversed_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="invitationlist",
            name="definition",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="invitation_lists",
                to="deliberation.definition",
            ),
        ),
        migrations.AddField(
            model_name="invitationlist",
            name="invited_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="part_of",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="invitations",
                to="deliberation.invitationlist",
            ),
        ),
        migrations.AddField(
            model_name="suspicion",
            name="decided_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="suspicion",
            name="definition",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="suspicions",
                to="deliberation.definition",
            ),
        ),
        migrations.AddField(
            model_name="suspicion",
            name="participants",
            field=models.ManyToManyField(related_name="suspicions", to="deliberation.participant"),
        ),
        migrations.AddField(
            model_name="exclusion",
            name="suspicion",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="exclusions",
                to="deliberation.suspicion",
            ),
        ),
        migrations.AddField(
            model_name="verification",
            name="decided_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="verification",
            name="definition",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="verifications",
                to="deliberation.definition",
            ),
        ),
        migrations.AddField(
            model_name="verification",
            name="participant",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="verifications",
                to="deliberation.participant",
            ),
        ),
        migrations.AddField(
            model_name="verification",
            name="stakeholder_class",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="deliberation.stakeholderclass",
            ),
        ),
        migrations.AddConstraint(
            model_name="announcement",
            constraint=models.UniqueConstraint(
                fields=("definition", "number"), name="announcement_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="announcement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("subject", ""), _negated=True), models.Q(("text", ""), _negated=True)
                ),
                name="announcement_says_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="domainrule",
            constraint=models.UniqueConstraint(
                fields=("definition", "domain", "stakeholder_class"), name="domain_rule_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="domainrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("domain", django.db.models.functions.text.Lower("domain")),
                    models.Q(("domain", ""), _negated=True),
                ),
                name="domain_rule_lower_case",
            ),
        ),
        migrations.AddIndex(
            model_name="suspicion",
            index=models.Index(fields=["definition", "state"], name="suspicion_queue"),
        ),
        migrations.AddConstraint(
            model_name="suspicion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at", None), ("state", "open")),
                    models.Q(
                        ("decided_at__isnull", False), ("state__in", ["dismissed", "excluded"])
                    ),
                    _connector="OR",
                ),
                name="suspicion_decided_has_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="exclusion",
            constraint=models.UniqueConstraint(
                fields=("definition", "number"), name="exclusion_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="exclusion",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="exclusion_has_a_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="exclusion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reversal_reason", ""), ("reversed_at", None)),
                    models.Q(
                        ("reversed_at__isnull", False),
                        models.Q(("reversal_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="exclusion_reversed_with_a_reason",
            ),
        ),
        migrations.AddIndex(
            model_name="verification",
            index=models.Index(fields=["definition", "state"], name="verification_queue"),
        ),
        migrations.AddConstraint(
            model_name="verification",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "waiting")),
                fields=("participant",),
                name="verification_one_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="verification",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at", None), ("state", "waiting")),
                    models.Q(
                        models.Q(("state", "waiting"), _negated=True), ("decided_at__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="verification_decided_has_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="verification",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "declined"), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="verification_declined_with_a_reason",
            ),
        ),
        migrations.RunPython(guard_again, migrations.RunPython.noop),
    ]
