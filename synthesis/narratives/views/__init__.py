"""Pages of narratives."""

from synthesis.narratives.views.evidence import accept, add_reference, check, link, match_reference, unlink
from synthesis.narratives.views.reading import (
    compare,
    inspect,
    list_narratives,
    read,
    references,
    show,
    text_file,
)
from synthesis.narratives.views.releasing import release
from synthesis.narratives.views.writing import (
    add_block,
    archive,
    archive_block,
    change,
    change_block,
    create,
    details,
    move,
    move_block,
    restore,
    restore_block,
    write,
)

__all__ = [
    "accept",
    "add_block",
    "add_reference",
    "archive",
    "archive_block",
    "change",
    "change_block",
    "check",
    "compare",
    "create",
    "details",
    "inspect",
    "link",
    "list_narratives",
    "match_reference",
    "move",
    "move_block",
    "read",
    "references",
    "release",
    "restore",
    "restore_block",
    "show",
    "text_file",
    "unlink",
    "write",
]
