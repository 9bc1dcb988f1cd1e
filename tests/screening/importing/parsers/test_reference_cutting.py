"""Lists cut into references where no number tells: bullets, equal numbers, wrapped lines, and text in between."""

import textwrap

import pytest

from screening.importing.detect import detect

from .reading import read

WORKS = (  # authors, year, title, journal, volume, issue, pages
    (
        "Roe, N. D.|Poe, B.|van Low, C. E.",
        2011,
        "Warm baths for tired nurses: a randomised trial",
        "Sleep Care",
        4,
        2,
        "11-19",
    ),
    (
        "Doe, J.|Zoe, K. L.",
        2014,
        "Reading aloud at the bedside of children with long stays in hospital",
        "Ward Life",
        9,
        1,
        "101-8",
    ),
    (
        "de Moe, M. A.|Noe, P.|Toe, Q. R.|Foe, S.|Goe, T.|Hoe, U. V.",
        2009,
        "mTIME and its measures",
        "Acta Horae",
        77,
        3,
        "300-12",
    ),
    (
        "Low, X.",
        2020,
        "Does light help? A review of lamps, windows and walks in three countries",
        "Light (Bern, Switzerland)",
        12,
        6,
        "1-7",
    ),
    (
        "Koe, A.|Voe, W. B.",
        1998,
        "Noise at night in open wards and what was done about it",
        "Nurs Q",
        30,
        4,
        "88-93",
    ),
    ("Bloe, C.|Stoe, D.|Troe, E.", 2017, "Visiting hours, then and now", "Hist Wards", 2, 2, "5-15"),
)
KEPT = {"break_on_hyphens": False, "break_long_words": False}


def names(work):
    return work[0].split("|")


def vancouver(work):
    people = ", ".join(f"{n.split(', ')[0]} {n.split(', ')[1].replace('. ', '').rstrip('.')}" for n in names(work))
    return f"{people}. {work[2]}. {work[3]}. {work[1]};{work[4]}({work[5]}):{work[6]}.".replace("?.", "?")


def author_date(work):
    listed = names(work)
    people = ", ".join(listed[:-1]) + ", & " + listed[-1] if len(listed) > 1 else listed[0]
    return f"{people} ({work[1]}). {work[2]}. {work[3]}, {work[4]}({work[5]}), {work[6]}."


def harvard(work):
    listed = names(work)
    people = ", ".join(listed[:-1]) + " and " + listed[-1] if len(listed) > 1 else listed[0]
    return f"{people} ({work[1]}) ‘{work[2]}’, {work[3]}, {work[4]}({work[5]}), pp. {work[6]}."


def chicago(work):
    first, *others = names(work)
    turned = [f"{n.split(', ')[1]} {n.split(', ')[0]}" for n in others]
    people = ", ".join([first, *turned[:-1]]) + (f", and {turned[-1]}" if turned else "")
    return f"{people.rstrip('.')}. {work[1]}. “{work[2]}.” {work[3]} {work[4]} ({work[5]}): {work[6]}."


def ieee(work):
    turned = [f"{n.split(', ')[1]} {n.split(', ')[0]}" for n in names(work)]
    people = (
        f"{turned[0]} et al."
        if len(turned) > 5
        else " and ".join([", ".join(turned[:-1]), turned[-1]]).lstrip(" and")
    )
    return f"{people}, “{work[2]},” {work[3]}, vol. {work[4]}, no. {work[5]}, pp. {work[6]}, {work[1]}."


STYLES = [vancouver, author_date, harvard, chicago, ieee]
PAGES = {
    vancouver: "Directory of Lamps [Internet]. [cited 2024 Mar 2]. Available from: https://example.org/lamps",
    author_date: "Directory of lamps. (n.d.). Retrieved 2 March 2024, from https://example.org/lamps",
    harvard: "Directory of Lamps (no date). Available at: https://example.org/lamps (Accessed: 2 March 2024).",
    chicago: "“Directory of Lamps.” Accessed March 2, 2024. https://example.org/lamps.",
    ieee: "“Directory of Lamps.” Accessed: Mar. 2, 2024. [Online]. Available: https://example.org/lamps",
}


def listed(style):
    """Eleven references: the works twice with other years, and a page without a date in the middle."""
    again = [(work[0], work[1] + 1, work[2].replace("a ", "another "), *work[3:]) for work in WORKS[:4]]
    return [style(work) for work in WORKS] + [PAGES[style]] + [style(work) for work in again]


def plain(text):
    return "".join(text.split()).casefold().replace("‘", "").replace("’", "")


def texts(records):
    """What each record was read from, and nothing else."""
    return [plain(dict(record.raw)["reference"]) for record in records]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("width", [0, 48, 70, 95])
