"""Stages that a team adds, and how far a record has gone among several of one kind."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("screening", "0006_add_duties_and_pairs"),
    ]

    operations = [
        migrations.AddField(
            model_name="stage",
            name="added_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="stage",
            name="archived_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="stagerecord",
            name="passed_on",
            field=models.BooleanField(default=False),
        ),
    ]
