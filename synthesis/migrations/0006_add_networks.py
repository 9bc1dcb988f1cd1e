"""Networks and their runs; the database itself refuses to change or delete a run."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

TABLE = "synthesis_networkrun"


def add_triggers(apps, schema_editor) -> None:
    if schema_editor.connection.vendor == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            schema_editor.execute(
                f"CREATE TRIGGER {TABLE}_no_{verb.lower()} BEFORE {verb} ON {TABLE} "
                f"BEGIN SELECT RAISE(ABORT, '{TABLE} is append-only'); END"
            )
        return
    schema_editor.execute(
        f"CREATE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{TABLE} is append-only'; END $$"
    )
    schema_editor.execute(
        f"CREATE TRIGGER {TABLE}_append_only BEFORE UPDATE OR DELETE ON {TABLE} "
        f"FOR EACH ROW EXECUTE FUNCTION {TABLE}_refuse()"
    )


def remove_triggers(apps, schema_editor) -> None:
    if schema_editor.connection.vendor == "sqlite":
        for verb in ("update", "delete"):
            schema_editor.execute(f"DROP TRIGGER {TABLE}_no_{verb}")
        return
    schema_editor.execute(f"DROP TRIGGER {TABLE}_append_only ON {TABLE}")
    schema_editor.execute(f"DROP FUNCTION {TABLE}_refuse()")


class Migration(migrations.Migration):
    dependencies = [
        ("screening", "0008_add_record_relations"),
        ("synthesis", "0005_append_only_certainty"),
    ]

    operations = [
        migrations.CreateModel(
            name="NetworkAnalysis",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("slug", models.SlugField(max_length=60)),
                ("title", models.CharField(max_length=200)),
                (
                    "measure",
                    models.CharField(
                        choices=[("OR", "Odds ratio"), ("RR", "Risk ratio"), ("MD", "Mean difference")],
                        max_length=8,
                    ),
                ),
                (
                    "model",
                    models.CharField(
                        choices=[("random", "Random effects"), ("common", "Common effect")],
                        default="random",
                        max_length=8,
                    ),
                ),
                (
                    "tau2",
                    models.CharField(
                        choices=[
                            ("REML", "Restricted maximum likelihood (REML)"),
                            ("ML", "Maximum likelihood (ML)"),
                        ],
                        default="REML",
                        max_length=8,
                        verbose_name="tau² estimator",
                    ),
                ),
                ("treatments", models.JSONField(blank=True, default=dict)),
                ("reference", models.CharField(blank=True, max_length=200)),
                ("cautions", models.TextField(blank=True)),
                ("in_protocol", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("archived_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="screening.member"
                    ),
                ),
                (
                    "job",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="screening.job",
                    ),
                ),
                (
                    "outcome",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="networks", to="synthesis.outcome"
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="networks", to="screening.review"
                    ),
                ),
                (
                    "time_point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="networks",
                        to="synthesis.timepoint",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "network analyses",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="NetworkRun",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                ("inputs", models.JSONField()),
                ("inputs_sha256", models.CharField(max_length=64)),
                ("settings", models.JSONField()),
                ("versions", models.JSONField()),
                ("result", models.JSONField()),
                ("run_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("job_id", models.UUIDField(null=True)),
                (
                    "network",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="runs",
                        to="synthesis.networkanalysis",
                    ),
                ),
                (
                    "previous",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="synthesis.networkrun",
                    ),
                ),
                (
                    "run_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="screening.member"
                    ),
                ),
            ],
            options={
                "ordering": ["-number"],
            },
        ),
        migrations.AddField(
            model_name="networkanalysis",
            name="current_run",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="synthesis.networkrun"
            ),
        ),
        migrations.AddConstraint(
            model_name="networkrun",
            constraint=models.UniqueConstraint(fields=("network", "number"), name="network_run_number_once"),
        ),
        migrations.AddConstraint(
            model_name="networkanalysis",
            constraint=models.UniqueConstraint(fields=("review", "slug"), name="network_slug_once"),
        ),
        migrations.RunPython(add_triggers, remove_triggers),
    ]
