"""What no template may hold under our content security policy, and that what it names exists."""

import hashlib
import re
from pathlib import Path

import pytest

from ketreview.navigation import STEPS
from ketreview.statuses import LOOKS
from ketreview.templatetags.specimens import icon_names

ROOT = Path(__file__).parents[2]
PAGES = sorted(p for p in (ROOT / "templates").rglob("*.html") if "email" not in p.parts)
STATIC = ROOT / "ketreview" / "static"
FORBIDDEN = {
    "inline style": re.compile(r"<[^>{]*\sstyle\s*=", re.I),
    "inline handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.I),
    "style element": re.compile(r"<style\b", re.I),
    "script with code": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>", re.I),
    "htmx that evaluates": re.compile(r"hx-on|hx-(?:vals|headers)=[\"']js:", re.I),
    "javascript address": re.compile(r"javascript:", re.I),
    "another host's file": re.compile(r"<(?:script|link|img)[^>]*(?:src|href)=[\"'](?:https?:)?//", re.I),
}
pytestmark = pytest.mark.engine_free


def without_comments(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    return re.sub(r"\{% comment %\}.*?\{% endcomment %\}|\{#.*?#\}", "", text, flags=re.S)


def findings(text: str) -> list[str]:
    return [name for name, pattern in FORBIDDEN.items() if pattern.search(text)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('<p class="a" style="color:red">', "inline style"),
        ('<a href="#" onclick="go()">', "inline handler"),
        ("<script>go()</script>", "script with code"),
        ('<b hx-on:click="x">', "htmx that evaluates"),
        ('<img src="//cdn.example/x.png">', "another host's file"),
    ],
)
def test_the_patterns_catch_what_they_name(text, name):
    assert findings(text) == [name]


def test_no_template_needs_unsafe_csp():
    found = {str(p.relative_to(ROOT)): names for p in PAGES if (names := findings(without_comments(p)))}
    assert found == {}


def test_every_icon_named_is_drawn():
    drawn = set(icon_names())
    named = {
        (str(path.relative_to(ROOT)), name)
        for path in PAGES
        for name in re.findall(r"""\{% icon ["']([\w-]+)["']""", without_comments(path))
    }
    named |= {("statuses.py", look.icon) for look in LOOKS.values()}
    named |= {("navigation.py", step.icon) for step in STEPS}
    assert sorted((where, name) for where, name in named if name not in drawn) == []


def test_every_partial_included_exists():
    named = {name for p in PAGES for name in re.findall(r"""\{% include ["']([^"']+)["']""", without_comments(p))}
    ours = {name for name in named if not name.startswith(("mfa/", "socialaccount/", "account/snippets/"))}
    assert sorted(name for name in ours if not (ROOT / "templates" / name).exists()) == []


def test_every_shared_partial_says_what_it_takes():
    partials = (ROOT / "templates" / "partials").glob("*.html")
    silent = [p.name for p in partials if not re.search(r"\{% comment %\}|\{# ", p.read_text(encoding="utf-8"))]
    assert silent == []


def test_vendored_files_are_the_published_ones():
    table = (STATIC / "vendor" / "VENDORED.md").read_text(encoding="utf-8")
    rows = re.findall(r"\| `([^`]+)` \| `([0-9a-f]{64})` \|", table)
    assert len(rows) == 3
    for name, digest in rows:
        path = ROOT / name if name.startswith("tests/") else STATIC / "vendor" / name
        assert hashlib.sha256(path.read_bytes()).hexdigest() == digest, name
