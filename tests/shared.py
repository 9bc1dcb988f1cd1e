"""Where the large labelled data stand; tests that use them skip with a reason where they are absent."""

import os
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("KETREVIEW_SHARED", REPO.parent / "shared"))

needs_shared = pytest.mark.skipif(
    not (SHARED / "data").is_dir(), reason="the shared data folder is not beside the repository"
)
