"""A site admin's link may be for a new password."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_account_events")]

    operations = [
        migrations.AddField("siteinvitation", "for_password", models.BooleanField(default=False)),
    ]
