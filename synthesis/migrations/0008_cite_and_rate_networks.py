"""Text, certainty and findings may rest on a comparison of a network; more measures of networks."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("screening", "0011_empty_match_keys"),
        ("synthesis", "0007_add_appraisals"),
    ]

    operations = [
        migrations.CreateModel(
            name="NetworkComparison",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("first", models.CharField(max_length=200)),
                ("second", models.CharField(max_length=200)),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="evidencelink",
            name="link_points_somewhere",
        ),
        migrations.AddField(
            model_name="certaintydecision",
            name="network_run",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="synthesis.networkrun"
            ),
        ),
        migrations.AddField(
            model_name="evidencelink",
            name="network_run",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="synthesis.networkrun"
            ),
        ),
        migrations.AddField(
            model_name="release",
            name="network_runs",
            field=models.ManyToManyField(related_name="+", to="synthesis.networkrun"),
        ),
        migrations.AddField(
            model_name="statusevent",
            name="network_run",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="synthesis.networkrun"
            ),
        ),
        migrations.AddField(
            model_name="token",
            name="network_run",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="synthesis.networkrun"
            ),
        ),
        migrations.AlterField(
            model_name="certainty",
            name="analysis",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="certainty",
                to="synthesis.analysis",
            ),
        ),
        migrations.AlterField(
            model_name="findingsrow",
            name="analysis",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="findings_rows",
                to="synthesis.analysis",
            ),
        ),
        migrations.AlterField(
            model_name="networkanalysis",
            name="measure",
            field=models.CharField(
                choices=[
                    ("OR", "Odds ratio"),
                    ("RR", "Risk ratio"),
                    ("RD", "Risk difference"),
                    ("MD", "Mean difference"),
                    ("SMD", "Standardised mean difference (Hedges' g)"),
                    ("ROM", "Ratio of means"),
                ],
                max_length=8,
            ),
        ),
        migrations.AlterField(
            model_name="token",
            name="path",
            field=models.CharField(max_length=480),
        ),
        migrations.AddField(
            model_name="networkcomparison",
            name="network",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cited_comparisons",
                to="synthesis.networkanalysis",
            ),
        ),
        migrations.AddField(
            model_name="certainty",
            name="comparison",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="certainty",
                to="synthesis.networkcomparison",
            ),
        ),
        migrations.AddField(
            model_name="evidencelink",
            name="comparison",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="evidence_links",
                to="synthesis.networkcomparison",
            ),
        ),
        migrations.AddField(
            model_name="findingsrow",
            name="comparison",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="findings_rows",
                to="synthesis.networkcomparison",
            ),
        ),
        migrations.AddField(
            model_name="token",
            name="comparison",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tokens",
                to="synthesis.networkcomparison",
            ),
        ),
        migrations.AddConstraint(
            model_name="certainty",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("analysis__isnull", False), models.Q(("comparison__isnull", False), _negated=True)),
                    models.Q(models.Q(("analysis__isnull", False), _negated=True), ("comparison__isnull", False)),
                    _connector="OR",
                ),
                name="certainty_of_one_source",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidencelink",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("analysis__isnull", False),
                    ("comparison__isnull", False),
                    ("record__isnull", False),
                    _connector="OR",
                ),
                name="link_points_somewhere",
            ),
        ),
        migrations.AddConstraint(
            model_name="findingsrow",
            constraint=models.UniqueConstraint(fields=("table", "comparison"), name="compared_finding_once"),
        ),
        migrations.AddConstraint(
            model_name="findingsrow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("analysis__isnull", False), models.Q(("comparison__isnull", False), _negated=True)),
                    models.Q(models.Q(("analysis__isnull", False), _negated=True), ("comparison__isnull", False)),
                    _connector="OR",
                ),
                name="finding_of_one_source",
            ),
        ),
        migrations.AddConstraint(
            model_name="networkcomparison",
            constraint=models.UniqueConstraint(
                fields=("network", "first", "second"), name="network_comparison_once"
            ),
        ),
    ]
