"""BibTeX and BibLaTeX, as written by people and by vendors."""

import pytest

from screening.importing.parsers.latex import decode

from .reading import read


def test_an_entry_field_by_field():
    records, problems = read(
        '@string{pain = "Pain"}\n@preamble{"x"}\n@comment{a @article{no, title={No}} b}\nprose\n'
        '@Article{ WOS:1,\n Author = {Guven K{\\"o}se, S. and von der Aa, Jr, M. and {The Pain Group} and '
        "others},\n"
        "Title = {{{VAS} pain: 10\\% of\n   cases}},\n journal = pain # { Reports},\n"
        'year = 2021, volume={{54}},number="Suppl 1",\n'
        "pages = {57--61}, doi = {https://doi.org/10.1016/ABC\\_1}, keywords = {Ketamine; Pain},\n"
        "Early Access Date = {{DEC 2019}},}\n",
        "bibtex",
    )
    record = records[0]

    assert (len(records), problems) == (1, [])
    assert (record.title, record.authors) == (
        "VAS pain: 10% of cases",
        ("Guven Köse, S.", "von der Aa, M., Jr", "The Pain Group"),
    )
    assert (record.journal, record.year, record.volume, record.issue) == ("Pain Reports", 2021, "54", "Suppl 1")
    assert (record.pages, record.doi, record.keywords) == ("57-61", "10.1016/abc_1", ("Ketamine", "Pain"))
    assert record.raw[0] == ("entry", "@Article{WOS:1")
    assert record.raw[-1] == ("Early Access Date", "{DEC 2019}")


def test_repeated_empty_and_odd_keys_are_all_kept():
    records, _ = read(
        "@article{a, title={1}}\n@article{a, title={2}}\n@article{, title={3}}\n"
        "@article{b c;d, title={4}}\n@misc{title={5}}",
        "bibtex",
    )

    assert [r.title for r in records] == ["1", "2", "3", "4", "5"]


def test_an_entry_that_does_not_close_costs_nothing_but_a_problem():
    records, problems = read("@article{a,\n title={One},\n year={2001\n\n@article{b,\n title={Two}\n}\n", "bibtex")

    assert [(r.title, r.year) for r in records] == [("One", 2001), ("Two", None)]
    assert [(p.line, p.what) for p in problems] == [(1, "The braces of this entry do not close.")]


def test_round_brackets_and_biblatex_names():
    records, _ = read(
        '@book(k, title = "A {B} c", author = {family=Mann, given=Thomas, prefix=von}, date = {2001-05})', "bibtex"
    )

    assert [(r.type, r.title, r.authors, r.year) for r in records] == [
        ("book", "A B c", ("von Mann, Thomas",), 2001)
    ]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (r"Schr{\"o}dinger", "Schrödinger"),
        (r"{\'{\i}}ndice \'a \c{c} {\v S}ome \v{s}", "índice á ç Šome š"),
        (r"{\ss}, {\O}, \L{}odz, {\aa}", "ß, Ø, Łodz, å"),
        (r"$\alpha$-2 and CO$_2$", "α-2 and CO2"),
        (r"10\,\% \& 5 \$ in \{a\}", "10 % & 5 $ in {a}"),
        (r"``quoted'' 1--2 --- a~b", "“quoted” 1–2 — a b"),
        (r"\emph{very} \textbf{bold}", "very bold"),
        ("plain text", "plain text"),
    ],
)
def test_latex_is_shown_as_a_reader_sees_it(written, shown):
    assert decode(written) == shown


def test_a_missing_brace_costs_no_entry_behind_it():
    records, problems = read(
        "@article{a, title={Alpha, author={Roe, J.}, year=2000}\n\n"
        "@article{b, title={Beta}, year=2001, author={Poe, E.}}\n\n@article{c, title={Gamma}, year=2002}\n",
        "bibtex",
    )

    assert [(r.title, r.authors, r.year) for r in records] == [
        ("Alpha", ("Roe, J.",), 2000),
        ("Beta", ("Poe, E.",), 2001),
        ("Gamma", (), 2002),
    ]
    assert [(p.line, p.what) for p in problems] == [(1, "The braces of this entry do not close.")]


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("https://x.org/a?ids=1|2|3", "https://x.org/a?ids=1|2|3"),
        ("https://x.org/a|https://y.org/b", "https://x.org/a"),
        ("https://x.org/a||http://y.org/b?c=1|2", "https://x.org/a"),
        ("https://ebsco.com/a?AN=1|&amp;lang=es", "https://ebsco.com/a?AN=1"),
    ],
)
def test_an_address_ends_at_a_bar_only_where_another_begins(written, read_as):
    for name in ("url", "howpublished"):
        assert read(f"@misc{{a, title={{T}}, {name}={{{written}}}}}", "bibtex")[0][0].url == read_as


def test_the_day_of_access_is_no_date_of_the_work():
    entry = "@online{{a, title={{T}}, url={{https://x.org}}, urldate={{2023-11-02}}{}}}"
    dated, undated = (read(entry.format(more), "bibtex")[0][0] for more in (", year={2019}", ""))
    assert (dated.year, dated.date) == (2019, "2019")
    assert (undated.year, undated.date, ("urldate", "2023-11-02") in undated.raw) == (None, "", True)


