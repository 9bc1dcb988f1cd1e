from django.db import migrations
from django.db.models import Q

MARKED = Q(record__title__icontains="retract") | Q(record__title__icontains="withdrawn")


def empty(apps, schema_editor):
    """A word that an article was retracted is no part of its title, wherever it stands: such keys are made anew."""
    apps.get_model("screening", "MatchKey").objects.filter(MARKED).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("screening", "0023_empty_match_keys_of_letters"),
    ]

    operations = [migrations.RunPython(empty, migrations.RunPython.noop)]
