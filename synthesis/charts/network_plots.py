"""A network of treatments: who was compared with whom, and how probable each rank is. Scenes from plain numbers.

Sources: Salanti, Ades & Ioannidis (2011) J. Clin. Epidemiol. 64, 163-171 (rankograms, SUCRA); Chaimani et al.
(2013) PLoS ONE 8, e76654 (network graphs).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ketreview.drawing.metrics import text_width, wrap
from ketreview.drawing.scene import Anchor, Circle, Group, Item, Line, Rect, Scene, Text
from ketreview.wording import plural

SIZE, SMALL, TITLE_SIZE, MARGIN = 9.0, 8.0, 11.0, 8.0
LARGEST, SMALLEST, WIDEST_LINE, THINNEST_LINE = 16.0, 4.0, 7.0, 0.8
BAR_HEIGHT, GAP = 54.0, 16.0
LEAST_RADIUS = 60.0  # of the circle of treatments, with their names beside it

Table = tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]
Numbers = tuple[tuple[str, ...], tuple[tuple[float | str, ...], ...]]


@dataclass(frozen=True, slots=True)
class Treatment:
    """A node: its name and the people who had it."""

    name: str
    people: int


@dataclass(frozen=True, slots=True)
class Link:
    """Two treatments (by their place), the studies that compared them directly and the people of both in these.

    Runs frozen before those people were counted have None.
    """

    first: int
    second: int
    studies: int
    people: tuple[int, int] | None = None


def network_graph(
    title: str, treatments: Sequence[Treatment], links: Sequence[Link], *, width: float = 420.0
) -> Scene:
    """Treatments on a circle, area by people; lines as wide as there are studies that compare them directly. Names
    stand beside their discs where that leaves the circle room; else numbers, and the names in the legend.
    """
    head, top = _title(title, width)
    if not treatments:
        return _empty(title, head, top, width, "No treatment is compared yet.")
    half = width / 2 - MARGIN - LARGEST - 20
    longest = max(text_width(treatment.name, SIZE, "bold") for treatment in treatments)
    named = half - longest >= LEAST_RADIUS
    radius = min(110.0, half - longest if named else half)
    labels = [each.name if named else str(place) for place, each in enumerate(treatments, 1)]
    centre = width / 2, top + LARGEST + 16 + radius
    spots = [_on_circle(centre, radius, place, len(treatments)) for place in range(len(treatments))]
    most = max((link.studies for link in links), default=1)
    items: list[Item] = [*head]
    items += [_link(link, spots, most, treatments) for link in links]
    largest = max(t.people for t in treatments) or 1
    items += [_node(each, labels[i], spots[i], centre, largest, i) for i, each in enumerate(treatments)]
    y = centre[1] + radius + LARGEST + 20
    for place, treatment in enumerate(treatments, 1):
        number = "" if named else f"{place}  "
        for line in wrap(f"{number}{treatment.name} ({treatment.people:,} people)", SIZE, width - 2 * MARGIN):
            y += 12
            items.append(Text(MARGIN, y, line, SIZE))
    told = f"{len(treatments)} treatments, {plural(len(links), 'direct comparison')}."
    return Scene(width, y + 10, title, f"{title}: {told}", tuple(items))


def network_table(treatments: Sequence[Treatment], links: Sequence[Link]) -> Table:
    """Each direct comparison with its studies, and the people of both treatments in these."""
    rows = tuple(
        (
            f"{treatments[link.first].name} – {treatments[link.second].name}",
            str(link.studies),
            *(("–", "–") if link.people is None else (f"{people:,}" for people in link.people)),
        )
        for link in links
    )
    return ("Comparison", "Studies", "People, first", "People, second"), rows


def network_numbers(treatments: Sequence[Treatment], links: Sequence[Link]) -> Numbers:
    """The same of a file: every number in a column of its own."""
    rows = tuple(
        (
            treatments[link.first].name,
            treatments[link.second].name,
            link.studies,
            *(link.people or ("", "")),
        )
        for link in links
    )
    return ("first", "second", "studies", "people_first", "people_second"), rows


def rankogram(
    title: str, names: Sequence[str], probability: Sequence[Sequence[float]], sucra: Sequence[float],
    *, width: float = 420.0,
) -> Scene:  # fmt: skip
    """For each treatment a bar a rank (1 is best), as high as the rank is probable; best SUCRA first."""
    head, top = _title(title, width)
    if not names:
        return _empty(title, head, top, width, "No treatment is ranked yet.")
    items: list[Item] = [*head]
    y = top + 4
    for place in sorted(range(len(names)), key=lambda i: -sucra[i]):
        panel, y = _panel(names[place], probability[place], sucra[place], y, width, place)
        items.append(panel)
    items.append(Text((MARGIN + 34 + width - MARGIN) / 2, y + 8, "Rank (1 is best)", SIZE, "middle"))
    best = max(range(len(names)), key=lambda i: sucra[i])
    told = f"{title}: {len(names)} treatments; {names[best]} has the highest SUCRA, {100 * sucra[best]:.0f}%."
    return Scene(width, y + 18, title, told, tuple(items))


def rank_table(names: Sequence[str], probability: Sequence[Sequence[float]], sucra: Sequence[float]) -> Table:
    """The same numbers: SUCRA and the probability of each rank, in per cent."""
    ranks = tuple(f"Rank {place}" for place in range(1, len(names) + 1))
    order = sorted(range(len(names)), key=lambda i: -sucra[i])
    rows = tuple(
        (names[i], f"{100 * sucra[i]:.0f}%", *(f"{100 * share:.1f}%" for share in probability[i])) for i in order
    )
    return ("Treatment", "SUCRA", *ranks), rows


def rank_numbers(names: Sequence[str], probability: Sequence[Sequence[float]], sucra: Sequence[float]) -> Numbers:
    """The same of a file, as shares of 1."""
    ranks = tuple(f"rank_{place}" for place in range(1, len(names) + 1))
    order = sorted(range(len(names)), key=lambda i: -sucra[i])
    return ("treatment", "sucra", *ranks), tuple((names[i], sucra[i], *probability[i]) for i in order)


def _title(title: str, width: float) -> tuple[list[Item], float]:
    lines = wrap(title, TITLE_SIZE, width - 2 * MARGIN, "bold")
    items: list[Item] = [
        Text(MARGIN, 8 + 13 * (i + 1), line, TITLE_SIZE, weight="bold") for i, line in enumerate(lines)
    ]
    return items, 8 + 13 * len(lines) + 8


def _empty(title: str, head: list[Item], top: float, width: float, words: str) -> Scene:
    lines = wrap(words, SIZE, width - 2 * MARGIN)
    items = [Text(MARGIN, top + 12 * (i + 1), line, SIZE, role="muted") for i, line in enumerate(lines)]
    return Scene(width, top + 12 * len(lines) + 12, title, words, (*head, *items))


def _on_circle(centre: tuple[float, float], radius: float, place: int, count: int) -> tuple[float, float]:
    angle = -math.pi / 2 + 2 * math.pi * place / count
    return centre[0] + radius * math.cos(angle), centre[1] + radius * math.sin(angle)


def _link(link: Link, spots: Sequence[tuple[float, float]], most: int, treatments: Sequence[Treatment]) -> Group:
    (x1, y1), (x2, y2) = spots[link.first], spots[link.second]
    wide = max(THINNEST_LINE, WIDEST_LINE * link.studies / most)
    noun = "study" if link.studies == 1 else "studies"
    told = f"{treatments[link.first].name} with {treatments[link.second].name}: {link.studies} {noun}."
    line = Line(x1, y1, x2, y2, role="rule", width=wide)
    return Group((line,), f"link-{link.first}-{link.second}", "row", told, told, focusable=True)


def _node(
    treatment: Treatment,
    label: str,
    spot: tuple[float, float],
    centre: tuple[float, float],
    largest: int,
    place: int,
) -> Group:
    """The disc with its label outside of the circle of treatments, set towards the side it stands on."""
    x, y = spot
    reach = max(SMALLEST, LARGEST * math.sqrt(treatment.people / largest))
    away = math.hypot(x - centre[0], y - centre[1]) or 1.0
    at = (x + (x - centre[0]) / away * (reach + 9), y + (y - centre[1]) / away * (reach + 9) + 3)
    told = f"{place + 1}, {treatment.name}: {treatment.people:,} people."
    disc = Circle(x, y, reach, fill="estimate", stroke="surface")
    aside = x - centre[0]
    anchor: Anchor = "middle" if abs(aside) < 1 or len(label) < 3 else "start" if aside > 0 else "end"
    return Group(
        (disc, Text(*at, label, SIZE, anchor, "bold")), f"treatment-{place}", "row", told, told, focusable=True
    )


def _panel(
    name: str, shares: Sequence[float], sucra: float, y: float, width: float, place: int
) -> tuple[Group, float]:
    """One treatment: its name and SUCRA above, then a bar a rank on a scale from 0 to 100%."""
    left, right = MARGIN + 34, width - MARGIN
    lines = wrap(f"{name} (SUCRA {100 * sucra:.0f}%)", SIZE, width - 2 * MARGIN, "bold")
    items: list[Item] = [Text(MARGIN, y + 11 * (i + 1), line, SIZE, weight="bold") for i, line in enumerate(lines)]
    top = y + 11 * len(lines) + 8
    bottom = top + BAR_HEIGHT
    step = (right - left) / len(shares)
    for share in (0.0, 1.0):
        at = bottom - share * BAR_HEIGHT
        items.append(Line(left, at, right, at, role="rule"))
        items.append(Text(left - 4, at + 3, f"{100 * share:.0f}%", SMALL, "end", role="muted"))
    every = max(1, math.ceil(16 / step))
    for rank, share in enumerate(shares, 1):
        middle = left + step * (rank - 0.5)
        tall = share * BAR_HEIGHT
        items.append(Rect(middle - 0.36 * step, bottom - tall, 0.72 * step, tall, fill="estimate"))
        if (rank - 1) % every == 0:
            items.append(Text(middle, bottom + 10, str(rank), SMALL, "middle", role="muted"))
    best = max(range(len(shares)), key=lambda i: shares[i])
    told = f"{name}: SUCRA {100 * sucra:.0f}%; most probable rank {best + 1} ({100 * shares[best]:.0f}%)."
    return Group(tuple(items), f"ranks-{place}", "row", told, told, focusable=True), bottom + GAP
