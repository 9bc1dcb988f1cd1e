"""Many new rows at once: by COPY on PostgreSQL, where binding them costs most of an import; else in bulk."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection
from django.db.models import AutoField, Field, JSONField, Model


def insert_rows(model: type[Model], rows: Sequence[dict[str, Any]]) -> None:
    """Insert the rows, each a mapping of column attributes; what a row does not say takes the field's default.

    Inside the caller's transaction. The keys that the database gives are not read back.
    """
    if connection.vendor != "postgresql":
        model._default_manager.bulk_create(model(**row) for row in rows)
        return
    fields = [field for field in model._meta.concrete_fields if not isinstance(field, AutoField)]
    names = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    table = connection.ops.quote_name(model._meta.db_table)
    adapt = [_adapted(field) for field in fields]
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
        for row in rows:
            values = [row[f.attname] if f.attname in row else f.get_default() for f in fields]
            copy.write_row(
                [change(value) if change else value for change, value in zip(adapt, values, strict=True)]
            )


def _adapted(field: Field) -> Callable[[Any], Any] | None:
    """How a value of the field goes to the driver; None where it goes as it is."""
    if not isinstance(field, JSONField):
        return None
    return lambda value: field.get_db_prep_save(value, connection)
