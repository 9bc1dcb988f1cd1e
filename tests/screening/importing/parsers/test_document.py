"""Word documents, and the reference section of a longer text."""

import io
import json

import pytest
from docx import Document

from screening.importing.detect import detect
from screening.importing.parsers.document import text_of_document
from screening.importing.parsers.source import Source
from tests.shared import SHARED, needs_shared

from .reading import read

REFERENCES = (
    ("Roe, J. A., & Poe, E. (2011). Pain in mice. ", "European Journal of Pain, 15", "(10), 1–9."),
    ("Zoe, A. (2012). Pain in rats. ", "Pain, 1", "(2), 3–4. https://doi.org/10.1097/j.pain.000000000000160"),
    ("personal communication with the author", "", ""),
)


def document(paragraphs, table=()):
    """A Word file: each paragraph is words, or (words, words in italics, words)."""
    made = Document()
    for paragraph in paragraphs:
        added = made.add_paragraph()
        for at, words in enumerate([paragraph] if isinstance(paragraph, str) else paragraph):
            added.add_run(words).italic = at == 1
    for cells in table:
        made.add_table(rows=1, cols=len(cells)).rows[0].cells[0].text = cells[0]
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


TEXT = ("Pain in mice", "Pain is common [1].", "Rats have it too [2].", "So they say [3].")


def test_the_reference_section_of_a_document_becomes_records_with_confidence_and_place():
    data = document([*TEXT, "References", *REFERENCES, "Appendix", "A table.", "Another.", "A third."])

    records, problems = read(data, "docx")
    whole = text_of_document(Source(data))

    assert detect(data).format == "docx"
    assert [(r.title, r.journal, r.volume, r.confidence > 0.7) for r in records] == [
        ("Pain in mice", "European Journal of Pain", "15", True),
        ("Pain in rats", "Pain", "1", True),
        ("", "", "", False),
    ]
    titles = {s.field: whole[s.start : s.end] for s in records[0].spans}
    assert (titles["title"], titles["year"]) == ("Pain in mice", "2011")
    assert records[2].raw == (("reference", "personal communication with the author"),)
    assert [p.what for p in problems] == [
        "The text outside the list cites 3 of 3 references.",
        "4 lines from here on stand outside the section “References”.",
        "4 lines from here on stand outside the section “References”.",
        "The DOI 10.1097/j.pain.000000000000160 looks wrong: DOIs that begin with 10.1097/j.pain. have 16 digits "
        "after it, this one has 15.",
        "The reference “personal communication with the author” could not be read.",
    ]


def test_a_document_that_is_only_a_list_is_read_whole():
    records, problems = read(document(REFERENCES[:2]), "docx")

    assert [(r.authors, r.year) for r in records] == [(("Roe, J. A.", "Poe, E."), 2011), (("Zoe, A.",), 2012)]
    assert [p.field for p in problems] == ["doi"]


def test_the_reference_section_of_a_markdown_narrative_is_found():
    listed = "\n".join(f"{n}. {''.join(parts)}" for n, parts in enumerate(REFERENCES[:2], 1))
    text = "# Pain\n\n" + "\n\n".join(TEXT) + f"\n\n## References\n\n{listed}\n\n## Funding\n\nNone.\n"

    records, problems = read(text, "references")

    assert [(r.title, r.line) for r in records] == [("Pain in mice", 13), ("Pain in rats", 14)]
    assert [p.line for p in problems if "outside the section" in p.what] == [1, 16]


@needs_shared
def test_a_published_review_gives_its_references_and_the_misprinted_doi():
    text = (SHARED / "data" / "seeds" / "seed-001-ketamine-chronic-pain.txt").read_bytes()
    truth = json.loads((SHARED / "data/import/seed_refs/seed_001_truth.json").read_text(encoding="utf-8"))[
        "references"
    ]

    records, problems = read(text, "references")

    assert [plain(r.title) for r in records] == [plain(one["title"]) for one in truth]
    assert [r.title for r in records if r.doi == "10.1097/j.pain.000000000000160"] == [truth[31]["title"]]
    assert sum("j.pain.000000000000160" in p.what for p in problems) == 1


def plain(title):
    return "".join(c for c in title.casefold() if c.isalnum())[:45]


def with_table(rows, before=()):
    made = Document()
    for paragraph in before:
        made.add_paragraph(paragraph)
    table = made.add_table(rows=0, cols=len(rows[0]))
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


