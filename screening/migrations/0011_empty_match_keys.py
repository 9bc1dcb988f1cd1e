from django.db import migrations


def empty(apps, schema_editor):
    """Keys are made in another way: the next search makes them anew."""
    apps.get_model("screening", "MatchKey").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("screening", "0010_index_copies_and_proposals"),
    ]

    operations = [migrations.RunPython(empty, migrations.RunPython.noop)]
