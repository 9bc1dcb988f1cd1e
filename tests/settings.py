"""The site's own settings, in a folder of their own, with jobs done at once; the environment still decides more."""

import atexit
import os
import shutil
import tempfile

os.environ.setdefault("JOB_ENGINE", "immediate")
os.environ.setdefault("SECRET_KEY", "only-for-tests-only-for-tests-only-for-tests-1234567890")
if "KETREVIEW_VAR" not in os.environ:
    os.environ["KETREVIEW_VAR"] = tempfile.mkdtemp(prefix="ketreview-tests-")
    atexit.register(shutil.rmtree, os.environ["KETREVIEW_VAR"], ignore_errors=True)
os.environ.setdefault("EMAIL_URL", "memorymail://")

from ketreview.settings import *  # noqa: E402, F403

# Failed sign-ins are counted in the cache: each parallel process counts, and clears, its own.
CACHES["default"]["LOCATION"] = str(VAR / f"cache-{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}")  # noqa: F405

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # A file, as in use: threads of a live server each have a connection of their own, and wait for one another.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR / "test.sqlite3")}  # noqa: F405
else:
    # A name of its own for each run, so that two runs at once do not meet.
    run = os.environ.setdefault("KETREVIEW_TEST_RUN", str(os.getpid()))
    DATABASES["default"]["TEST"] = {"NAME": f"test_ketreview_{run}"}  # noqa: F405
