"""Editable rows carry a version: a save made on an old one is refused and shown, never laid over a newer."""

from typing import Any

from django.db.models import F, Model

from screening.errors import Stale


def save_version(row: Model, *, version: int, **changes: Any) -> dict[str, dict[str, Any]]:
    """Write the changes if the row still has the version the user saw; return {"before": …, "after": …}.

    Raises Stale where somebody else saved first. The row in memory is brought up to date.
    """
    before = {name: getattr(row, name) for name in changes}
    saved = (
        type(row)._default_manager.filter(pk=row.pk, version=version).update(**changes, version=F("version") + 1)
    )
    if not saved:
        raise Stale(
            f"{row._meta.verbose_name.capitalize()} “{row}” was changed by somebody else while you edited it. "
            "Nothing was overwritten: reload the page to see the newer version, then make your change again."
        )
    row.refresh_from_db()
    changed = {name for name in changes if before[name] != getattr(row, name)}
    return {
        "before": {name: _plain(before[name]) for name in changed},
        "after": {name: _plain(getattr(row, name)) for name in changed},
    }


def _plain(value: Any) -> Any:
    """A value as JSON can hold it."""
    return value if value is None or isinstance(value, bool | int | float | str | list | dict) else str(value)
