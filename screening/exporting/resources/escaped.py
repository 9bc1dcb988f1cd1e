"""The resource all others are made from: each cell is text, and none runs as a formula."""

from collections.abc import Iterator
from typing import Any

from import_export import resources
from import_export.fields import Field

from screening.exporting.escaping import as_text
from screening.models import Member


class EscapedResource(resources.Resource):
    """A table for one member. Subclasses say the `columns` (name -> heading) and the `cells` of a row."""

    def __init__(self, *, member: Member):
        super().__init__()
        self.member = member
        self.fields = {name: Field(column_name=heading) for name, heading in self.columns().items()}

    def columns(self) -> dict[str, str]:
        """Name -> heading of every column this member gets, in order."""
        raise NotImplementedError

    def cells(self, instance: Any) -> dict[str, str]:
        """Name -> text of a row's cells; a missing one is empty."""
        raise NotImplementedError

    def get_export_order(self) -> tuple[str, ...]:
        return tuple(self.fields)

    def export_resource(self, instance: Any, selected_fields: Any = None, **kwargs: Any) -> list[str]:
        """One row, every cell made harmless to spreadsheets."""
        cells = self.cells(instance)
        return [as_text(cells.get(name, "")) for name in selected_fields or self.fields]

    def rows(self) -> Iterator[list[str]]:
        """The rows one by one, for a file written piece by piece."""
        for instance in self.iter_queryset(self.get_queryset()):
            yield self.export_resource(instance)
