"""The words of records stand in RecordWords, which every search reads."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("screening", "0012_index_what_lists_count")]
    operations = [migrations.RemoveField(model_name="record", name="search_text")]
