"""Somebody at their own browser: what they open, press and type, and what they must then see."""

import re
from contextlib import suppress

from playwright.sync_api import TimeoutError as Late
from playwright.sync_api import expect

from tests.factories import PASSWORD
from tests.journeys.conftest import new_tab
from tests.running.sites import until


class Person:
    """One browser context. `home` is the address of the review once there is one."""

    def __init__(self, browser, address: str, name: str):
        self.address, self.name = address, name
        self.email = f"{name.lower()}@example.org"
        self.home = ""
        self.page = new_tab(browser)

    def opens(self, path: str) -> None:
        """A path below the review, or of the site where it begins with a slash."""
        self.page.goto(self.address + path if path.startswith("/") else self.home + path)

    def follows(self, words: str) -> None:
        """Click the first link in the page's main part that has these words, and wait for the page it opens."""
        before = self.page.url
        self.page.locator("main").get_by_role("link", name=words).first.click()
        self.page.wait_for_url(lambda url: url != before)

    def presses(self, words: str, within: str = "main", *, sure: str = "") -> None:
        """Press a button; where the page asks whether one is sure, press `sure` too. Waits for the answer."""
        button = self.page.locator(within).get_by_role("button", name=words).first
        with self.page.expect_navigation():
            button.click()
            if sure:
                self.page.locator("dialog[open]").get_by_role("button", name=sure).click()

    def is_led_to(self, address: re.Pattern) -> None:
        """Wait until a job is done: its page then goes on by itself, or has a link where it was done at once."""
        until(lambda: self._went_on(address), f"the page {address.pattern}")
        self.page.wait_for_load_state()

    def _went_on(self, address: re.Pattern) -> bool:
        link = self.page.locator(".job").get_by_role("link", name="See the result")
        if not address.search(self.page.url) and link.count():
            with suppress(Late):  # it went on by itself meanwhile
                link.click(timeout=2000)
        self.page.wait_for_timeout(50)
        return bool(address.search(self.page.url))

    def types(self, within: str = "main", **fields: str) -> None:
        """Fill in fields by their names."""
        for name, value in fields.items():
            box = self.page.locator(f"{within} [name={name}]").first
            if box.evaluate("each => each.tagName") == "SELECT":
                box.select_option(label=re.compile(value) if isinstance(value, re.Pattern) else value)
            else:
                box.fill(value)

    def keys(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def sees(self, *texts: str, within: str = "main") -> None:
        """Each text stands in the page, at once or soon."""
        for text in texts:
            expect(self.page.locator(within).first).to_contain_text(text)

    def reads(self, selector: str) -> list[str]:
        """The texts of all elements that fit, with single spaces."""
        return [" ".join(text.split()) for text in self.page.locator(selector).all_inner_texts()]

    def takes(self, words: str) -> bytes:
        """Download the file behind a link."""
        with self.page.expect_download() as waiting:
            self.page.locator("main").get_by_role("link", name=words).first.click()
        return waiting.value.path().read_bytes()

    def accepts_link(self, link: str) -> None:
        """Set name and password behind an invitation link."""
        self.page.goto(link)
        self.types(name=self.name, password1=PASSWORD, password2=PASSWORD)
        self.presses("Make my account")

    def signs_in(self) -> None:
        self.opens("/accounts/login/")
        self.types(login=self.email, password=PASSWORD)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
