from django.db import migrations


def empty(apps, schema_editor):
    """Replies in brackets and sorts between signs of markup are read otherwise: keys are made anew."""
    apps.get_model("screening", "MatchKey").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("screening", "0019_empty_match_keys_of_titles"),
    ]

    operations = [migrations.RunPython(empty, migrations.RunPython.noop)]
