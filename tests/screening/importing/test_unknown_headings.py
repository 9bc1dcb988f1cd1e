"""A table whose headings nobody knows is still a table: no row is lost, and its columns can be assigned."""

import io

import pytest

from screening.importing.detect import detect
from screening.importing.headings import headings
from screening.importing.parsers.formats import parse
from screening.importing.parsers.records import ParsedRecord

HEADINGS = {
    "English": ["ID", "Article name", "Researchers", "When", "Where published"],
    "Dutch": ["Nr", "Naam van het artikel", "Onderzoekers", "Jaartal", "Tijdschrift"],
    "Polish": ["Lp.", "Tytuł", "Autorzy", "Rok", "Czasopismo"],
    "Finnish": ["Tunnus", "Otsikko", "Tekijät", "Vuosi", "Lehti"],
    "Turkish": ["Sıra", "Başlık", "Yazarlar", "Yıl", "Dergi"],
    "Russian": ["Номер", "Название", "Авторы", "Год", "Журнал"],
    "Chinese": ["编号", "标题", "作者", "年份", "期刊"],
    "ICTRP": ["TrialID", "Public title", "Primary sponsor", "Date registration3", "web address"],
}
ROWS = [
    ["1", "Ketamine for pain; a trial", "Roe J; Doe A; Poe B; Loe C; Moe D; Noe E", "2019", "Pain"],
    ["2", "Ketamine, again: what “we” know", "Zed A", "2021", "Anaesthesia"],
]


def table(headings, separator, rows=ROWS):
    quoted = ([f'"{cell}"' if separator in cell else cell for cell in row] for row in [headings, *rows])
    return "".join(separator.join(row) + "\r\n" for row in quoted).encode()


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("language", HEADINGS)
def test_a_table_with_unknown_headings_is_a_table(language, separator):
    data = table(HEADINGS[language], separator)

    assert detect(data, "export.txt").format == "csv"
    assert headings(io.BytesIO(data), "csv") == HEADINGS[language]
    assert [got.line for got in parse(data, "csv") if isinstance(got, ParsedRecord)] == [2, 3]


@pytest.mark.parametrize("separator", [",", ";"])
def test_its_columns_can_be_assigned(separator):
    asked = dict(zip(HEADINGS["English"], ["", "title", "authors", "year", "journal"], strict=True))
    got = [
        r for r in parse(table(HEADINGS["English"], separator), "csv", columns=asked) if isinstance(r, ParsedRecord)
    ]

    assert [(r.title, r.year, r.journal, len(r.authors)) for r in got] == [
        ("Ketamine for pain; a trial", 2019, "Pain", 6),
        ("Ketamine, again: what “we” know", 2021, "Anaesthesia", 1),
    ]


def test_captions_long_cells_and_a_row_with_a_stray_comma_do_no_harm():
    rows = [*ROWS * 4, ["3", "Pain\nof two lines, " + "and long " * 50, "Roe J", "2001", "Pain"]]
    data = b"Found on 3 May 2021\r\n\r\n" + table(HEADINGS["Dutch"], ",", rows) + b"4,Pain,with,a,stray,comma\r\n"

    assert detect(data).format == "csv"
    assert headings(io.BytesIO(data), "csv") == HEADINGS["Dutch"]
    assert len([r for r in parse(data, "csv") if isinstance(r, ParsedRecord)]) == 10


def test_a_heading_may_be_a_question():
    asked = "What was the main outcome of the study, in the words of the authors?"
    data = f'Study,"{asked}",When\nKetamine,Pain,2001\nPlacebo,Pain,2002\n'.encode()

    assert detect(data).format == "csv"
    assert headings(io.BytesIO(data), "csv") == ["Study", asked, "When"]


@pytest.mark.parametrize(
    "text",
    [
        "Roe J, Doe A. Pain in mice, 2011, 15:1-9.\nZoe A, Poe B. Rats and pain, 2012, 1:2.\n",
        "References\nRoe J; Doe A; Pain in mice; Pain; 2011\nZoe A; Poe B; Rats and pain; Pain; 2012\n",
        "Roe, J. (2011). Pain in mice. Pain, 15, 1-9.\nZoe, A. (2012). Rats and pain. Pain, 1, 2-3.\n",
        "Pain, a short list\nRoe, J. (2011). Pain in mice. Pain, 15, 1-9.\nZoe, A. (2012). Rats. Pain, 1, 2-3.\n",
        "1 | Roe J. Pain in mice. Pain 2011;15:1-9\n2 | Zoe A. Rats and pain. Pain 2012;1:2\n",
    ],
)
def test_a_reference_list_stays_one(text):
    assert detect(text.encode(), "list.csv").format == "references"


POEM = "Roses are red, violets are blue\nSugar is sweet, and so are you\nPain is bad, ketamine is good\n"


@pytest.mark.parametrize("text", ["just some words", "Dear all,\nplease find the list,\nas promised,\n", POEM])
def test_prose_is_no_table(text):
    assert detect(text.encode()).format == ""
