from django.db import migrations, models

RATIOS = [
    ("hazard", "Hazard ratio"),
    ("odds", "Odds ratio"),
    ("risk", "Risk ratio"),
    ("rate", "Rate ratio"),
]


class Migration(migrations.Migration):
    dependencies = [("synthesis", "0012_add_proportions_and_correlations")]

    operations = [
        migrations.AddField(
            "findingsrow",
            "comparator_mean",
            models.FloatField("mean with the comparison", null=True, blank=True),
        ),
        migrations.AddField(
            "findingsrow",
            "ratio_is",
            models.CharField("what the ratio is", max_length=6, choices=RATIOS, blank=True, default=""),
            preserve_default=False,
        ),
    ]
