from django.db import migrations


def empty(apps, schema_editor):
    """Titles and names are mended and Chinese names run together before keys are made: they are made anew."""
    apps.get_model("screening", "MatchKey").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("screening", "0014_say_what_a_merge_overrules"),
    ]

    operations = [migrations.RunPython(empty, migrations.RunPython.noop)]