@pytest.mark.parametrize("mark", ["- ", "* ", "• ", "1. ", "1) "])
def test_marks_that_do_not_count_begin_each_reference(style, width, mark):
    lines = [textwrap.fill(mark + one, width, **KEPT) if width else mark + one for one in listed(style)]
    records, problems = read("References\n" + "\n".join(lines), "references")

    assert texts(records) == [plain(one) for one in listed(style)]
    assert [p for p in problems if p.field != "reference"] == []


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("width", [48, 60, 70, 80, 95])
@pytest.mark.parametrize("first", ["", "   "])
def test_wrapped_lines_without_any_mark(style, width, first):
    lines = [textwrap.fill(one, width, initial_indent=first, **KEPT) for one in listed(style)]
    records, _ = read("\n".join(lines), "references")

    assert texts(records) == [plain(one) for one in listed(style)]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("width", [48, 70, 95])
def test_wrapped_paragraphs(style, width):
    text = "\n\n".join(textwrap.fill(one, width, **KEPT) for one in listed(style))
    records, _ = read(text, "references")

    assert texts(records) == [plain(one) for one in listed(style)]
    assert detect(text.encode()).format == "references"


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("width", [48, 70, 95])
def test_numbers_without_any_sign(style, width):
    lines = [textwrap.fill(f"{n} {one}", width, **KEPT) for n, one in enumerate(listed(style), 1)]
    records, _ = read("\n".join(lines), "references")

    assert texts(records) == [plain(one) for one in listed(style)]


@pytest.mark.parametrize(
    "group",
    [
        "FAO. 2020. The state of forests. Rome: FAO.",
        "WORLD HEALTH ORGANIZATION 2003. World report. Geneva: WHO.",
        "Ministry of Health (2015) Beds and bathrooms. Paris.",
        "Anon. 1999. A report on lamps. London: Lamp Press.",
    ],
)
@pytest.mark.parametrize("width", [0, 48, 75])
def test_a_group_or_nobody_begins_a_reference_too(group, width):
    works = [chicago(work) for work in WORKS]
    works[3:3] = [group]
    text = "\n".join(textwrap.fill(one, width, **KEPT) if width else one for one in works)
    records, _ = read(text, "references")

    assert texts(records) == [plain(one) for one in works]


def test_a_bullet_takes_nothing_from_the_next_and_headings_and_prose_are_told():
    text = (
        "# Reading list\n\n* **Roe N**, Poe B. *Warm baths*. Sleep Care. 2011;4(2):11-9.\n"
        "* Doe J. Reading aloud. Ward Life. 2014;9:1. [doi](https://doi.org/10.1000/wl.9)\n\n"
        "These two were read in class by everybody.\n\n- Low X. (2020). Lamps. _Light_, 12(6), 1–7.\n"
    )
    records, problems = read(text, "references")

    assert [(r.title, r.doi, r.authors[0]) for r in records] == [
        ("Warm baths", "", "Roe, N"),
        ("Reading aloud", "10.1000/wl.9", "Doe, J"),
        ("Lamps", "", "Low, X"),
    ]
    assert [(p.line, "looks like none" in p.what) for p in problems] == [(6, True)]


def test_text_behind_a_list_is_read_or_told_and_joins_no_reference():
    text = (
        "1. Roe N. Warm baths. Sleep Care. 2011;4:11-9.\n2. Doe J. Reading aloud. Ward Life. 2014;9:1-8.\n\n"
        "Supplementary material\nS1. Low X. Lamps in wards. Light. 2020;12:1-7.\nS2. Koe A. Noise. "
        "Nurs Q. 1998;30:88.\n"
    )
    records, problems = read(text, "references")

    assert [r.title for r in records] == ["Warm baths", "Reading aloud", "Lamps in wards", "Noise"]
    assert [p.line for p in problems] == [4, 5, 6]


def test_the_study_lists_of_a_cochrane_review():
    text = (
        "References to studies included in this review\nRoe 2011 {published data only}\n"
        "*Roe N, Poe B. Warm baths. Sleep Care 2011;4(2):11-9. [PMID: 12345678]\n"
        "Roe N. Warm baths: two years later. Sleep Care 2013;6(1):1-9.\nDoe 2014a {published and "
        "unpublished data}\n"
        "Doe J. Reading aloud. Ward Life 2014;9:101-8. [DOI: 10.1000/wl.9]\n"
        "References to studies excluded from this review\nLow 2020 {published data only}\n"
        "Low X. Lamps in wards. Light 2020;12:1-7.\n"
    )
    records, problems = read(text, "references")

    assert [(r.title, r.pmid, r.doi) for r in records] == [
        ("Warm baths", "12345678", ""),
        ("Warm baths: two years later", "", ""),
        ("Reading aloud", "", "10.1000/wl.9"),
        ("Lamps in wards", "", ""),
    ]
    assert [(p.line, p.what[:7]) for p in problems] == [(2, "3 lines")]


