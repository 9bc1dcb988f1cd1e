from django.db import migrations


def empty(apps, schema_editor):
    """Beginnings of short titles and titles in two alphabets have keys of their own: keys are made anew."""
    apps.get_model("screening", "MatchKey").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("screening", "0021_find_events_by_subject"),
    ]

    operations = [migrations.RunPython(empty, migrations.RunPython.noop)]
