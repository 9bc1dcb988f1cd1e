"""Sites on each engine: the database queue on SQLite and on PostgreSQL, Celery on Redis over either."""

import uuid

import pytest
import redis

from tests.migrated import POSTGRES, command, copy_to, postgres_template
from tests.running.sites import Site, answers, environment

REDIS_URL = "redis://127.0.0.1:6379/13"


@pytest.fixture
def sqlite_url(tmp_path):
    copy_to(tmp_path / "site.sqlite3")
    return f"sqlite:///{tmp_path / 'site.sqlite3'}"


@pytest.fixture
def postgres_url():
    if not answers(5432):
        pytest.skip("PostgreSQL does not answer on 127.0.0.1:5432")
    name = f"ket_site_{uuid.uuid4().hex[:8]}"
    command(f"CREATE DATABASE {name} TEMPLATE {postgres_template()}")
    yield f"{POSTGRES}/{name}"
    command(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def redis_prefix():
    """What the names of this test's keys begin with; they are deleted at the end."""
    if not answers(6379):
        pytest.skip("Redis does not answer on 127.0.0.1:6379")
    prefix = f"ketreview-test-{uuid.uuid4().hex[:8]}:"
    yield prefix
    forget(prefix)


def forget(prefix: str) -> int:
    """Delete every key of the prefix, as a restarted Redis would; how many."""
    with redis.from_url(REDIS_URL) as server:
        keys = list(server.scan_iter(f"{prefix}*"))
        return server.delete(*keys) if keys else 0


@pytest.fixture
def server_url(request):
    """PostgreSQL where it answers, as sites on Celery have it; else SQLite."""
    return request.getfixturevalue("postgres_url" if answers(5432) else "sqlite_url")


ENGINES = [
    pytest.param(("sqlite_url", "database"), id="database-on-sqlite"),
    pytest.param(("postgres_url", "database"), id="database-on-postgres", marks=pytest.mark.postgres),
    pytest.param(("server_url", "celery"), id="celery-on-redis", marks=pytest.mark.redis),
]


@pytest.fixture(params=ENGINES)
def site(request, tmp_path):
    """A migrated site with nobody at work in it."""
    url, engine = request.param
    chosen = {"DATABASE_URL": request.getfixturevalue(url), "JOB_ENGINE": engine}
    if engine == "celery":
        chosen |= {"CELERY_BROKER_URL": REDIS_URL, "CELERY_KEY_PREFIX": request.getfixturevalue("redis_prefix")}
    made = Site(environment(tmp_path, **chosen))
    yield made
    made.close()
