"""A fixed cast: one review with one member a role, another review with its lead, a stranger, a site admin."""

import gc
import importlib
import os
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from django.test import Client

from ketreview.frames import with_room
from tests import factories, migrated

USUALLY, SELDOM = gc.get_threshold(), (50_000, 20, 100)
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_setup", "live_server"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session):
    """Where nothing is compiled yet, as in a fresh clone, each parallel process compiles its share of the test
    modules first and finds the others' compiled, instead of each compiling all. A module that fails to load here is
    loaded, and reported, when its turn comes. To collect makes no garbage: none is looked for meanwhile."""
    gc.disable()
    number = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    processes = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    if processes > 1:
        for module in modules_below(session.config.args)[int(number) :: processes]:
            with suppress(Exception, pytest.skip.Exception):
                importlib.import_module(module)


def modules_below(folders: list[str]) -> list[str]:
    """The names of the test modules in these folders."""
    here = Path(__file__).parent.parent
    paths = {path.resolve() for folder in folders for path in Path(folder).rglob("test_*.py")}
    return sorted(".".join(path.relative_to(here).with_suffix("").parts) for path in paths)


def pytest_collection_modifyitems(items):
    """Mark what the database has no part in; and where KETREVIEW_NO_SKIPS is set (CI), what may not be skipped."""
    for item in items:
        if not item.get_closest_marker("django_db") and not DATABASE_FIXTURES & set(item.fixturenames):
            item.add_marker(pytest.mark.engine_free)
        retried = item.config.pluginmanager.hasplugin("rerunfailures")
        if retried and any(item.get_closest_marker(name) for name in ("browser", "timing")):
            # A busy machine can starve a browser; what fails twice is broken. The first failure is printed too.
            item.add_marker(pytest.mark.flaky(reruns=1))
        if os.environ.get("KETREVIEW_NO_SKIPS") and any(
            item.get_closest_marker(name) for name in ("browser", "postgres", "redis")
        ):
            item.add_marker(pytest.mark.must_run)
    items[:] = long_ones_first(items, int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")))


def long_ones_first(items: list, processes: int) -> list:
    """The same tests, each process's share of them beginning with its share of those that take long. Long tests of
    one module with the same parameters stay in one process, where they share what was made for them."""
    together: dict[tuple, list] = {}
    for item in items:
        if item.get_closest_marker("long"):
            parameters = item.callspec.id if hasattr(item, "callspec") else item.name
            together.setdefault((item.path, parameters), []).append(item)
    rest = [item for item in items if not item.get_closest_marker("long")]
    share = -(-len(rest) // processes)
    shares = [rest[n * share : (n + 1) * share] for n in range(processes)]
    long = [[] for _ in shares]
    for group in sorted(together.values(), key=len, reverse=True):
        min(long, key=len).extend(group)
    return [item for first, then in zip(long, shares, strict=True) for item in first + then]


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item, nextitem):
    """Each test, its fixtures with it, has room for its calls, as a request has. Python looks for garbage after 700
    new objects, which one request makes many times; where no time is measured, it does so after 50,000."""
    gc.set_threshold(*(USUALLY if item.get_closest_marker("timing") else SELDOM))
    rest = item.config.pluginmanager.subset_hook_caller("pytest_runtest_protocol", [sys.modules[__name__]])
    return with_room(rest, item=item, nextitem=nextitem)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item):
    outcome = yield
    report = outcome.get_result()
    if report.skipped and item.get_closest_marker("must_run"):
        report.outcome = "failed"
        report.longrepr = f"skipped where nothing may be: {report.longrepr}"


def pytest_collection_finish():
    """What stands now stays to the end of the run: it is not looked through for garbage again and again."""
    gc.enable()
    gc.collect()
    gc.freeze()


def pytest_unconfigure(config):
    if not hasattr(config, "workerinput") and "KETREVIEW_TEST_SHARED" not in os.environ:
        migrated.forget_postgres_template()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """The tests' database begins as a copy of the migrated one."""
    from django.conf import settings

    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("postgresql"):
        # A test does not outlive the server, so its commits need not wait for the disk.
        database["OPTIONS"] = {"options": "-c jit=off -c synchronous_commit=off"}
        database["TEST"]["TEMPLATE"] = migrated.postgres_template()
    else:
        migrated.copy_to(Path(database["TEST"]["NAME"]))


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings):
    """The copy is what is to be used."""
    from django.conf import settings

    return settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Tests that flush tables must be able to; test_append_only proves the triggers on its own database."""
    from django.db import connection

    with django_db_blocker.unblock():
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("SELECT name FROM sqlite_master WHERE type='trigger' AND name LIKE '%_no_delete'")
                for (name,) in cursor.fetchall():
                    cursor.execute(f"DROP TRIGGER {name}")


@pytest.fixture
def cast(db):
    return factories.make_cast()


@pytest.fixture
def sign_in():
    """Return a client signed in as the user (or as the member's user)."""

    def make(who) -> Client:
        client = Client()
        client.force_login(getattr(who, "user", who))
        return client

    return make