LISTED = ("Roe JA. Pain in mice. Eur J Pain. 2011;15(10):1-9.", "Zoe A. Pain in rats. Pain. 2012;1(2):3-4.")


def test_each_row_of_a_table_is_a_reference():
    tables = (
        [[one] for one in LISTED],
        [[str(n), one] for n, one in enumerate(LISTED, 1)],
        [["No.", "Reference"], *([f"{n}.", one] for n, one in enumerate(LISTED, 1))],
    )

    for rows in tables:
        records, problems = read(with_table(rows), "docx")

        assert ([(r.title, r.year) for r in records], problems) == (
            [("Pain in mice", 2011), ("Pain in rats", 2012)],
            [],
        )


@pytest.mark.parametrize("ticks", [("x",) * 8, ("✓", "", "✗") * 3, ("a", "b", "c", "d") * 2])
@pytest.mark.parametrize("behind", [False, True])
def test_each_row_is_a_reference_whatever_ticks_it_off(ticks, behind):
    cells = [
        f"Roe, J. A., & Poe, E. ({2001 + at}). Pain in mice of {at + 1} weeks. Pain, {at + 1}(2), 3–9."
        for at in range(8)
    ]
    rows = [(cell, tick) if behind else (tick, cell) for tick, cell in zip(ticks, cells, strict=False)]
    records, problems = read(with_table(rows, ["References"]), "docx")
    assert [(record.title, record.authors) for record in records] == [
        (f"Pain in mice of {at + 1} weeks", ("Roe, J. A.", "Poe, E.")) for at in range(8)
    ]
    assert problems == []


def test_a_table_with_a_column_of_titles_is_read_like_any_table():
    rows = [["Author", "Year", "Title", "Journal"], ["Roe JA, Poe E", "2011", "Pain in mice", "Pain"]]

    (record,), problems = read(with_table(rows, ["Studies that were included"]), "docx")

    assert (record.title, record.authors, record.year, record.journal) == (
        "Pain in mice",
        ("Roe, JA", "Poe, E"),
        2011,
        "Pain",
    )
    assert problems == []


def test_a_document_without_references_gives_a_message_and_no_record():
    prose = (
        "Pain has been known since 1970 (Roe, 2011). We compared two groups of 120 mice and found no difference."
    )

    for paragraphs in ([prose] * 3, ["Dear colleague, this is a short letter."]):
        records, problems = read(document(paragraphs), "docx")

        assert (records, [(p.field, p.what) for p in problems]) == (
            [],
            [
                (
                    "file",
                    "The document has no section of references, and its paragraphs do not look like references.",
                )
            ],
        )


DOSES = [["Study", "Dose"], ["Smith 2019", "0.5 mg/kg over 40 min"], ["Roe et al. (2020)", "10–20 mg in two weeks"]]


@pytest.mark.parametrize("stop", ["", "."])
@pytest.mark.parametrize("before", [(), ("References",), ("A text that cites nothing.", "References")])
@pytest.mark.parametrize("caption", [(), ("Table 1. Doses of the trials",)])
@pytest.mark.parametrize("mark", ["", "{}. "])
def test_a_table_behind_the_list_that_holds_no_references_is_left_out_and_told(stop, before, caption, mark):
    listed = [mark.format(at) + one for at, one in enumerate((*LISTED, LISTED[0][:-1] + stop), 1)]
    records, problems = read(with_table(DOSES, [*before, *listed, *caption]), "docx")

    assert [record.authors for record in records] == [("Roe, JA",), ("Zoe, A",), ("Roe, JA",)]
    assert records[-1].pages == "1-9"
    assert [p.what for p in problems if "outside" not in p.what] == [
        "A table of 3 rows stands by the references: “Study, Dose”."
    ]


def test_tables_behind_the_list_whose_cells_are_references_are_read():
    in_cells = [
        ["Poe B", "2015", "Pain in cats", "Pain 2015;3(1):5-9."],
        ["Low C", "2016", "Pain in dogs", "Pain 2016;4(1):5-9."],
    ]
    for rows in ([[one] for one in LISTED], [["3", LISTED[0]], ["4", LISTED[1]]], in_cells):
        records, problems = read(with_table(rows, ["References", *LISTED]), "docx")
        assert len(records) == 4
        assert not any("left out" in problem.done for problem in problems)