def test_a_number_that_stands_twice_is_told_and_a_wrapped_one_takes_nothing():
    text = (
        "1. Roe N. Warm baths on ward\n2. A trial of heat. Sleep Care. 2011;4:11-9.\n"
        "2. Doe J. Reading aloud. Ward Life. 2014;9:1-8.\n3. Low X. Lamps. Light. 2020;12:1-7.\n"
        "3. Koe A. Noise at night. Nurs Q. 1998;30:88-93.\n1. Bloe C. Visiting hours. Hist Wards. 2017;2:5-15.\n"
    )
    records, problems = read(text, "references")

    assert [r.authors[0] for r in records] == ["Roe, N", "Doe, J", "Low, X", "Koe, A", "Bloe, C"]
    assert records[0].title == "Warm baths on ward 2. A trial of heat"
    assert [p.line for p in problems if "once more" in p.what] == [5, 6]


def test_numbers_on_lines_of_their_own():
    records, problems = read(
        "1\nRoe N, Poe B.\nWarm baths.\nSleep Care 2011; 4: 11–19.\n2\nDoe J, Zoe KL. Reading "
        "aloud.\nWard Life 2014; 9: 1–8.\n",
        "references",
    )

    assert [(r.authors[0], r.year, dict(r.raw)["number"]) for r in records] == [
        ("Roe, N", 2011, "1"),
        ("Doe, J", 2014, "2"),
    ]
    assert problems == []


def test_what_pages_print_around_a_list_is_in_no_reference():
    text = (
        "N. Roe et al. / Journal of Wards 12 (2020) 100-115  113\nReferences\n1. Poe B. Warm baths "
        "for tired\nnurses.\n"
        "Downloaded from https://example.org/wards by guest on 12 May 2021\nSleep Care. "
        "2011;4:11-9.\n2. Doe J. Reading\n"
        "Roe et al.\n114\naloud to children. Ward Life. 2014;9:1-8.\n3. Low X. Lamps\nRoe et "
        "al.\n115\nin wards. Light. 2020;12:1-7.\n"
    )
    records, _ = read(text, "references")

    assert [r.title for r in records] == [
        "Warm baths for tired nurses",
        "Reading aloud to children",
        "Lamps in wards",
    ]
    assert {r.url for r in records} == {""}


LETTERED = {  # the same author twice in a year, one reference a line
    "APA": (
        "Lee, C. ({}). Warm baths and mood in adults. Baths, 10(2), 1–9.",
        "Lee, C. ({}). Warm lamps and sleep in adults. Baths, 10(3), 11–19.",
        "Moe, K. (2010). Cold walks in children. Ward Life, 12(3), 21–29.",
        "Zed, P. (1999). Noise after visiting hours. Ward Life, 1(3), 31–39.",
    ),
    "Harvard": (
        "Lee, C. ({}) 'Warm baths and mood in adults', Baths, 10(2), pp. 1-9.",
        "Lee, C. ({}) 'Warm lamps and sleep in adults', Baths, 10(3), pp. 11-19.",
        "Moe, K. (2010) 'Cold walks in children', Ward Life, 12(3), pp. 21-29.",
        "Zed, P. (1999) 'Noise after visiting hours', Ward Life, 1(3), pp. 31-39.",
    ),
    "Chicago": (
        "Lee, Chris. {}. “Warm Baths and Mood in Adults.” Baths 10 (2): 1–9.",
        "Lee, Chris. {}. “Warm Lamps and Sleep in Adults.” Baths 10 (3): 11–19.",
        "Moe, Kim. 2010. “Cold Walks in Children.” Ward Life 12 (3): 21–29.",
        "Zed, Pat. 1999. “Noise after Visiting Hours.” Ward Life 1 (3): 31–39.",
    ),
}


@pytest.mark.parametrize(
    ("style", "years"), [*((style, ("2001a", "2001b")) for style in LETTERED), ("APA", ("n.d.-a", "n.d.-b"))]
)
@pytest.mark.parametrize("size", [2, 3, 4])
@pytest.mark.parametrize("width", [0, 45])
def test_a_letter_behind_the_year_parts_short_lists_as_a_plain_year_does(style, size, width, years):
    texts = [text.format(year) for text, year in zip(LETTERED[style], [*years, "", ""], strict=True)][:size]
    text = "\n".join("\n".join(textwrap.wrap(one, width, **KEPT)) if width else one for one in texts)
    records, problems = read(text, "references")

    assert len(records) == size
    assert [record.year for record in records[2:]] == [2010, 1999][: size - 2]
    assert all(record.title.startswith(("Warm", "Cold", "Noise")) for record in records)
    assert problems == []


def test_two_lines_with_lettered_years_are_known_as_a_list():
    texts = [text.format(year) for text, year in zip(LETTERED["APA"], ("2001a", "2001b"), strict=False)]
    assert detect("\n".join(texts).encode()).format == "references"


def test_a_decade_in_a_title_is_no_date():
    text = "Lee, C. (in press). Warm baths\nof the 1990s and 1980s in two wards.\nBaths, 10(2), 1–9.\n" + "\n".join(
        LETTERED["APA"][2:]
    )
    records, _ = read(text, "references")
    assert [record.year for record in records] == [None, 2010, 1999]
