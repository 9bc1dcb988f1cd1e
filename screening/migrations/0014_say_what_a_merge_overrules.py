import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("screening", "0013_drop_record_search_text"),
    ]

    operations = [
        migrations.AddField(
            model_name="duplicatelink",
            name="overruled_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="screening.duplicatelink",
            ),
        ),
    ]
