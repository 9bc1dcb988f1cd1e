"""The component page in Chromium: no axe finding, no sideways scroll, nothing refused by the policy."""

import pytest

from tests.interface.chromium import WAIT_MS, chromium, listen, until
from tests.journeys.axe import findings, sideways

THEMES = [("light", "light"), ("dark", "dark"), ("contrast", "light"), ("contrast", "dark")]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:No directory at"),
]


@pytest.fixture(scope="module")
def browser():
    with chromium() as running:
        yield running


@pytest.fixture
def open_page(browser, live_server, cast, sign_in):
    """Open an address, signed in as the lead, at a width and in a theme; what the browser complains of is kept."""
    session = sign_in(cast.lead).cookies["sessionid"].value
    contexts = []

    def make(
        path: str,
        width: int,
        theme: str | None = "system",
        scheme: str = "light",
        javascript: bool = True,
        signed_in=True,
    ):
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            java_script_enabled=javascript,
        )
        contexts.append(context)
        context.set_default_timeout(WAIT_MS)
        if signed_in:
            context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        if theme:
            context.add_init_script(f"localStorage.setItem('ketreview.theme', '{theme}')")
        page = context.new_page()
        listen(page)
        page.goto(live_server.url + path)
        return page

    yield make
    for context in contexts:
        context.close()


def in_theme(page, name: str) -> None:
    until(page, "name => document.documentElement.dataset.theme === name", name)


def keys_are_shown(page, shown: bool) -> None:
    until(page, "shown => document.getElementById('shortcuts').open === shown", shown)


@pytest.mark.parametrize(("theme", "scheme"), THEMES)
def test_no_axe_findings_in_any_theme(open_page, theme, scheme):
    page = open_page("/components/", 1366, theme, scheme)
    in_theme(page, theme)
    assert findings(page) == []
    assert page.complaints == []


@pytest.mark.parametrize(("theme", "scheme"), THEMES)
@pytest.mark.parametrize(
    ("path", "heading"),
    [
        ("/accounts/login/", "Sign in to KetReview"),
        ("/accounts/password/reset/", "Reset your password"),
        ("/no-such-page/", "Nothing at this address"),
    ],
)
def test_no_axe_findings_before_sign_in(open_page, path, heading, theme, scheme):
    page = open_page(path, 390, theme, scheme, signed_in=False)
    assert page.inner_text("h1") == heading
    assert findings(page) == []
    assert sideways(page, 390) == []


@pytest.mark.parametrize("width", [320, 390, 768, 1366])
def test_no_sideways_scroll(open_page, width):
    assert sideways(open_page("/components/", width), width) == []


def test_readers_own_text_spacing_breaks_nothing(open_page):
    page = open_page("/components/", 320)
    page.evaluate(
        "for (const e of document.querySelectorAll('body *')) { e.style.lineHeight = '1.5';"
        " e.style.letterSpacing = '0.12em'; e.style.wordSpacing = '0.16em' }"
    )
    assert sideways(page, 320) == []


def test_the_theme_is_kept_and_said(open_page):
    page = open_page("/components/", 1366)
    page.click("summary[aria-label=Theme]")
    page.click("[data-theme-set=dark]")
    page.keyboard.press("Escape")
    in_theme(page, "dark")
    until(page, "document.activeElement.getAttribute('aria-label') === 'Theme'")
    until(page, "document.getElementById('live-polite').textContent === 'Theme: dark'")


def test_a_theme_newly_set_in_the_profile_replaces_what_the_browser_kept(open_page, cast):
    page = open_page("/components/", 1366, theme=None)
    page.evaluate("localStorage.setItem('ketreview.theme', 'light')")
    page.reload()
    in_theme(page, "light")
    cast.lead.user.theme = "dark"
    cast.lead.user.save(update_fields=["theme"])
    page.reload()
    in_theme(page, "dark")


def test_the_question_mark_opens_the_keys_but_not_while_typing(open_page):
    page = open_page("/components/", 1366)
    page.focus("#id_title")
    page.keyboard.type("?")
    until(page, "document.getElementById('id_title').value.endsWith('?')")
    keys_are_shown(page, False)
    page.focus("#main")
    page.keyboard.press("?")
    keys_are_shown(page, True)
    page.keyboard.press("Escape")
    keys_are_shown(page, False)


def test_an_act_that_asks_first_waits_for_the_answer(open_page):
    page = open_page("/components/", 1366)
    page.click("button:has-text('Asks first')")
    page.click("dialog >> text=Cancel")
    until(page, "document.querySelector('dialog[open]') === null")
    assert page.url.endswith("/components/")
    page.click("button:has-text('Asks first')")
    with page.expect_navigation():
        page.click("dialog button:has-text('Withdraw')")
    assert page.url.endswith("/components/?#buttons")


def test_a_file_too_large_is_refused_in_words_and_one_that_fits_is_listed(open_page):
    page = open_page("/components/", 1366)
    page.evaluate("document.querySelector('[data-dropzone]').dataset.maxBytes = 1000")
    page.set_input_files("#id_file", {"name": "big.ris", "mimeType": "text/plain", "buffer": b"x" * 2048})
    assert page.inner_text("#toasts .toast__text").startswith("big.ris is 2 KB. The limit is 1000 bytes.")
    until(page, "document.getElementById('id_file').files.length === 0")
    page.set_input_files("#id_file", {"name": "small.ris", "mimeType": "text/plain", "buffer": b"x" * 500})
    listed = "document.querySelector('.dropzone__files').innerText.split(/\\s+/).join(' ')"
    until(page, f"{listed} === 'small.ris 500 bytes'")
    page.evaluate("document.getElementById('id_file').multiple = true")
    sizes = {"big.ris": 2048, "small.ris": 500, "tiny.ris": 5}
    files = [{"name": name, "mimeType": "text/plain", "buffer": b"x" * size} for name, size in sizes.items()]
    page.set_input_files("#id_file", files)
    until(page, f"{listed} === 'small.ris 500 bytes tiny.ris 5 bytes'")
    until(page, "document.getElementById('id_file').files.length === 2")
    assert page.inner_text("#toasts .toast:last-child .toast__text").endswith("The other 2 files stay chosen.")


def test_the_divider_moves_by_keyboard_and_stays_within_bounds(open_page):
    page = open_page("/components/", 1366)
    handle = page.locator(".split__handle")
    handle.focus()
    page.keyboard.press("ArrowRight")
    at = "value => document.querySelector('.split__handle').getAttribute('aria-valuenow') === value"
    until(page, at, "52")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowLeft")
    until(page, at, "25")


def test_without_javascript_nothing_that_needs_it_is_shown(open_page):
    page = open_page("/components/", 390, javascript=False)
    assert page.is_visible("summary[aria-label=Theme]") is False
    assert page.is_visible("main h1") is True
