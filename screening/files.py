"""Files from where the site keeps them; one that is gone is told in words."""

from django.core.files import File
from django.db.models.fields.files import FieldFile

from screening.errors import Missing


def open_stored(file: FieldFile, name: str = "The file") -> File:
    """The stored file, opened to be read as bytes. Missing, with its `name`, where it lies on the disk no more."""
    try:
        return file.open("rb")
    except FileNotFoundError:
        raise Missing(
            f"{name} is not where the site keeps its files, so it cannot be read. What was read from it before is "
            "all here. Whoever runs the site brings it back from a backup, or give the file once more."
        ) from None
