"""Decisions, flags, appeals; proposals that wait, are hidden, split or merged."""

from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def guard_again(apps, schema_editor):
    """SQLite changes a constraint by making the table anew, without its triggers."""
    if schema_editor.connection.vendor == "sqlite":
        import_module("deliberation.migrations.0002_append_only_log").create(apps, schema_editor)


class Migration(migrations.Migration):
    dependencies = [
        ("deliberation", "0018_phases_and_ratification"),
    ]

    operations = [
        migrations.RunPython(migrations.RunPython.noop, guard_again),
        migrations.CreateModel(
            name="Appeal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("appeal", "appeal"), ("objection", "objection")], max_length=9
                    ),
                ),
                ("statement", models.TextField(help_text="Public.", max_length=2000)),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Asked",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("value", models.SmallIntegerField(help_text="What they said on the merged one.")),
                ("told_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="CountedWith",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(help_text="Within its definition.")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("accept", "accepted"),
                            ("reject", "rejected"),
                            ("hide", "hidden"),
                            ("lock", "locked"),
                            ("remove", "text removed"),
                            ("split", "split"),
                            ("reword", "reworded"),
                            ("merge", "merged"),
                            ("restore", "restored"),
                            ("dismiss-flag", "flag dismissed"),
                            ("dismiss-appeal", "appeal dismissed"),
                            ("find-wrong", "found to be wrong"),
                        ],
                        max_length=14,
                    ),
                ),
                ("role", models.CharField(max_length=13)),
                ("handle", models.CharField(max_length=60)),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("in-order", "in order"),
                            ("off-topic", "off topic"),
                            ("duplicate", "says what another one says"),
                            ("two-things", "says two things at once"),
                            ("unclear", "unclear"),
                            ("abusive", "insulting or abusive"),
                            ("spam", "spam"),
                            ("private", "somebody’s private data"),
                            ("unlawful", "unlawful"),
                            ("settled", "settled, so no more votes are needed"),
                            ("mistaken", "the decision before was mistaken"),
                            ("other", "something else"),
                        ],
                        max_length=10,
                    ),
                ),
                ("note", models.TextField(help_text="Public.", max_length=1000)),
                ("at", models.DateTimeField(db_index=True)),
                ("is_reversible", models.BooleanField()),
                (
                    "asks_again",
                    models.BooleanField(
                        default=False,
                        help_text="No votes moved; those who voted were asked to vote again.",
                    ),
                ),
                ("before", models.JSONField(default=dict, editable=False)),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Flag",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "number",
                    models.PositiveIntegerField(help_text="Of the receipt, within its definition."),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("in-order", "in order"),
                            ("off-topic", "off topic"),
                            ("duplicate", "says what another one says"),
                            ("two-things", "says two things at once"),
                            ("unclear", "unclear"),
                            ("abusive", "insulting or abusive"),
                            ("spam", "spam"),
                            ("private", "somebody’s private data"),
                            ("unlawful", "unlawful"),
                            ("settled", "settled, so no more votes are needed"),
                            ("mistaken", "the decision before was mistaken"),
                            ("other", "something else"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "note",
                    models.TextField(blank=True, help_text="For the moderators.", max_length=1000),
                ),
                ("at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting"),
                            ("upheld", "acted on"),
                            ("dismissed", "dismissed"),
                        ],
                        default="waiting",
                        max_length=9,
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Policy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("text", models.TextField(max_length=20000)),
                ("role", models.CharField(max_length=13)),
                ("handle", models.CharField(max_length=60)),
                ("at", models.DateTimeField()),
            ],
            options={
                "verbose_name_plural": "policies",
                "ordering": ["-number"],
            },
        ),
        migrations.CreateModel(
            name="Reminder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("item", models.CharField(help_text="As proposal-12 or flag-3.", max_length=40)),
                ("stage", models.PositiveSmallIntegerField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="event",
            name="event_kind",
        ),
        migrations.RemoveConstraint(
            model_name="news",
            name="news_says_of_what",
        ),
        migrations.RemoveConstraint(
            model_name="proposal",
            name="proposal_moderation",
        ),
        migrations.RemoveConstraint(
            model_name="proposal",
            name="proposal_origin",
        ),
        migrations.RemoveIndex(
            model_name="argument",
            name="argument_best_first",
        ),
        migrations.AddField(
            model_name="argument",
            name="is_hidden",
            field=models.BooleanField(
                default=False, help_text="By moderation: its author and moderators alone read it."
            ),
        ),
        migrations.AddField(
            model_name="definition",
            name="moderates_first",
            field=models.BooleanField(
                default=False,
                help_text="New proposals wait, unseen, until a moderator accepts them.",
                verbose_name="moderates before publishing",
            ),
        ),
        migrations.AddField(
            model_name="draft",
            name="redacted_hash",
            field=models.CharField(
                blank=True,
                help_text="Of its bytes since unlawful text was erased from them (drafting.redaction).",
                max_length=64,
            ),
        ),
        migrations.AddField(
            model_name="historicaldefinition",
            name="moderates_first",
            field=models.BooleanField(
                default=False,
                help_text="New proposals wait, unseen, until a moderator accepts them.",
                verbose_name="moderates before publishing",
            ),
        ),
        migrations.AddField(
            model_name="proposal",
            name="accepted",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="deliberation.revision",
            ),
        ),
        migrations.AddField(
            model_name="proposal",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                help_text="The proposal that stands for this one too.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="deliberation.proposal",
            ),
        ),
        migrations.AddField(
            model_name="proposal",
            name="split_from",
            field=models.ForeignKey(
                blank=True,
                help_text="The proposal that said this and something else.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="parts",
                to="deliberation.proposal",
            ),
        ),
        migrations.AddField(
            model_name="revision",
            name="removed_at",
            field=models.DateTimeField(
                editable=False,
                help_text="When its text was erased; hashes stand for it.",
                null=True,
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
                ],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="news",
            name="kind",
            field=models.CharField(
                choices=[
                    ("draft", "a draft was cut"),
                    ("published", "a draft was published or ratified"),
                    ("proposal", "a proposal was opened"),
                    ("revision", "a proposal was revised"),
                    ("argument", "somebody argued about a proposal"),
                    ("standing", "the standing of a proposal changed"),
                    ("phase", "a definition moved to a phase"),
                    ("ending", "a phase is about to end"),
                    ("returned", "a text was not ratified"),
                    ("decision", "moderation decided on a proposal"),
                ],
                max_length=9,
            ),
        ),
        migrations.AlterField(
            model_name="proposal",
            name="moderation",
            field=models.CharField(
                choices=[
                    ("unmoderated", "not looked at yet"),
                    ("pending", "waiting for moderation"),
                    ("accepted", "accepted"),
                    ("rejected", "rejected"),
                    ("hidden", "hidden"),
                    ("removed", "text removed"),
                    ("split", "split"),
                    ("merged", "merged"),
                ],
                default="unmoderated",
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="proposal",
            name="origin",
            field=models.CharField(
                choices=[
                    ("seeded", "seeded by stewards"),
                    ("participant", "from a participant"),
                    ("survey", "from a survey"),
                    ("imported", "imported"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="standingchange",
            name="after",
            field=models.CharField(
                choices=[
                    ("adopted", "Adopted"),
                    ("outscored", "Outscored"),
                    ("open-question", "open question"),
                    ("undecided", "Undecided"),
                    ("declined", "Declined"),
                    ("rejected", "set aside by moderation"),
                ],
                max_length=13,
            ),
        ),
        migrations.AlterField(
            model_name="standingchange",
            name="before",
            field=models.CharField(
                choices=[
                    ("adopted", "Adopted"),
                    ("outscored", "Outscored"),
                    ("open-question", "open question"),
                    ("undecided", "Undecided"),
                    ("declined", "Declined"),
                    ("rejected", "set aside by moderation"),
                ],
                max_length=13,
            ),
        ),
        migrations.AlterField(
            model_name="tally",
            name="status",
            field=models.CharField(
                choices=[
                    ("adopted", "Adopted"),
                    ("outscored", "Outscored"),
                    ("open-question", "open question"),
                    ("undecided", "Undecided"),
                    ("declined", "Declined"),
                    ("rejected", "set aside by moderation"),
                ],
                max_length=13,
            ),
        ),
        migrations.AddIndex(
            model_name="argument",
            index=models.Index(
                condition=models.Q(("is_hidden", False), ("withdrawn_at", None)),
                fields=["proposal", "side", "-reach", "number"],
                name="argument_best_first",
            ),
        ),
        migrations.AddIndex(
            model_name="proposal",
            index=models.Index(
                condition=models.Q(("moderation__in", ["pending", "unmoderated"])),
                fields=["definition", "created_at"],
                name="proposal_undecided",
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
                        ],
                    )
                ),
                name="event_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "moderation__in",
                        [
                            "unmoderated",
                            "pending",
                            "accepted",
                            "rejected",
                            "hidden",
                            "removed",
                            "split",
                            "merged",
                        ],
                    )
                ),
                name="proposal_moderation",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=models.Q(("origin__in", ["seeded", "participant", "survey", "imported"])),
                name="proposal_origin",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("merged_into__isnull", False), ("moderation", "merged")),
                    models.Q(
                        models.Q(("moderation", "merged"), _negated=True), ("merged_into", None)
                    ),
                    _connector="OR",
                ),
                name="proposal_merged_names_the_survivor",
            ),
        ),
        migrations.AddField(
            model_name="appeal",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="appeals",
                to="deliberation.participant",
            ),
        ),
        migrations.AddField(
            model_name="appeal",
            name="by_user",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="appeal",
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
            model_name="appeal",
            name="first_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="asked",
            name="participant",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="asked",
                to="deliberation.participant",
            ),
        ),
        migrations.AddField(
            model_name="countedwith",
            name="source",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="counted_with",
                to="deliberation.revision",
            ),
        ),
        migrations.AddField(
            model_name="countedwith",
            name="target",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="counts_also",
                to="deliberation.revision",
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="argument",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)ss",
                to="deliberation.argument",
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="decisions",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="definition",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)ss",
                to="deliberation.definition",
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="into",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merges_here",
                to="deliberation.proposal",
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="proposal",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)ss",
                to="deliberation.proposal",
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="revision",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decisions",
                to="deliberation.revision",
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="undoes",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="undone_by",
                to="deliberation.decision",
            ),
        ),
        migrations.AddField(
            model_name="asked",
            name="decision",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="asked",
                to="deliberation.decision",
            ),
        ),
        migrations.AddField(
            model_name="appeal",
            name="decision",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="appeal",
                to="deliberation.decision",
            ),
        ),
        migrations.AddField(
            model_name="appeal",
            name="outcome",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decided_appeal",
                to="deliberation.decision",
            ),
        ),
        migrations.AddField(
            model_name="news",
            name="decision",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="deliberation.decision",
            ),
        ),
        migrations.AddConstraint(
            model_name="news",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("draft__isnull", False), ("kind__in", ["draft", "published"])),
                    models.Q(
                        ("kind__in", ["proposal", "revision"]),
                        ("proposal__isnull", False),
                        ("revision__isnull", False),
                    ),
                    models.Q(
                        ("argument__isnull", False),
                        ("kind", "argument"),
                        ("proposal__isnull", False),
                    ),
                    models.Q(
                        ("kind", "standing"),
                        ("proposal__isnull", False),
                        ("standing__isnull", False),
                    ),
                    models.Q(
                        ("decision__isnull", False),
                        ("kind", "decision"),
                        ("proposal__isnull", False),
                    ),
                    models.Q(
                        ("kind__in", ["phase", "ending", "returned"]),
                        models.Q(("phase", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="news_says_of_what",
            ),
        ),
        migrations.AddField(
            model_name="flag",
            name="argument",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)ss",
                to="deliberation.argument",
            ),
        ),
        migrations.AddField(
            model_name="flag",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="flags",
                to="deliberation.participant",
            ),
        ),
        migrations.AddField(
            model_name="flag",
            name="decision",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="flags",
                to="deliberation.decision",
            ),
        ),
        migrations.AddField(
            model_name="flag",
            name="definition",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)ss",
                to="deliberation.definition",
            ),
        ),
        migrations.AddField(
            model_name="flag",
            name="duplicate_of",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="deliberation.proposal",
            ),
        ),
        migrations.AddField(
            model_name="flag",
            name="proposal",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)ss",
                to="deliberation.proposal",
            ),
        ),
        migrations.AddField(
            model_name="policy",
            name="definition",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="policies",
                to="deliberation.definition",
            ),
        ),
        migrations.AddField(
            model_name="reminder",
            name="definition",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="reminders",
                to="deliberation.definition",
            ),
        ),
        migrations.AddConstraint(
            model_name="countedwith",
            constraint=models.CheckConstraint(
                condition=models.Q(("source", models.F("target")), _negated=True),
                name="counted_with_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.UniqueConstraint(
                fields=("definition", "number"), name="decision_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(("note", ""), _negated=True), name="decision_has_a_note"
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("role", ""), _negated=True), models.Q(("handle", ""), _negated=True)
                ),
                name="decision_says_who",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("into__isnull", False),
                        ("kind", "merge"),
                        models.Q(("into", models.F("proposal")), _negated=True),
                    ),
                    models.Q(models.Q(("kind", "merge"), _negated=True), ("into", None)),
                    _connector="OR",
                ),
                name="decision_merge_names_the_survivor",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "restore"), _negated=True),
                    ("undoes__isnull", False),
                    _connector="OR",
                ),
                name="decision_restore_undoes_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "remove"), _negated=True),
                    ("is_reversible", False),
                    _connector="OR",
                ),
                name="decision_removal_is_final",
            ),
        ),
        migrations.AddIndex(
            model_name="asked",
            index=models.Index(
                condition=models.Q(("told_at", None)), fields=["id"], name="asked_not_yet_told"
            ),
        ),
        migrations.AddConstraint(
            model_name="asked",
            constraint=models.UniqueConstraint(
                fields=("decision", "participant"), name="asked_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="asked",
            constraint=models.CheckConstraint(
                condition=models.Q(("value__in", [-1, 0, 1])), name="asked_value"
            ),
        ),
        migrations.AddIndex(
            model_name="appeal",
            index=models.Index(
                condition=models.Q(("outcome", None)), fields=["at"], name="appeal_waiting"
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.CheckConstraint(
                condition=models.Q(("statement", ""), _negated=True), name="appeal_has_a_statement"
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_by", models.F("first_by")), _negated=True),
                    ("decided_by", None),
                    ("first_by", None),
                    _connector="OR",
                ),
                name="appeal_another_moderator_decides",
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_by", models.F("by_user")), _negated=True),
                    ("decided_by", None),
                    ("by_user", None),
                    _connector="OR",
                ),
                name="appeal_not_decided_by_its_author",
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by", None), ("outcome__isnull", False), _connector="OR"
                ),
                name="appeal_decided_has_an_outcome",
            ),
        ),
        migrations.AddIndex(
            model_name="flag",
            index=models.Index(
                condition=models.Q(("state", "waiting")),
                fields=["definition", "at"],
                name="flag_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="flag",
            constraint=models.UniqueConstraint(
                fields=("definition", "number"), name="flag_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="flag",
            constraint=models.UniqueConstraint(
                condition=models.Q(("argument", None), ("state", "waiting")),
                fields=("by", "proposal"),
                name="flag_proposal_once_while_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="flag",
            constraint=models.UniqueConstraint(
                condition=models.Q(("argument__isnull", False), ("state", "waiting")),
                fields=("by", "argument"),
                name="flag_argument_once_while_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="flag",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decision", None), ("state", "waiting")),
                    models.Q(("decision__isnull", False), ("state__in", ["upheld", "dismissed"])),
                    _connector="OR",
                ),
                name="flag_decided_by_a_decision",
            ),
        ),
        migrations.AddConstraint(
            model_name="flag",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["in-order", "settled", "mistaken"]), _negated=True
                ),
                name="flag_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="policy",
            constraint=models.UniqueConstraint(
                fields=("definition", "number"), name="policy_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="policy",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="policy_has_text"
            ),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.UniqueConstraint(
                fields=("definition", "item", "stage"), name="reminder_once_a_stage"
            ),
        ),
        migrations.RunPython(guard_again, migrations.RunPython.noop),
    ]
