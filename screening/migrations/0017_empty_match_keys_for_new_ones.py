from django.db import migrations


def empty(apps, schema_editor):
    """Trials have keys by their number, titles by their first words and author: keys are made anew."""
    apps.get_model("screening", "MatchKey").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("screening", "0016_remember_when_votes_were_shown"),
    ]

    operations = [migrations.RunPython(empty, migrations.RunPython.noop)]
