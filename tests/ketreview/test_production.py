"""The settings of a public server: Django's own check is clean, the headers are strict, and a wrong value in the
environment stops the start with one line that says what to do."""

import json
import os
import re
import subprocess
import sys

import pytest

from tests.migrated import copy_to
from tests.shared import REPO

pytestmark = pytest.mark.engine_free

HOST = "review.example.org"
KEY = "vL2Qf0yW8sJ4nR6tB1cX3zK5mH7gD9pA-eU_iOqYwTrSxZ0aC2bN"
OURS = (
    "DJANGO_SETTINGS_MODULE",
    "DATABASE_URL",
    "JOB_ENGINE",
    "SECRET_KEY",
    "KETREVIEW_VAR",
    "ALLOWED_HOSTS",
    "EMAIL_URL",
)

VISIT = """
import json
from django.test import Client
from tests.factories import PASSWORD, make_user
make_user("ada")
client = Client(headers={"host": "review.example.org"})
page = client.get("/accounts/login/", secure=True)
plain = client.get("/accounts/login/")
signed_in = client.post("/accounts/login/", {"login": "ada@example.org", "password": PASSWORD}, secure=True)
print(json.dumps({
    "headers": dict(page.headers), "body": page.content.decode(),
    "plain": [plain.status_code, plain.headers.get("Location")], "signed_in": signed_in.status_code,
    "cookies": {name: {key: str(value) for key, value in c.items()} for name, c in client.cookies.items()},
}))
"""


def environment(var, **changed) -> dict[str, str]:
    """That of a public server which keeps its files in `var`; None takes a name out."""
    bare = {name: value for name, value in os.environ.items() if name not in OURS}
    chosen = {"KETREVIEW_MODE": "production", "SECRET_KEY": KEY, "ALLOWED_HOSTS": HOST, "KETREVIEW_VAR": str(var)}
    return bare | {name: value for name, value in (chosen | changed).items() if value is not None}


def manage(*args: str, env: dict[str, str]) -> subprocess.CompletedProcess:
    return subprocess.run([sys.executable, "manage.py", *args], cwd=REPO, env=env, capture_output=True, text=True)


@pytest.fixture(scope="module")
def var(tmp_path_factory):
    """The folder of a public server that is set up: tables there, static files collected."""
    folder = tmp_path_factory.mktemp("production")
    copy_to(folder / "ketreview.sqlite3")
    for command in (["migrate", "-v0"], ["collectstatic", "--noinput", "-v0"]):
        done = manage(*command, env=environment(folder))
        assert (done.returncode, done.stderr) == (0, "")
    return folder


@pytest.fixture(scope="module")
def visit(var):
    done = manage("shell", "-v0", "-c", VISIT, env=environment(var))
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.strip().splitlines()[-1])


def test_djangos_check_for_deployment_finds_nothing(var):
    done = manage("check", "--deploy", "--fail-level", "WARNING", env=environment(var))
    assert (done.returncode, done.stdout) == (0, "System check identified no issues (0 silenced).\n"), done.stderr


def policy(visit) -> dict[str, str]:
    directives = (part.strip().partition(" ") for part in visit["headers"]["Content-Security-Policy"].split(";"))
    return {name: value for name, _, value in directives}


def test_the_content_policy_allows_our_own_files_and_nothing_unsafe(visit):
    assert policy(visit) == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "manifest-src": "'self'",
        "worker-src": "'self'",
        "frame-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }


def test_a_page_holds_nothing_that_the_policy_would_block(visit):
    body = visit["body"]
    inline = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>|<style|\sstyle=|\son\w+=|javascript:", body)
    elsewhere = re.findall(r'(?:src|href)="(?!/|#|\?)[^"]*"', body)
    assert (inline, elsewhere) == ([], [])


def test_the_headers_are_those_of_a_private_https_site(visit):
    wanted = {
        "Strict-Transport-Security": "max-age=31536000; includeSubDomains; preload",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
    }
    assert {name: visit["headers"].get(name) for name in wanted} == wanted