def test_all_fields_of_keywords_are_read():
    entry = "@article{a, title={T}, keywords={Adult; pain}, author_keywords={Ketamine; pain}}"
    assert read(entry, "bibtex")[0][0].keywords == ("Ketamine", "pain", "Adult")


@pytest.mark.parametrize(
    ("damaged", "missing", "lost"),
    [
        ("@article b, title={Two},\n year=2002}", "bracket", 0),
        ("article{b, title={Two},\n year=2002}", "@", 1),
    ],
)
@pytest.mark.parametrize("at", range(3))
def test_an_entry_without_its_at_or_bracket_is_told(damaged, missing, lost, at):
    whole = ["@article{a, title={One}, year=2001}", "@article{c, title={Three}, year=2003}"]
    parts = [*whole[:at], damaged, *whole[at:]]
    records, (problem,) = read("\n\n".join(parts) + "\n", "bibtex")
    told = (problem.line, f"its {missing} is missing" in problem.what, problem.lost)
    assert told == (1 + 2 * at, True, lost)
    wanted = {("One", 2001), ("Three", 2003)} | ({("Two", 2002)} if not lost else set())
    assert {(record.title, record.year) for record in records} == wanted
    assert len(records) + problem.lost == 3


def test_words_between_entries_are_no_entry():
    text = "% article{x, title={No}}\nA note: see, year = 2001, (Roe, p=0.3)\n@article{a, title={One}, year=2001}\n"
    records, problems = read(text, "bibtex")
    assert ([record.title for record in records], problems) == (["One"], [])


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("doi:10.1000/a.1,", []),
        ("doi: 10.1000/a.1,", []),
        ("some words,", ["“some words” stands where a field should begin."]),
    ],
)
def test_what_is_no_field_costs_no_field_behind_it(line, told):
    fields = "author = {Ann Roe and Bo Poe},\ntitle = {One},\nyear = {2023},\n"

    records, problems = read(f"@article{{10.1000/a.1,\n{line}\n{fields}}}\n", "bibtex")

    assert [(r.title, r.authors, r.year) for r in records] == [("One", ("Roe, Ann", "Poe, Bo"), 2023)]
    assert records[0].doi == ("" if told else "10.1000/a.1")
    assert [p.what for p in problems] == told


def test_the_last_of_two_addresses_of_a_doi_is_its_own():
    records, _ = read("@article{a,\ndoi:10.1000/a.1,\ntitle={One},\ndoi={10.1000/a.2},\nyear=2023}", "bibtex")

    assert records[0].doi == "10.1000/a.2"


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("Roe A.B., van Low C., Poe D.-E.", ("Roe, A.B.", "van Low, C.", "Poe, D.-E.")),
        ("Roe AB, Poe D", ("Roe, AB", "Poe, D")),
        ("Roe, A. B.", ("Roe, A. B.",)),
        ("Roe, Jr, Ann", ("Roe, Ann, Jr",)),
    ],
)
def test_names_with_their_initials_may_stand_between_commas(written, names):
    records, _ = read(f"@article{{a, author={{{written}}}, title={{One}}, year=2023}}", "bibtex")

    assert records[0].authors == names


def test_escaped_braces_round_a_word_guard_its_capitals():
    records, _ = read(r"@article{a, title={\{EEG\} and \{fMRI\} of {DNA} in \{1, 2\}}, year=2023}", "bibtex")

    assert records[0].title == "EEG and fMRI of DNA in {1, 2}"


def test_a_missing_value_as_r_writes_it_is_none():
    records, problems = read(
        "@article{a, title={One}, author={NA}, year={2023}, volume={NA}, number={NA}, pages={NA}, doi={NA}, "
        "publisher={NA}, address={NA}, issn={NA}, journal={NA}, pmid={NA}, keywords={NA}}",
        "bibtex",
    )

    record = records[0]
    assert not any((record.authors, record.volume, record.issue, record.pages, record.doi, record.publisher))
    assert not any((record.place, record.issn, record.journal, record.pmid, record.keywords))
    assert problems == []


def test_medlines_fields_as_r_writes_them_in_bibtex():
    records, _ = read(
        "@article{a, title={One}, author={Roe AB and Poe C}, date_published={2020}, pubmed_id={33552004},\n"
        "article_id={S0140 [pii] and 10.1000/x.1 [doi] and 9 [id]}, volume={11}}",
        "bibtex",
    )

    record = records[0]
    assert (record.year, record.doi, record.pmid) == (2020, "10.1000/x.1", "33552004")


def test_names_between_commas_are_names_of_several():
    text = (
        "@article{a, title={Moles}, author={Finley, J. A., Brooks, J. M., van Nil, A. N., & Low, P.}, year={2023}}"
    )
    (record,), _ = read(text, "bibtex")
    assert record.authors == ("Finley, J. A.", "Brooks, J. M.", "van Nil, A. N.", "Low, P.")
