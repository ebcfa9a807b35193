"""Schedules of phases, rounds of ratification, and the numbers that decide them."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("deliberation", "0017_history_and_sessions"),
    ]

    operations = [
        migrations.CreateModel(
            name="Ballot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("is_yes", models.BooleanField()),
                ("reason", models.TextField(blank=True, max_length=1000)),
                ("cast_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="PhaseTime",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "phase",
                    models.CharField(
                        choices=[
                            ("setup", "Setup"),
                            ("gathering", "Gathering"),
                            ("deliberation", "Deliberation"),
                            ("convergence", "Convergence"),
                            ("ratification", "Ratification"),
                            ("closed", "Closed"),
                        ],
                        max_length=12,
                    ),
                ),
                ("opens_at", models.DateTimeField(help_text="UTC.")),
                (
                    "told_at",
                    models.DateTimeField(
                        help_text="When followers were told beforehand.", null=True
                    ),
                ),
                ("carried_out_at", models.DateTimeField(null=True)),
                ("refused", models.CharField(blank=True, max_length=500)),
            ],
            options={
                "ordering": ["definition", "opens_at"],
            },
        ),
        migrations.CreateModel(
            name="Ratification",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("opened_at", models.DateTimeField()),
                ("concluded_at", models.DateTimeField(null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("ratified", "ratified"),
                            ("declined", "declined"),
                            ("no-quorum", "no quorum"),
                            ("broken-off", "broken off"),
                        ],
                        max_length=10,
                    ),
                ),
                ("result", models.JSONField(blank=True, default=dict)),
            ],
            options={
                "ordering": ["definition", "-number"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="news",
            name="news_says_of_what",
        ),
        migrations.RemoveConstraint(
            model_name="ruleset",
            name="ruleset_shares_are_shares",
        ),
        migrations.AddField(
            model_name="news",
            name="due_at",
            field=models.DateTimeField(help_text="When what is announced will be.", null=True),
        ),
        migrations.AddField(
            model_name="ruleset",
            name="decided_by",
            field=models.CharField(
                blank=True,
                help_text="Handle of the steward; empty where it was set up.",
                max_length=60,
            ),
        ),
        migrations.AddField(
            model_name="ruleset",
            name="ratify_class_quorum",
            field=models.PositiveIntegerField(default=5),
        ),
        migrations.AddField(
            model_name="ruleset",
            name="ratify_class_support",
            field=models.DecimalField(decimal_places=3, default="0.500", max_digits=4),
        ),
        migrations.AddField(
            model_name="ruleset",
            name="ratify_quorum",
            field=models.PositiveIntegerField(default=30),
        ),
        migrations.AddField(
            model_name="ruleset",
            name="ratify_support",
            field=models.DecimalField(decimal_places=3, default="0.666", max_digits=4),
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
                ],
                max_length=9,
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
                        ("kind__in", ["phase", "ending", "returned"]),
                        models.Q(("phase", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="news_says_of_what",
            ),
        ),
        migrations.AddConstraint(
            model_name="ruleset",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("broad_support__gte", 0),
                    ("broad_support__lte", 1),
                    ("bridging__gte", 0),
                    ("bridging__lte", 1),
                    ("broad_disagreement__gte", 0),
                    ("broad_disagreement__lte", 1),
                    ("margin__gte", 0),
                    ("margin__lte", 1),
                    ("ratify_support__gte", 0),
                    ("ratify_support__lte", 1),
                    ("ratify_class_support__gte", 0),
                    ("ratify_class_support__lte", 1),
                    ("z__gt", 0),
                ),
                name="ruleset_shares_are_shares",
            ),
        ),
        migrations.AddField(
            model_name="ballot",
            name="participant",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="ballots",
                to="deliberation.participant",
            ),
        ),
        migrations.AddField(
            model_name="phasetime",
            name="definition",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="schedule",
                to="deliberation.definition",
            ),
        ),
        migrations.AddField(
            model_name="ratification",
            name="definition",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="ratifications",
                to="deliberation.definition",
            ),
        ),
        migrations.AddField(
            model_name="ratification",
            name="draft",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="ratifications",
                to="deliberation.draft",
            ),
        ),
        migrations.AddField(
            model_name="ratification",
            name="ruleset",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="deliberation.ruleset",
            ),
        ),
        migrations.AddField(
            model_name="ballot",
            name="ratification",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="ballots",
                to="deliberation.ratification",
            ),
        ),
        migrations.AddIndex(
            model_name="phasetime",
            index=models.Index(
                condition=models.Q(("carried_out_at", None)),
                fields=["opens_at"],
                name="phase_time_to_come",
            ),
        ),
        migrations.AddConstraint(
            model_name="phasetime",
            constraint=models.UniqueConstraint(
                condition=models.Q(("carried_out_at", None)),
                fields=("definition", "phase"),
                name="phase_time_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="phasetime",
            constraint=models.UniqueConstraint(
                condition=models.Q(("carried_out_at", None)),
                fields=("definition", "opens_at"),
                name="phase_time_one_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="phasetime",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "phase__in",
                        [
                            "setup",
                            "gathering",
                            "deliberation",
                            "convergence",
                            "ratification",
                            "closed",
                        ],
                    ),
                    models.Q(("phase", "setup"), _negated=True),
                ),
                name="phase_time_phase",
            ),
        ),
        migrations.AddConstraint(
            model_name="ratification",
            constraint=models.UniqueConstraint(
                fields=("definition", "number"), name="ratification_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="ratification",
            constraint=models.UniqueConstraint(
                condition=models.Q(("concluded_at", None)),
                fields=("definition",),
                name="ratification_one_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="ratification",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("concluded_at", None), ("outcome", "")),
                    models.Q(
                        ("concluded_at__isnull", False),
                        ("outcome__in", ["ratified", "declined", "no-quorum", "broken-off"]),
                    ),
                    _connector="OR",
                ),
                name="ratification_outcome",
            ),
        ),
        migrations.AddConstraint(
            model_name="ballot",
            constraint=models.UniqueConstraint(
                fields=("ratification", "participant"), name="ballot_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="ballot",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason__length__lte", 1000)), name="ballot_reason_length"
            ),
        ),
    ]
