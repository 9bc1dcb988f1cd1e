"""From rows of cells to records, for CSV, spreadsheets and tab-delimited text alike."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..carried import is_carried
from . import columns as cols
from . import dois, values
from .citation_cell import read_citation
from .draft import Draft, finish
from .latex import unbraced
from .names import people, unglued
from .records import ParsedRecord, Problem
from .spoiled_cells import gathered, is_sound, spoiled
from .taglines import Tags

HEADING_ROWS = 10
FIRST_COLUMN = "Column 1"  # the heading we give to the first one of a table that has none
UNASSIGNED = "The rows were kept without a title; assign the columns and read again."
NAMED = 12  # columns without a field that are told by name
_FULL_NAME_ID = re.compile(r"\s*\(\d{6,}\)")
_PMCID = re.compile(r"\bPMC\d{4,9}\b")
_EXTRA_PMID = re.compile(r"PMID:?\s*(\d+)", re.I)
_GLUED = re.compile(r"(?<=[\w./-](?<![/=]))(?=https?://)")  # Rayyan writes several addresses without a blank
_FORMULA_LINK = re.compile(r'^=HYPERLINK\("(?P<address>[^"]+)"(?:\s*[,;]\s*"(?P<shown>(?:[^"]|"")+)")?', re.I)
_ADDRESSES = frozenset({"url", "doi", "pmid", "pmcid", "accession"})  # fields for which a link's address is read
_JOINED_CELL = re.compile(r",\s*[A-Za-z]?\d+\s*(?:[,(]|$)")


@dataclass(slots=True)
class Row:
    """Cells with the line they begin on; `names` where every row brings its own headings."""

    line: int
    cells: list[str]
    names: list[str] | None = None


@dataclass(slots=True)
class _Table:
    """`columns` are our fields with the number of a column that holds them, best first where there are several;
    `width` is the number of columns up to the last that has a heading."""

    headings: list[str]
    layout: cols.Layout | None
    columns: list[tuple[str, int]]
    width: int


def read_rows(
    rows: Iterable[Row | Problem], asked: dict[str, str] | None = None
) -> Iterator[ParsedRecord | Problem]:
    """Finds the heading row, assigns columns, and turns each further row into a record."""
    table: _Table | None = None
    above: list[Row] = []
    for row in rows:
        if isinstance(row, Problem):
            yield row
        elif row.names is not None:
            yield from finish(_draft(row, _table(row.names, asked)))
        elif table is not None:
            if any(cell.strip() for cell in row.cells):
                yield from _record(row, table)
        elif row.cells:
            above.append(row)
            if any(_is_heading(each, asked) for each in above[:-1]) or len(above) > HEADING_ROWS:
                yield from _headed(above, asked)
                table = _table(_best(above, asked).cells, asked)
                yield from _rest(above, table, asked)
    if table is None and above:
        yield from _headed(above, asked)
        table = _table(_best(above, asked).cells, asked)
        yield from _rest(above, table, asked)


def _is_heading(row: Row, asked: dict[str, str] | None) -> bool:
    if asked and sum(cell in asked for cell in row.cells) >= min(2, len(asked)):
        return True
    return (
        cols.recognised(row.cells) >= 2
        or row.cells[0] == FIRST_COLUMN
        and row.cells[-1] == f"Column {len(row.cells)}"
    )


def _best(above: list[Row], asked: dict[str, str] | None) -> Row:
    """The heading row: the first of known headings, or the one below that has far more of them; else the first of
    more than one cell."""
    wide = (row for row in above if sum(bool(cell.strip()) for cell in row.cells) > 1)
    first = next((at for at, row in enumerate(above) if _is_heading(row, asked)), None)
    if first is None:
        return next(wide, above[0])
    below = above[first + 1 : first + 2]
    return below[0] if below and not asked and cols.are_truer(below[0].cells, above[first].cells) else above[first]


def _headed(above: list[Row], asked: dict[str, str] | None) -> Iterator[Problem]:
    best = _best(above, asked)
    for row in above[: above.index(best)]:
        if text := " ".join(cell for cell in row.cells if cell.strip())[:80]:
            what = f"The row “{text}” stands above the headings."
            yield Problem(row.line, "", what, "It was left out as a caption.")
    table = _table(best.cells, asked)
    if "title" not in dict(table.columns):
        none = "The table has no row of headings: its first row is a record already."
        what = none if best.cells[0] == FIRST_COLUMN else "No column of this table is known to hold titles."
        yield Problem(best.line, "title", what, UNASSIGNED)
    yield from _unread(best, table, asked)
    counted = Counter(h for h in best.cells if h.strip())
    repeated = next((h for h, times in counted.items() if times > 1), "")
    if repeated:
        what = f"The heading “{repeated}” stands over {counted[repeated]} columns."
        yield Problem(
            best.line, repeated, what, "The first column with a value was used; all are kept in the raw record."
        )


def _unread(best: Row, table: _Table, asked: dict[str, str] | None) -> Iterator[Problem]:
    """One notice that names the columns for which there is no field."""
    if table.layout and table.layout.own or "title" not in dict(table.columns):
        return  # written by us, or the user is asked to assign the columns anyway
    left = [name for name in cols.unread(best.cells, asked) if not is_carried(name)]
    if not left:
        return
    shown = ", ".join(f"“{name}”" for name in left[:NAMED])
    more = f" and {len(left) - NAMED} more" if len(left) > NAMED else ""
    what = f"No field of ours is known for the column {shown}{more}."
    if len(left) > 1:
        what = what.replace("the column ", "the columns ")
    done = "It is" if len(left) == 1 else "They are"
    yield Problem(best.line, "columns", what, f"{done} kept with each record as printed; a field can be assigned.")


def _rest(above: list[Row], table: _Table, asked: dict[str, str] | None) -> Iterator[ParsedRecord | Problem]:
    """The rows that were read while looking for the headings and stand below them."""
    for row in above[above.index(_best(above, asked)) + 1 :]:
        yield from _record(row, table)


def _table(headings: list[str], asked: dict[str, str] | None) -> _Table:
    headings = [h.replace("\ufeff", "").strip() for h in headings]
    layout = cols.layout_of(headings)
    places = cols.assign(headings, layout, asked)
    width = next((at for at in range(len(headings), 0, -1) if headings[at - 1]), 0)
    return _Table(headings, layout, [(name, at) for name, found in places.items() for at in found], width)


def _record(row: Row, table: _Table) -> Iterator[ParsedRecord | Problem]:
    if row.cells == table.headings:
        yield Problem(row.line, "", "The heading row is repeated.", "It was left out.")
        return
    if len(row.cells) > table.width and row.cells[table.width] and table.layout and table.layout.own:
        row = Row(row.line, gathered(row.cells, table.headings[: table.width]))
    draft = _draft(row, table)
    told = () if is_sound(draft) or table.layout and table.layout.own else list(spoiled(draft))
    untitled = not any(name == "title" for name, _ in table.columns)  # which is told of the table
    yield from (
        got for got in finish(draft) if not (untitled and isinstance(got, Problem) and got.field == "title")
    )
    yield from told
    if draft.title[:4] == "http" or draft.journal[:4] == "http":
        yield from _bare_links(row, table)
    if len(row.cells) > len(table.headings) and any(map(str.strip, row.cells[len(table.headings) :])):
        what = f"The row has {len(row.cells)} cells under {len(table.headings)} headings."
        yield Problem(row.line, "", what, "The cells beyond the last heading were kept in the raw record only.")


def _bare_links(row: Row, table: _Table) -> Iterator[Problem]:
    """What is told of cells that hold nothing but a link where words belong."""
    for name, at in table.columns:
        found = _FORMULA_LINK.match(row.cells[at].strip()) if at < len(row.cells) else None
        if found and not found["shown"] and name not in _ADDRESSES:
            what = f"The cell holds only a link, to “{found['address'][:80]}”."
            yield Problem(
                row.line, table.headings[at], what, "Its address was read; the formula is kept as printed."
            )


def _draft(row: Row, table: _Table) -> Draft:
    layout = table.layout
    filled = _filled(row.cells, table)
    text, all_of = filled.one.get, filled.all
    own = bool(layout and layout.own)
    journal, volume = text("journal", ""), text("volume", "")
    dates = [text("year", ""), text("date", "")]
    source = text("embase_source") or text("source", "")
    joined = {} if own else _joined(dates, text("embase_source"), text("citation"), text("source"), journal)
    if not journal or joined and not volume and _JOINED_CELL.search(journal):
        journal = joined.get("journal") or journal or ("" if cols.names_databases(source) else source)
    kind = _kind(text("type", ""), layout)
    in_book = kind in ("chapter", "conference", "book")
    extra, pages = text("extra", ""), text("pages", "")
    notes = "\n".join([*all_of("notes"), extra])
    draft = Draft()
    draft.line = row.line
    draft.raw = _raw(row, table)
    draft.size = sum(map(len, row.cells))
    draft.type = kind
    draft.title = text("title", "") if own else unbraced(text("title", ""))
    draft.other_title = text("other_title", "")
    draft.authors = _authors(all_of("authors_full"), all_of("authors"), layout, row.names is not None)
    draft.editors = _authors([], all_of("editors")[:1], layout, row.names is not None)
    draft.dates = [*dates, joined.get("year", "")]
    draft.journal = "" if in_book else journal
    draft.booktitle = text("booktitle") or (journal if in_book else "")
    draft.volume = volume or joined.get("volume", "")
    draft.issue = text("issue") or joined.get("issue", "")
    draft.start_page = pages or text("start_page") or joined.get("pages", "")
    draft.end_page = "" if pages else text("end_page", "")
    draft.article_number = text("article_number") or joined.get("number", "")
    draft.doi = text("doi") or dois.doi_in_address(text("url", "")) or dois.announced(source)
    central = _PMCID.search(text("pmid", ""))  # an address of PubMed Central where that of PubMed belongs
    pmid = "" if central else values.first_number(text("pmid", ""))
    draft.pmid = pmid or (m[1] if (m := _EXTRA_PMID.search(extra)) else "")
    draft.pmcid = text("pmcid", "") or (central[0] if central else "")
    draft.accession = text("accession", "")
    draft.issn = all_of("issn", "isbn")
    draft.abstract = text("abstract", "")
    draft.keywords = _keywords(all_of("keywords"), row.names is not None, layout)
    draft.url = _GLUED.split(text("url", ""), maxsplit=1)[0]
    draft.language = text("language", "")
    draft.publisher = text("publisher", "")
    draft.place = text("place", "")
    draft.edition = text("edition", "")
    draft.database = text("database") or (layout.label if layout else "")
    if source and not draft.database and cols.names_databases(source):
        draft.database = source
    draft.notes = [line for line in notes.split("\n") if line.strip()]
    draft.given_first = bool(layout and layout.given_first)
    return draft


def _kind(said: str, layout: cols.Layout | None) -> str:
    trials = layout and layout.label.startswith(("ClinicalTrials", "WHO ICTRP"))
    return values.kind_of_work(said.partition(";")[0], "trial" if trials else "article")


def _filled(cells: list[str], table: _Table) -> Tags:
    """The texts of the columns by field, without the empty ones."""
    size, nothing = len(cells), "" if table.layout and table.layout.own else "NA"
    one: dict[str, str] = {}
    repeated: dict[str, list[str]] = {}
    for name, at in table.columns:
        if at < size and (cell := cells[at]) and (text := cell.strip()) and text != nothing:
            if text[0] in "='":
                text = unlinked(text, name)
            if name in one:
                repeated.setdefault(name, [one[name]]).append(text)
            else:
                one[name] = text
    return Tags(one, repeated)


def _joined(dates: list[str], *candidates: str | None) -> dict[str, str]:
    """The parts of the first text that is a citation; a year that is not the record's belongs to the journal."""
    for text in candidates:
        if text and re.search(r"\d", text) and (parts := read_citation(text)):
            own = values.year_of(*dates)
            return {} if own and parts.keys() == {"journal", "year"} and parts["year"] != str(own) else parts
    return {}


