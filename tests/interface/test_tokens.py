"""Every ink of tokens.css is readable on every ground it stands on, in each theme."""

import re
from pathlib import Path

import pytest

SHEET = Path(__file__).parents[2] / "ketreview" / "static" / "css" / "tokens.css"
TONES = ("include", "exclude", "maybe", "conflict", "info")
MARKS = ("include", "exclude", "population", "intervention", "comparator", "outcome")
GROUNDS = ("paper", "surface", "sunken", "hover")
INK_ON_GROUND = [
    *[(ink, ground) for ink in ("text", "muted") for ground in (*GROUNDS, "accent-soft")],
    *[("accent", ground) for ground in ("paper", "surface", "hover", "accent-soft")],
    *[(tone, ground) for tone in TONES for ground in ("paper", "surface", "sunken", f"{tone}-soft")],
    *[("text", f"{tone}-soft") for tone in TONES],
    *[("on-tone", tone) for tone in TONES],
    *[("text", f"mark-{mark}") for mark in MARKS],
    ("text", "selection"),
    ("on-accent", "accent"),
    ("on-accent", "accent-hover"),
    ("bar-text", "bar"),
    ("bar-text", "bar-hover"),
    ("bar-muted", "bar"),
    ("on-brass", "brass"),
]
EDGE_ON_GROUND = [
    *[("line-strong", ground) for ground in ("paper", "surface")],
    *[("focus", ground) for ground in GROUNDS],
    ("bar-focus", "bar"),
    *[(f"chart-{mark}", "surface") for mark in ("point", "pooled", "null", "1", "2", "3", "4", "5", "6")],
]


def declarations(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):\s*([^;]+);", block))


def colours(theme: str, side: int) -> dict[str, str]:
    """Name to #rrggbb in a theme; side 0 is light, 1 dark."""
    sheet = SHEET.read_text(encoding="utf-8")
    tokens = declarations(re.search(r"^:root \{(.*?)^\}", sheet, re.S | re.M)[1])
    if theme == "contrast":
        tokens |= declarations(re.search(r'^:root\[data-theme="contrast"\] \{(.*?)^\}', sheet, re.S | re.M)[1])
    return {name: hexes[side % len(hexes)] for name in tokens if (hexes := _hexes(tokens, name))}


def _hexes(tokens: dict[str, str], name: str) -> list[str]:
    value = tokens[name]
    if alias := re.fullmatch(r"var\(--([\w-]+)\)", value):
        return _hexes(tokens, alias[1])
    return re.findall(r"#[0-9a-f]{6}\b", value)


def luminance(colour: str) -> float:
    """WCAG 2.2 relative luminance."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def too_weak(pairs: list[tuple[str, str]], theme: str, side: int, least: float) -> list[str]:
    values = colours(theme, side)
    ratios = [(ink, ground, contrast(values[ink], values[ground])) for ink, ground in pairs]
    return [f"{ink} on {ground}: {ratio:.2f}" for ink, ground, ratio in ratios if ratio < least]


def test_contrast_is_that_of_the_standard():
    assert round(contrast("#000000", "#ffffff"), 2) == 21.00
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48


@pytest.mark.engine_free
@pytest.mark.parametrize("side", [0, 1], ids=["light", "dark"])
def test_text_reaches_aa(side):
    assert too_weak(INK_ON_GROUND, "", side, 4.5) == []


@pytest.mark.engine_free
@pytest.mark.parametrize("side", [0, 1], ids=["light", "dark"])
def test_edges_focus_and_marks_of_figures_reach_three_to_one(side):
    assert too_weak(EDGE_ON_GROUND, "", side, 3) == []


@pytest.mark.engine_free
@pytest.mark.parametrize("side", [0, 1], ids=["light", "dark"])
def test_high_contrast_reaches_aaa(side):
    assert too_weak(INK_ON_GROUND, "contrast", side, 7) == []
    assert too_weak(EDGE_ON_GROUND, "contrast", side, 4.5) == []


# Print and the paper under a page of a PDF are white and black whatever the theme.
PAPER = {"#fff", "#000", "#999"}


def bare_colours(sheet: str) -> list[str]:
    """Colours in a declaration's value that are neither a token nor the fallback of one."""
    text = re.sub(r"/\*.*?\*/", "", sheet, flags=re.S)
    text = re.sub(r"(var\(--[\w-]+),\s*#[0-9a-fA-F]{3,8}\)", r"\1)", text)
    values = re.findall(r"[\w-]+\s*:\s*([^;{}]+)[;}]", text)
    return [colour for value in values for colour in re.findall(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl)a?\(", value)]


@pytest.mark.engine_free
def test_colours_are_written_in_tokens_only():
    assert bare_colours("a { color: #123456; } b { fill: var(--text, #1b1a17) } c { color: rgb(1 2 3) }") == [
        "#123456",
        "rgb(",
    ]
    sheets = {path.name: bare_colours(path.read_text(encoding="utf-8")) for path in SHEET.parent.glob("*.css")}
    del sheets[SHEET.name]
    assert {name: bare for name, colours in sheets.items() if (bare := set(colours) - PAPER)} == {}
