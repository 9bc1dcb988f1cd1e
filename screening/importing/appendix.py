"""The PRISMA-S appendix of a review as Markdown and as a Word file. Pure; python-docx is loaded when asked for."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

from screening.importing.prisma_s import Item, Search, SearchLogFacts, items, tally

HEADINGS = ("Source", "Searched on", "Dates covered", "Reported", "Imported", "By")
WORDS = {"met": "Met", "partly": "In part", "not yet": "Not yet"}


def title(facts: SearchLogFacts) -> str:
    return f"Searches for “{facts.review}”"


def summary(found: Sequence[Item], day: str) -> str:
    """How far the log is, in one sentence."""
    counts = tally(found)
    return (
        f"Search log of {day}, after PRISMA-S: {counts['met']} of {len(found)} items met, "
        f"{counts['partly']} in part, {counts['not yet']} not yet."
    )


def search_row(search: Search) -> tuple[str, ...]:
    """The cells of one search under HEADINGS."""
    reported = "–" if search.reported is None else f"{search.reported:,}"
    cells = (search.searched_on, search.coverage, reported, f"{search.imported:,}", search.searched_by)
    return (search.where, *(cell or "–" for cell in cells))


def item_text(item: Item) -> str:
    """What is told and what is missing, in one cell."""
    missing = f"Missing: {' '.join(item.missing)}" if item.missing else ""
    return " ".join(part for part in ("; ".join(item.told), missing) if part)


def details(search: Search) -> list[tuple[str, str]]:
    """What is told of a search beside its table row; the search string comes apart."""
    pairs = [
        ("Kind", search.kind_label),
        ("Limits", search.limits),
        ("Search filters", search.filters),
    ]
    return [(name, text or "not told yet") for name, text in pairs]


def to_markdown(facts: SearchLogFacts, day: str) -> Iterator[str]:
    """The appendix line by line."""
    found = items(facts)
    yield f"# {title(facts)}\n\n{summary(found, day)}\n\n## Sources\n\n"
    yield from _table(HEADINGS, [search_row(search) for search in facts.searches])
    yield "\n## Search strategies, exactly as run\n"
    for search in facts.searches:
        yield f"\n### {_plain(search.where)}\n\n"
        yield "".join(f"- {name}: {_plain(text)}\n" for name, text in details(search))
        yield f"\n{_fenced(search.search_string or 'not told yet')}\n"
    yield "\n## The items of PRISMA-S\n\n"
    rows = [(str(i.number), i.name, WORDS[i.state], item_text(i)) for i in found]
    yield from _table(("No.", "Item", "State", "What is told"), rows)


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(headings)} |\n|{'---|' * len(headings)}\n"
    for row in rows:
        yield f"| {' | '.join(_cell(cell) for cell in row)} |\n"


def _plain(text: str) -> str:
    return " ".join(text.split())


def _cell(text: str) -> str:
    return _plain(text).replace("|", "\\|")


def _fenced(text: str) -> str:
    """A block in which nothing is markup, whatever the text holds."""
    fence = "```"
    while fence in text:
        fence += "`"
    return f"{fence}\n{text.rstrip()}\n{fence}"


def to_docx(facts: SearchLogFacts, day: str) -> bytes:
    """The appendix as a .docx with real headings and tables."""
    import docx

    found, file = items(facts), docx.Document()
    file.core_properties.title, file.core_properties.author = title(facts), ""
    file.add_heading(title(facts), level=0)
    file.add_paragraph(summary(found, day))
    file.add_heading("Sources", level=1)
    _docx_table(file, HEADINGS, [search_row(search) for search in facts.searches])
    file.add_heading("Search strategies, exactly as run", level=1)
    for search in facts.searches:
        file.add_heading(search.where, level=2)
        for name, text in details(search):
            file.add_paragraph(f"{name}: {text}", style="List Bullet")
        run = file.add_paragraph().add_run(_allowed(search.search_string) or "not told yet")
        run.font.name = "Courier New"
    file.add_heading("The items of PRISMA-S", level=1)
    rows = [(str(i.number), i.name, WORDS[i.state], item_text(i)) for i in found]
    _docx_table(file, ("No.", "Item", "State", "What is told"), rows)
    raw = io.BytesIO()
    file.save(raw)
    return raw.getvalue()


def _docx_table(file, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    table = file.add_table(rows=1, cols=len(headings), style="Light Grid Accent 1")
    for cell, text in zip(table.rows[0].cells, headings, strict=True):
        cell.text = text
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = _allowed(text)


def _allowed(text: str) -> str:
    """Without the control characters that XML cannot hold; the line ends of a pasted text as one kind."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in text if c in "\n\t" or c >= " " and c not in "\ufffe\uffff")
