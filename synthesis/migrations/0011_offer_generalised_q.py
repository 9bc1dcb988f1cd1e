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
    ("HSk", "Hunter-Schmidt, small samples (HSk)"),
    ("DLIT", "DerSimonian-Laird, iterated (DLIT)"),
    ("PMM", "Paule-Mandel, median-unbiased (PMM)"),
    ("GENQ", "Generalised Q, weights 1/SE (GENQ)"),
    ("GENQM", "Generalised Q, weights 1/SE, median-unbiased (GENQM)"),
]


class Migration(migrations.Migration):
    dependencies = [("synthesis", "0010_pool_by_more_methods")]

    operations = [
        migrations.AlterField(
            "analysis",
            "tau2",
            models.CharField("tau² estimator", choices=ESTIMATORS, default="REML", max_length=8),
        ),
    ]
