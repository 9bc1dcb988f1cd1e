"""axe in a page. It is run through the debugger, so the page's policy stays as it is."""

import time
from pathlib import Path

AT_REST_SECONDS = 10
FITS = """width => innerWidth === width
    && document.documentElement.scrollWidth <= document.documentElement.clientWidth"""
STICKS_OUT = """() => [`${innerWidth} px: the page takes ${document.documentElement.scrollWidth}`].concat(
    Array.from(document.querySelectorAll('body *'))
    .filter(each => each.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .slice(0, 5).map(each => each.outerHTML.slice(0, 160)))"""
OF_COLOURS = ("color-contrast", "link-in-text-block")
AXE = Path(__file__).parents[1] / "vendor" / "axe-core-4.14.1" / "axe.min.js"


def findings(page, *rules: str) -> list[str]:
    """Rule and element of each violation, of all rules or of these."""
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    # A new colour scheme is painted a frame or two later, so a finding counts if it is still there then.
    return _asked(page, rules) and _asked(page, rules)


def colour_findings(page) -> list[str]:
    """What another colour scheme can change about a page of which all the rest was looked at."""
    return findings(page, *OF_COLOURS)


def _asked(page, rules: tuple[str, ...]) -> list[str]:
    painted(page)
    asked = {"resultTypes": ["violations"], "elementRef": False} | ({"runOnly": list(rules)} if rules else {})
    result = page.evaluate("asked => axe.run(document, asked)", asked)
    return [f"{rule['id']}: {node['html'][:160]}" for rule in result["violations"] for node in rule["nodes"]]


def painted(page) -> None:
    """Wait until no transition runs and two more frames were drawn."""
    page.evaluate(
        """() => Promise.allSettled(document.getAnimations().map(each => each.finished))
            .then(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))))"""
    )


def sideways(page, width: int) -> list[str]:
    """What makes the page scroll sideways at this width: the elements that stick out furthest, or nothing.

    A browser lays a page out again some frames after its window changed: what counts is where it comes to rest.
    """
    page.set_viewport_size({"width": width, "height": 844})
    deadline = time.monotonic() + AT_REST_SECONDS
    while not page.evaluate(FITS, width):
        if time.monotonic() > deadline:
            return page.evaluate(STICKS_OUT)
        page.wait_for_timeout(25)
    return []
