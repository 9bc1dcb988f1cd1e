"""Risk of bias by domain: a light for each study and domain, and a bar a domain with the share of each level.

Sources: Higgins et al. (2011) BMJ 343, d5928 (both figures); McGuinness & Higgins (2021) Res. Synth. Methods 12,
55-61.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ketreview.drawing.metrics import text_width, wrap
from ketreview.drawing.scene import Circle, Group, Item, Line, Rect, Scene, Text

SIZE, SMALL, TITLE_SIZE, MARGIN = 9.0, 8.0, 11.0, 8.0
LEADING, RADIUS, STEP, BAR = 12.0, 6.5, 20.0, 13.0
WIDEST_LABEL = 190.0
Table = tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]


@dataclass(frozen=True, slots=True)
class Level:
    """A level as it is drawn: its word, the role of its colour, its symbol."""

    word: str
    fill: str
    symbol: str


@dataclass(frozen=True, slots=True)
class Judgements:
    """What was judged: `domains` (code, name) with the overall one last; `levels` by code, best first; each study's
    level by domain in that order, "" where there is none."""

    domains: tuple[tuple[str, str], ...]
    levels: Mapping[str, Level]
    studies: tuple[tuple[str, tuple[str, ...]], ...]


def traffic_lights(title: str, held: Judgements, *, width: float = 460.0) -> Scene:
    """A row a study, a column a domain; colour and symbol, so that neither is needed alone."""
    items, y = _head(title, width)
    if not held.studies:
        return _empty(title, items, y, width)
    room = width - 2 * MARGIN - STEP * len(held.domains)
    label_width = min(WIDEST_LABEL, max(room, 60.0))
    left = MARGIN + label_width + 6
    widest = max(text_width(_short(code), SMALL, "bold") for code, _ in held.domains)
    step = min(max((width - MARGIN - left) / len(held.domains), 15.0, widest + 2), 44.0)
    width = max(width, left + step * len(held.domains) + MARGIN)
    spots = [left + step * (i + 0.5) for i in range(len(held.domains))]
    for x, (code, _) in zip(spots, held.domains, strict=True):
        items.append(Text(x, y + 9, _short(code), SMALL, "middle", "bold"))
    y += 14
    for place, (label, levels) in enumerate(held.studies):
        row, y = _lights(label, levels, held, spots, label_width, y, place)
        items.append(row)
    items, y = _key(items, held, y + 8, width)
    told = f"{title}: {len(held.studies)} judged, {len(held.domains)} columns."
    return Scene(width, y + 6, title, told, tuple(items))


def summary_bars(title: str, held: Judgements, *, width: float = 460.0) -> Scene:
    """A bar a domain: the share of studies at each level, from best to worst."""
    items, y = _head(title, width)
    if not held.studies:
        return _empty(title, items, y, width)
    label_width = min(WIDEST_LABEL, 0.42 * width)
    left, right = MARGIN + label_width + 6, width - MARGIN - 12
    for place, (code, name) in enumerate(held.domains):
        lines = wrap(_named(code, name), SIZE, label_width - 12)
        items.append(_bar(held, place, lines, (left, right), y))
        y += max(LEADING * len(lines), BAR + 5) + 4
    items.append(Line(left, y, right, y, role="line"))
    for share in (0.0, 0.5, 1.0):
        at = left + share * (right - left)
        items.append(Line(at, y, at, y + 3.5, role="line"))
        items.append(Text(at, y + 13, f"{100 * share:.0f}%", SMALL, "middle", role="muted"))
    items, y = _key(items, held, y + 20, width, domains=False)
    return Scene(width, y + 6, title, f"{title}: {len(held.studies)} judged.", tuple(items))


def _bar(held: Judgements, place: int, lines: Sequence[str], ends: tuple[float, float], y: float) -> Group:
    """One domain: its name and the shares of its levels side by side."""
    row: list[Item] = [Text(MARGIN, y + LEADING * i + 10, line, SIZE) for i, line in enumerate(lines)]
    x = ends[0]
    shares = _shares(held, place)
    for level, share in shares:
        wide, drawn = share * (ends[1] - ends[0]), held.levels[level]
        row.append(Rect(x, y + 1, wide, BAR, fill=drawn.fill, stroke="surface"))
        if wide >= 12:
            row.append(Text(x + wide / 2, y + 10.5, drawn.symbol, SIZE, "middle", "bold", "surface"))
        x += wide
    said = ", ".join(f"{held.levels[level].word} {100 * share:.0f}%" for level, share in shares)
    told = f"{_named(*held.domains[place])}: {said or 'not judged'}."
    return Group(tuple(row), f"bar-{place}", "row", told, told, focusable=True)


def _named(code: str, name: str) -> str:
    return name if code == name else f"{code} {name}"


def lights_table(held: Judgements) -> Table:
    """The level of each study in each domain, in words."""
    headers = ("Study", *(_named(*domain) for domain in held.domains))
    rows = tuple(
        (label, *(held.levels[level].word if level in held.levels else "–" for level in levels))
        for label, levels in held.studies
    )
    return headers, rows


def summary_table(held: Judgements) -> Table:
    """How many studies have each level, a line a domain."""
    headers = ("Domain", *(level.word for level in held.levels.values()), "Not judged")
    rows = []
    for place, (code, name) in enumerate(held.domains):
        given = [levels[place] for _, levels in held.studies]
        counts = [str(given.count(level)) for level in held.levels]
        rows.append((_named(code, name), *counts, str(given.count(""))))
    return headers, tuple(rows)


def _shares(held: Judgements, place: int) -> list[tuple[str, float]]:
    given = [levels[place] for _, levels in held.studies if levels[place]]
    return [(level, given.count(level) / len(given)) for level in held.levels if level in given]


def _lights(
    label: str, levels: Sequence[str], held: Judgements, spots: Sequence[float], label_width: float, y: float,
    place: int,
) -> tuple[Group, float]:  # fmt: skip
    lines = wrap(label, SIZE, label_width - 8)
    height = max(LEADING * len(lines) + 4, 2 * RADIUS + 5)
    middle = y + height / 2
    first = middle - LEADING * len(lines) / 2 + 9
    items: list[Item] = [Text(MARGIN, first + LEADING * i, line, SIZE) for i, line in enumerate(lines)]
    for x, level in zip(spots, levels, strict=True):
        if level in held.levels:
            drawn = held.levels[level]
            items.append(Circle(x, middle, RADIUS, fill=drawn.fill))
            items.append(Text(x, middle + 3, drawn.symbol, SIZE, "middle", "bold", "surface"))
    said = [
        f"{name} {held.levels[level].word if level in held.levels else 'not judged'}"
        for (_, name), level in zip(held.domains, levels, strict=True)
    ]
    told = f"{label}: {', '.join(said)}."
    return Group(tuple(items), f"study-{place}", "row", told, told, focusable=True), y + height


def _key(
    items: list[Item], held: Judgements, y: float, width: float, *, domains: bool = True
) -> tuple[list[Item], float]:
    """What symbols and codes stand for."""
    x = MARGIN
    for level in held.levels.values():
        wide = 2 * RADIUS + 4 + text_width(level.word, SMALL) + 12
        if x > MARGIN and x + wide > width - MARGIN:
            x, y = MARGIN, y + 16
        items.append(Circle(x + RADIUS, y + RADIUS, RADIUS - 0.5, fill=level.fill))
        items.append(Text(x + RADIUS, y + RADIUS + 3, level.symbol, SMALL, "middle", "bold", "surface"))
        items.append(Text(x + 2 * RADIUS + 4, y + RADIUS + 3, level.word, SMALL))
        x += wide
    y += 2 * RADIUS + 6
    if domains:
        for code, name in held.domains:
            if code != name:
                for line in wrap(f"{code}  {name}", SMALL, width - 2 * MARGIN):
                    y += 11
                    items.append(Text(MARGIN, y, line, SMALL, role="muted"))
    return items, y + 4


def _short(code: str) -> str:
    return "All" if code == "Overall" else code


def _head(title: str, width: float) -> tuple[list[Item], float]:
    lines = wrap(title, TITLE_SIZE, width - 2 * MARGIN, "bold")
    items: list[Item] = [
        Text(MARGIN, 8 + 13 * (i + 1), line, TITLE_SIZE, weight="bold") for i, line in enumerate(lines)
    ]
    return items, 8 + 13 * len(lines) + 10


def _empty(title: str, items: list[Item], y: float, width: float) -> Scene:
    words = "Nothing is settled yet."
    items.append(Text(MARGIN, y + 12, words, SIZE, role="muted"))
    return Scene(width, y + 26, title, words, tuple(items))
