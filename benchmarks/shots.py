"""`make shots`: pictures of every main page of the demo, at two widths, light and dark, into shots/.

`python -m benchmarks.shots NAME ...` takes those named in tests/pages.py; SHOTS names another folder.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby, product
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from tests.interface.chromium import FLAGS  # noqa: E402
from tests.pages import PAGES, NoSuchLink, Page, open_page, sign_in  # noqa: E402
from tests.running.served import serve  # noqa: E402
from tests.running.sites import environment  # noqa: E402
from tests.shared import REPO  # noqa: E402

WIDTHS = ({"width": 1366, "height": 900}, {"width": 390, "height": 844})
THEMES = ("light", "dark")
# a change of theme or width is on the screen after the second frame
PAINTED = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


def main(names: list[str]) -> int:
    """0, or 1 where a page could not be found."""
    folder = Path(os.environ.get("SHOTS", REPO / "shots"))
    folder.mkdir(parents=True, exist_ok=True)
    pages = [page for page in PAGES if not names or page.name in names]
    with demo() as address, chromium() as browser:
        missing = [
            line for email, group in by_person(pages) for line in shoot(browser, address, email, group, folder)
        ]
    for line in missing:
        print(line, file=sys.stderr)
    print(f"{(len(pages) - len(missing)) * len(WIDTHS) * len(THEMES)} pictures in {folder}")
    return int(bool(missing))


def by_person(pages: list[Page]) -> Iterator[tuple[str, list[Page]]]:
    """The pages of each e-mail address together, so that each person signs in once."""
    for email, group in groupby(sorted(pages, key=lambda page: page.email), key=lambda page: page.email):
        yield email, list(group)


@contextmanager
def demo() -> Iterator[str]:
    """The address of a server with a fresh demo."""
    with tempfile.TemporaryDirectory(prefix="ketreview-shots-") as folder:
        served = serve(environment(Path(folder)), "--demo")
        try:
            served.wait_until_up(seconds=300)
            yield f"http://127.0.0.1:{served.port}"
        finally:
            served.close()


@contextmanager
def chromium() -> Iterator:
    from playwright.sync_api import sync_playwright

    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        sys.exit("Pictures need Chromium (Debian: apt-get install chromium).")
    with sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


def shoot(browser, address: str, email: str, pages: list[Page], folder: Path) -> list[str]:
    """All pictures of one person's pages; a line for each page that no link led to."""
    missing = []
    context = browser.new_context(reduced_motion="reduce")
    tab = context.new_page()
    sign_in(tab, address, email)
    for page in pages:
        tab.set_viewport_size(WIDTHS[0])
        try:
            open_page(tab, address, page)
        except NoSuchLink as error:
            missing.append(str(error))
            continue
        for size, theme in product(WIDTHS, THEMES):
            tab.set_viewport_size(size)
            tab.emulate_media(color_scheme=theme)
            tab.evaluate(PAINTED)
            tab.screenshot(path=folder / f"{page.name}-{size['width']}-{theme}.png", full_page=True)
    context.close()
    return missing


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
