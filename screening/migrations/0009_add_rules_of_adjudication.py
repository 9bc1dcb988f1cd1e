from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("screening", "0008_add_record_relations"),
    ]

    operations = [
        migrations.AddField(
            model_name="stage",
            name="directions_hidden",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="stage",
            name="own_conflicts",
            field=models.BooleanField(default=True),
        ),
    ]
