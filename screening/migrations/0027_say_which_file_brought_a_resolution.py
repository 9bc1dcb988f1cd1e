import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("screening", "0026_let_votes_of_a_file_go_with_it")]
    operations = [
        migrations.AddField(
            model_name="resolution",
            name="imported_from",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="screening.importbatch",
            ),
        ),
    ]