def _raw(row: Row, table: _Table) -> list[tuple[str, str]]:
    names = row.names or table.headings
    more = len(row.cells) - len(names)
    padded = names + [f"column {len(names) + n + 1}" for n in range(more)] if more > 0 else names
    return [(name, cell) for name, cell in zip(padded, row.cells, strict=False) if cell and not cell.isspace()]


def unlinked(cell: str, field: str = "url") -> str:
    """The address of a spreadsheet's HYPERLINK formula, or the words it shows in a field that holds no address; and
    text behind its leading apostrophe."""
    if cell.startswith("="):
        found = _FORMULA_LINK.match(cell)
        if found and found["shown"] and field not in _ADDRESSES:
            return found["shown"].replace('""', '"')
        return found["address"] if found else cell
    return cell[1:] if re.match(r"'+[=+\-@\t\r]", cell) else cell


def _authors(full: list[str], short: list[str], layout: cols.Layout | None, one_a_cell: bool) -> list[str]:
    given_first = bool(layout and layout.given_first)
    if one_a_cell:
        return short
    text = (_FULL_NAME_ID.sub("", full[0]) if "(" in full[0] else full[0]) if full else (short[0] if short else "")
    if not text:
        return []
    if layout and layout.own:
        return [part for piece in values.parted(text) if (part := piece.strip())]
    text = unbraced(text)
    if layout and layout.glued_names:
        text = unglued(text)
    return people(text, given_first)


def _keywords(texts: list[str], one_a_cell: bool, layout: cols.Layout | None) -> list[str]:
    if one_a_cell or layout and layout.own:
        return values.words(texts, r"\n" if one_a_cell else ";")
    if len(texts) < 2:
        return _words(texts[0]) if texts else []
    return list(dict.fromkeys(word for text in texts for word in _words(text)))


def _words(text: str) -> list[str]:
    """The keywords of one cell, whatever separates them."""
    text = values.unescaped(text)
    if text.startswith("[") and text.endswith("]"):
        return values.words([text[1:-1].replace("'", "")], ",")
    return values.words([text], next((s for s in (";", r"\|", "\n") if re.search(s, text)), r",(?![^(]*\))"))
