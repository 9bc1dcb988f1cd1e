from django.db import migrations, models

KINDS = [
    ("binary", "Events out of a total"),
    ("continuous", "Mean, SD and n"),
    ("rate2", "Events over person-time"),
    ("generic", "Estimate with its interval"),
    ("proportion", "Events out of a total, in one group"),
    ("correlation", "Correlation and n"),
]
MEASURES = [
    ("OR", "Odds ratio"),
    ("RR", "Risk ratio"),
    ("RD", "Risk difference"),
    ("PETO", "Peto odds ratio (rare events, balanced arms)"),
    ("AS", "Arcsine difference"),
    ("PHI", "Phi coefficient"),
    ("IRR", "Rate ratio (person-time)"),
    ("IRD", "Rate difference (person-time)"),
    ("MD", "Mean difference"),
    ("SMD", "Standardised mean difference (Hedges' g)"),
    ("SMDH", "Standardised mean difference, unequal variances"),
    ("ROM", "Ratio of means"),
    ("GEN", "Estimate as given"),
    ("GEN_LOG", "Ratio as given (pooled on the log scale)"),
    ("PLO", "Proportion (logit)"),
    ("PFT", "Proportion (Freeman-Tukey double arcsine)"),
    ("PAS", "Proportion (arcsine)"),
    ("PR", "Proportion (untransformed)"),
    ("ZCOR", "Correlation (Fisher's z)"),
    ("COR", "Correlation (untransformed)"),
]


class Migration(migrations.Migration):
    dependencies = [("synthesis", "0011_offer_generalised_q")]

    operations = [
        migrations.AlterField("outcome", "kind", models.CharField(choices=KINDS, max_length=12)),
        migrations.AlterField("analysis", "measure", models.CharField(choices=MEASURES, max_length=8)),
    ]
