"""Start-up checks of where and how SQLite keeps its file: what goes wrong there goes wrong silently."""

import os
import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

NETWORK = re.compile(
    r"nfs|cifs|smb|9p$|afs|ceph|lustre|vboxsf|davfs|prl_fs|fuse\.(glusterfs|sshfs|rclone|s3fs|gcsfuse)"
)
SYNCED = re.compile(
    r"dropbox|onedrive|google ?drive|icloud|mobile documents|nextcloud|owncloud|syncthing|sync\.com|box sync", re.I
)
MOUNTS = Path("/proc/mounts")


@register
def sqlite_is_fit_for_several_writers(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuses a SQLite connection that begins its transactions DEFERRED."""
    database = settings.DATABASES["default"]
    if not database["ENGINE"].endswith("sqlite3"):
        return []
    mode = database.get("OPTIONS", {}).get("transaction_mode", "DEFERRED")
    if mode in ("IMMEDIATE", "EXCLUSIVE"):
        return []
    return [
        Error(
            f"SQLite begins transactions {mode}: two people at once would meet “database is locked”.",
            hint='Set OPTIONS["transaction_mode"] to "IMMEDIATE", as ketreview/settings.py does.',
            id="ketreview.E001",
        )
    ]


@register
def sqlite_stands_on_a_local_disk(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Warns of a SQLite file on a network file system or in a folder that a cloud service copies about."""
    database = settings.DATABASES["default"]
    if not database["ENGINE"].endswith("sqlite3") or ":memory:" in str(database["NAME"]):
        return []
    folder = Path(database["NAME"]).absolute().parent
    return [
        Warning(
            f"The database stands in {folder}, {what}: SQLite loses or damages data there.",
            hint="Set KETREVIEW_VAR to a folder on this machine's own disk, or DATABASE_URL to PostgreSQL.",
            id="ketreview.W001",
        )
        for what in filter(None, [network_of(folder), synced_by(folder)])
    ]


def synced_by(folder: Path) -> str:
    """Which part of the path tells of a cloud service, or nothing."""
    named = next((part for part in folder.parts if SYNCED.search(part)), "")
    return f"which a cloud service keeps in step (“{named}”)" if named else ""


def network_of(folder: Path) -> str:
    """The network file system the folder stands on, or nothing (or where the system does not tell)."""
    kind = file_system(folder, MOUNTS.read_text() if MOUNTS.exists() else "")
    return f"on the network file system {kind}" if NETWORK.search(kind) else ""


def file_system(folder: Path, mounts: str) -> str:
    """The type of the file system that holds the folder, from the lines of /proc/mounts; '' where unknown."""
    fields = [line.split() for line in mounts.splitlines()]
    held = [(point.replace(r"\040", " "), kind) for _, point, kind, *_ in fields if _within(folder, point)]
    return max(held, key=lambda pair: len(pair[0]), default=("", ""))[1]


def _within(folder: Path, point: str) -> bool:
    return folder.is_relative_to(os.path.normpath(point.replace(r"\040", " ")))
