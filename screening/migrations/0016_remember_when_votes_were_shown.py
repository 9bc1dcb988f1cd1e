from django.db import migrations, models
from django.db.models import F
from django.db.models.functions import Coalesce, Now


def of_complete_ones(apps, schema_editor):
    """Records whose votes are all in were shown when they were settled, or by now."""
    entries = apps.get_model("screening", "StageRecord").objects.exclude(state="waiting")
    entries.update(shown_at=Coalesce(F("settled_at"), Now()))


class Migration(migrations.Migration):
    dependencies = [("screening", "0015_empty_match_keys_again")]

    operations = [
        migrations.AddField("stagerecord", "shown_at", models.DateTimeField(null=True)),
        migrations.RunPython(of_complete_ones, migrations.RunPython.noop),
    ]
