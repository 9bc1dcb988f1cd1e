from django.db import migrations, models


class Migration(migrations.Migration):
    """Only the choices: the column stays as it is."""

    dependencies = [("screening", "0017_empty_match_keys_for_new_ones")]

    operations = [
        migrations.AlterField(
            "stage",
            "sequence",
            models.CharField(
                choices=[
                    ("random", "Random, the same for all: votes on a record come close together"),
                    ("own", "Random, each reviewer begins elsewhere: nobody follows another's path"),
                    ("newest", "Newest first"),
                    ("title", "By title"),
                    (
                        "ranked",
                        "Ranked: the more of the team's words for inclusion a record has, the earlier it comes",
                    ),
                ],
                default="random",
                max_length=8,
            ),
        ),
    ]
