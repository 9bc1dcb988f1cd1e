from django.db import migrations


def empty(apps, schema_editor):
    """Letters that are written as one or as two, ø, o and oe, have one key: keys are made anew."""
    apps.get_model("screening", "MatchKey").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("screening", "0022_empty_match_keys_of_short_titles"),
    ]

    operations = [migrations.RunPython(empty, migrations.RunPython.noop)]
