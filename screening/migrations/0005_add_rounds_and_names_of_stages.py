"""Stages get an address and a name of their own; rounds (a pilot set, a second look) stand beside them."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


def address_by_kind(apps, schema_editor) -> None:
    """The address by which a stage was reached until now."""
    apps.get_model("screening", "Stage").objects.update(slug=models.F("kind"))


class Migration(migrations.Migration):
    dependencies = [
        ("screening", "0004_index_record_words"),
    ]

    operations = [
        migrations.CreateModel(
            name="Round",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("seed", models.CharField(max_length=40)),
                ("drawn_from", models.PositiveIntegerField()),
                ("size", models.PositiveIntegerField()),
                (
                    "measure",
                    models.CharField(
                        choices=[
                            ("kappa", "Kappa (Cohen's for two reviewers, Fleiss' for more)"),
                            ("pabak", "PABAK of every pair"),
                            ("ac1", "Gwet's AC1 of every pair"),
                            ("agreement", "Share of same answers of every pair"),
                        ],
                        default="kappa",
                        max_length=10,
                    ),
                ),
                ("threshold", models.DecimalField(decimal_places=2, max_digits=3, null=True)),
                ("fresh", models.BooleanField(default=False)),
                ("figure", models.FloatField(null=True)),
                ("met", models.BooleanField(null=True)),
                ("started_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("counted_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["stage__order", "number"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="stage",
            name="stage_once_per_review",
        ),
        migrations.RemoveConstraint(
            model_name="stage",
            name="one_to_three_votes",
        ),
        migrations.AddField(
            model_name="comment",
            name="criterion",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="screening.criterion"
            ),
        ),
        migrations.AddField(
            model_name="slot",
            name="reserved",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="stage",
            name="locked_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="stage",
            name="name",
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AddField(
            model_name="stage",
            name="parent",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="rounds", to="screening.stage"
            ),
        ),
        migrations.AddField(
            model_name="stage",
            name="purpose",
            field=models.CharField(
                choices=[
                    ("main", "Stage"),
                    ("calibration", "Calibration round"),
                    ("second-look", "Second look at exclusions"),
                ],
                default="main",
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="stage",
            name="slug",
            field=models.SlugField(default="", max_length=60),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="stage",
            name="review",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="stages_and_rounds", to="screening.review"
            ),
        ),
        migrations.RunPython(address_by_kind, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="stage",
            constraint=models.UniqueConstraint(fields=("review", "slug"), name="stage_address_once_per_review"),
        ),
        migrations.AddConstraint(
            model_name="stage",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("votes_needed__gte", 1),
                    models.Q(
                        ("votes_needed__lte", 3), models.Q(("purpose", "main"), _negated=True), _connector="OR"
                    ),
                ),
                name="one_to_three_votes",
            ),
        ),
        migrations.AddConstraint(
            model_name="stage",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("parent__isnull", True), ("purpose", "main")),
                    models.Q(models.Q(("purpose", "main"), _negated=True), ("parent__isnull", False)),
                    _connector="OR",
                ),
                name="a_round_has_its_stage",
            ),
        ),
        migrations.AddField(
            model_name="round",
            name="stage",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="round", to="screening.stage"
            ),
        ),
        migrations.AddField(
            model_name="round",
            name="started_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="screening.member"
            ),
        ),
    ]
