from django.db import migrations, models

ESTIMATORS = [
    ("REML", "Restricted maximum likelihood (REML)"),
    ("DL", "DerSimonian-Laird (DL)"),
    ("PM", "Paule-Mandel (PM)"),
    ("ML", "Maximum likelihood (ML)"),
    ("SJ", "Sidik-Jonkman (SJ)"),
    ("HE", "Hedges-Olkin (HE)"),
    ("EB", "Empirical Bayes (EB)"),
    ("HS", "Hunter-Schmidt (HS)"),
]


class Migration(migrations.Migration):
    dependencies = [("synthesis", "0008_cite_and_rate_networks")]

    operations = [
        migrations.AlterField(
            "analysis",
            "tau2",
            models.CharField("tau² estimator", choices=ESTIMATORS, default="REML", max_length=8),
        ),
    ]
