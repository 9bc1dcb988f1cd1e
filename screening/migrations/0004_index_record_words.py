"""The full-text index over RecordWords: FTS5 with triggers on SQLite, a column with a GIN index on PostgreSQL."""

from django.db import migrations

TABLE, INDEX = "screening_recordwords", "screening_recordwords_index"
COLUMNS = ("title", "abstract", "people", "terms")


def of(row: str) -> str:
    return ", ".join([f"{row}.record_id", *(f"{row}.{name}" for name in COLUMNS)])


def add_index(apps, schema_editor) -> None:
    names = ", ".join(COLUMNS)
    if schema_editor.connection.vendor == "postgresql":
        parts = [
            f"setweight(to_tsvector('simple', {name}), '{weight}')"
            for name, weight in zip(COLUMNS, "ABCD", strict=True)
        ]
        schema_editor.execute(
            f"ALTER TABLE {TABLE} ADD COLUMN vector tsvector GENERATED ALWAYS AS ({' || '.join(parts)}) STORED"
        )
        schema_editor.execute(f"CREATE INDEX {INDEX} ON {TABLE} USING gin (vector)")
        return
    schema_editor.execute(
        f"CREATE VIRTUAL TABLE {INDEX} USING fts5({names}, content='{TABLE}', content_rowid='record_id', "
        'tokenize="unicode61 remove_diacritics 0")'
    )
    # The names are those above: nothing that is typed gets here.
    insert = f"INSERT INTO {INDEX}(rowid, {names}) VALUES ({of('new')});"  # noqa: S608
    delete = f"INSERT INTO {INDEX}({INDEX}, rowid, {names}) VALUES ('delete', {of('old')});"  # noqa: S608
    for verb, body in (("INSERT", insert), ("DELETE", delete), ("UPDATE", delete + insert)):
        schema_editor.execute(
            f"CREATE TRIGGER {TABLE}_index_{verb.lower()} AFTER {verb} ON {TABLE} BEGIN {body} END"
        )


def remove_index(apps, schema_editor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"ALTER TABLE {TABLE} DROP COLUMN vector")
        return
    for verb in ("insert", "delete", "update"):
        schema_editor.execute(f"DROP TRIGGER {TABLE}_index_{verb}")
    schema_editor.execute(f"DROP TABLE {INDEX}")


class Migration(migrations.Migration):
    dependencies = [("screening", "0003_searches_and_changes_to_many")]
    operations = [migrations.RunPython(add_index, remove_index)]
