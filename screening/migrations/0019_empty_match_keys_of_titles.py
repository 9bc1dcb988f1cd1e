from django.db import migrations


def empty(apps, schema_editor):
    """What brackets say, numbers in words and supplements are read otherwise: keys are made anew."""
    apps.get_model("screening", "MatchKey").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("screening", "0018_offer_ranked_order"),
    ]

    operations = [migrations.RunPython(empty, migrations.RunPython.noop)]
