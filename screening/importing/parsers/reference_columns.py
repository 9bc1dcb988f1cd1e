"""Lists printed in two columns side by side, as `pdftotext -layout` gives them: the left one of a page is read
first, then the right one. Every piece keeps its line's number and its own place in the text."""

from __future__ import annotations

import re
from collections import Counter
from itertools import accumulate, pairwise

from .reference_lines import Line
from .reference_pages import page_furniture

GAP = 3  # blanks between two columns, at least
SHIFT = 2  # signs by which a line may miss the gutter
NARROWEST = 25  # signs of a column; narrower ones are those of a table, or the numbers of a list
WIDEST = 1_000  # signs of a line of two columns
LEAST = 8  # lines that reach behind the gutter, on one page of the list at least
NEARLY_ALL = 0.9  # of the lines that reach behind a gutter leave it free
FARTHEST = 20  # signs between the gutter of a page too short to tell by itself and that of another one
FEWEST = 0.3  # of the lines of that page reach behind it
FILLED = 0.7  # of the column's width, as half of the lines of running text fill, and the cells of tables do not
_RUN = re.compile(rf" {{{GAP},}}(?=\S)")


def in_columns(lines: list[Line]) -> list[Line]:
    """The lines in the order in which they are read; the very same list where they stand in one column."""
    if sum(bool(_RUN.search(line.text, NARROWEST - SHIFT)) for line in lines) < LEAST:
        return lines
    pages = _pages(lines)
    gutters = [_gutter(page) for page in pages]
    known = sorted({at for at in gutters if at})
    if not known:
        return lines
    cuts = [_cut(line, at) for page, at in zip(pages, gutters, strict=True) if at for line in page]
    usual = _edge([cut[1].start - cut[0].start for cut in cuts if cut and cut[1].text])
    near = [at + by for by in sorted(range(-FARTHEST, FARTHEST + 1), key=abs) for at in known]
    found: list[Line] = []
    for page, at in zip(pages, gutters, strict=True):
        if at := at or next((other for other in near if _fits(page, other)), 0):
            found += _one_below_the_other(page, at, usual)
        else:
            found += page
    return found


def _pages(lines: list[Line]) -> list[list[Line]]:
    """The lines between form feeds and what stands at the head or foot of a page, which is a page of its own."""
    furniture = page_furniture(lines)
    ends = [at for at, line in enumerate(lines) if at and ("\f" in line.text or line.number in furniture)]
    behind = [at + 1 for at, line in enumerate(lines) if line.number in furniture]
    cuts = sorted({0, *ends, *behind, len(lines)})
    bare = [_without_feed(line) for line in lines]
    return [bare[start:end] for start, end in pairwise(cuts)]


def _without_feed(line: Line) -> Line:
    text = line.text.lstrip("\f")
    return Line(line.number, line.start + len(line.text) - len(text), text)


def _gutter(page: list[Line]) -> int:
    """Where the lines of the page that reach so far have blanks between two columns of running text; else 0."""
    width = max((len(line.text) for line in page), default=0)
    if len(page) < LEAST or not 2 * NARROWEST <= width <= WIDEST:
        return 0
    steps: Counter[int] = Counter()
    for line in page:
        for run in _RUN.finditer(line.text):
            steps[max(run.start() - SHIFT, 0)] += 1
            steps[run.end() - GAP + SHIFT + 1] -= 1
    free = list(accumulate(steps[at] for at in range(width)))
    best = max(free[NARROWEST:], default=0)
    if best < LEAST:
        return 0
    places = [at for at in range(NARROWEST, width) if free[at] == best]
    at = places[len(places) // 2]
    filled = sum(bool(line.text.strip()) for line in page)
    reach = sum(len(line.text.rstrip()) > at + GAP for line in page)
    if best < NEARLY_ALL * reach or best < FEWEST * filled:
        return 0
    left, right = zip(*(_cut(line, at) or (line, line) for line in page), strict=True)
    return at if _is_running_text(left) and _is_running_text(right) else 0


def _fits(page: list[Line], at: int) -> bool:
    """Whether a page too short to tell by itself has the gutter of another one."""
    cuts = [_cut(line, at) for line in page]
    return all(cuts) and any(cut and cut[1].text for cut in cuts)


def _is_running_text(pieces: tuple[Line, ...]) -> bool:
    widths = sorted(len(piece.text.strip()) for piece in pieces if piece.text.strip())
    if len(widths) < LEAST:
        return False
    usual = widths[9 * len(widths) // 10]
    return usual >= NARROWEST and sum(width >= FILLED * usual for width in widths) >= len(widths) / 2


def _cut(line: Line, at: int) -> tuple[Line, Line] | None:
    """What stands on the left and on the right of the gutter; None where a line runs across it."""
    text = line.text.rstrip()
    if len(text) <= at + GAP:
        return _parted(line, len(text))
    for run in _RUN.finditer(text):
        if run.start() - SHIFT <= at <= run.end() - GAP + SHIFT:
            return _parted(line, run.end())
    return None


def _parted(line: Line, at: int) -> tuple[Line, Line]:
    left = line.text[:at].rstrip()
    return Line(line.number, line.start, left), Line(line.number, line.start + at, line.text[at:].rstrip())


def _one_below_the_other(page: list[Line], at: int, usual: int) -> list[Line]:
    """The left column and then the right one, of each stretch between lines that run across both."""
    found: list[Line] = []
    stretch: list[tuple[Line, Line]] = []
    for line in page:
        if cut := _cut(line, at):
            stretch.append(cut)
        else:
            found += [*_stacked(stretch, usual), line]
            stretch = []
    return found + _stacked(stretch, usual)


def _stacked(stretch: list[tuple[Line, Line]], usual: int) -> list[Line]:
    starts = [right.start - left.start for left, right in stretch if right.text]
    edge = usual if len(starts) < LEAST and usual <= min(starts, default=0) else _edge(starts)
    right = [
        _indented(*pieces) if pieces[1].start - pieces[0].start > edge + SHIFT else pieces[1] for pieces in stretch
    ]
    return _without_ends([left for left, _ in stretch]) + _without_ends(right)


def _indented(left: Line, right: Line) -> Line:
    """The right piece with one of the blanks before it."""
    return Line(right.number, right.start - 1, f" {right.text}") if right.text else right


def _edge(starts: list[int]) -> int:
    """Where the lines of a column begin that are not indented."""
    many = Counter(starts)
    return next((at for at in sorted(many) if sum(many[at + d] for d in range(SHIFT + 1)) >= len(starts) / 8), 0)


def _without_ends(lines: list[Line]) -> list[Line]:
    """The lines without the empty ones where a column begins or ends: a reference may go on in the next one."""
    filled = [at for at, line in enumerate(lines) if line.text.strip()]
    return lines[filled[0] : filled[-1] + 1] if filled else []
