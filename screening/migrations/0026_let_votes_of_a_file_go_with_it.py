"""A vote of a file may be deleted with its record while the record's import is being undone; no other may."""

from django.db import migrations

TABLE = "screening_decision"
UNDOING = (
    "SELECT 1 FROM screening_record r JOIN screening_importbatch b ON b.id = r.batch_id "
    "WHERE r.id = OLD.record_id AND b.state = 'undoing'"
)
ALLOWED = f"OLD.imported_from_id IS NOT NULL AND EXISTS ({UNDOING})"


def _refuse(schema_editor, unless: str) -> None:
    """Refuse every change, and every deletion but where `unless` holds of the row."""
    raising = f"RAISE EXCEPTION '{TABLE} is append-only'"
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {TABLE}_no_delete")
        when = f"WHEN NOT ({unless}) " if unless else ""
        schema_editor.execute(
            f"CREATE TRIGGER {TABLE}_no_delete BEFORE DELETE ON {TABLE} FOR EACH ROW {when}"
            f"BEGIN SELECT RAISE(ABORT, '{TABLE} is append-only'); END"
        )
        return
    may = f"IF TG_OP = 'DELETE' THEN IF {unless} THEN RETURN OLD; END IF; END IF; " if unless else ""
    schema_editor.execute(
        f"CREATE OR REPLACE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {may}{raising}; END $$"
    )


def allow(apps, schema_editor) -> None:
    _refuse(schema_editor, ALLOWED)


def refuse_all(apps, schema_editor) -> None:
    _refuse(schema_editor, "")


class Migration(migrations.Migration):
    dependencies = [("screening", "0025_searches_taken_out_of_the_log")]
    operations = [migrations.RunPython(allow, refuse_all)]