def test_every_cookie_is_bound_to_this_host_and_to_https(visit):
    assert visit["signed_in"] == 302
    flags = {
        name: (cookie["secure"], cookie["path"], cookie["domain"], cookie["samesite"])
        for name, cookie in visit["cookies"].items()
        if cookie["max-age"] != "0"
    }
    bound = ("True", "/", "", "Lax")
    assert flags == {"__Host-session": bound, "__Host-csrf": bound, "__Host-device": bound} | {
        name: bound for name in flags if name == "messages"
    }
    assert (visit["cookies"]["__Host-session"]["httponly"], visit["cookies"]["__Host-device"]["httponly"]) == (
        "True",
        "True",
    )


def test_plain_http_is_sent_to_https(visit):
    assert visit["plain"] == [301, f"https://{HOST}/accounts/login/"]


def test_static_files_carry_their_hash_in_the_name(visit):
    assert re.findall(r'href="/static/css/app\.([0-9a-f]{12})\.css"', visit["body"]) != []


WRONG = [
    ({"KETREVIEW_MODE": "prod"}, "KETREVIEW_MODE is 'prod'; it must be one of: local, production."),
    ({"JOB_ENGINE": "cron"}, "JOB_ENGINE is 'cron'; it must be one of: database, celery, immediate."),
    ({"SQLITE_SYNCHRONOUS": "OFF"}, "SQLITE_SYNCHRONOUS is 'OFF'; it must be one of: FULL, NORMAL."),
    ({"LOG_LEVEL": "LOUD"}, "LOG_LEVEL is 'LOUD'; it must be one of: WARNING, DEBUG, INFO, ERROR, CRITICAL."),
    ({"BEHIND_PROXY": "maybe"}, "BEHIND_PROXY is 'maybe'; it must be true or false."),
    ({"SECURE_SSL_REDIRECT": "nope"}, "SECURE_SSL_REDIRECT is 'nope'; it must be true or false."),
    (
        {"SECURE_HSTS_SECONDS": "a year"},
        "SECURE_HSTS_SECONDS is 'a year'; it must be a whole number such as 31536000.",
    ),
    (
        {"DATABASE_URL": "postgres://a@b/c", "POSTGRES_POOL": "-1"},
        "POSTGRES_POOL is '-1'; it must be a whole number such as 10.",
    ),
    (
        {"ALLOWED_HOSTS": None},
        "ALLOWED_HOSTS is empty; name the hosts this site answers for, e.g. review.example.org.",
    ),
    ({"EMAIL_URL": "nonsense"}, "EMAIL_URL cannot be read; it looks like smtp+tls://user:password@host:587."),
    ({"CACHE_URL": "nonsense"}, "CACHE_URL cannot be read; it looks like redis://host:6379/1."),
]
EXAMPLE = "it looks like sqlite:////srv/ketreview.sqlite3 or postgres://user:password@host:5432/name."


@pytest.mark.parametrize(
    ("changed", "line"), WRONG, ids=lambda value: next(iter(value)) if type(value) is dict else ""
)
def test_a_wrong_value_stops_the_start_with_one_line(tmp_path, changed, line):
    done = manage("check", env=environment(tmp_path, **changed))
    assert (done.returncode, done.stderr) == (1, f"KetReview cannot start: {line}\n")


@pytest.mark.parametrize("url", ["mysql://ada:s3cret@host/name", "nonsense-s3cret"])
def test_a_database_that_is_neither_of_the_two_is_refused_without_its_password(tmp_path, url):
    done = manage("check", env=environment(tmp_path, DATABASE_URL=url))
    assert (done.returncode, done.stderr) == (
        1,
        f"KetReview cannot start: DATABASE_URL names no database KetReview runs on; {EXAMPLE}\n",
    )


@pytest.mark.parametrize("key", [None, "short", "x" * 60])
def test_a_missing_or_guessable_key_is_refused_with_how_to_make_one(tmp_path, key):
    done = manage("check", env=environment(tmp_path, SECRET_KEY=key))
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert "at least 50 random characters" in done.stderr
    assert "secrets.token_urlsafe(50)" in done.stderr


def test_on_this_machine_a_key_is_made_once_and_only_its_owner_can_read_it(tmp_path):
    env = environment(tmp_path, KETREVIEW_MODE="local", SECRET_KEY=None, ALLOWED_HOSTS=None)
    keys = set()
    for _ in range(2):
        assert manage("check", env=env).returncode == 0
        keys.add((tmp_path / "secret.key").read_text())
    assert (len(keys), oct((tmp_path / "secret.key").stat().st_mode & 0o777)) == (1, "0o600")
