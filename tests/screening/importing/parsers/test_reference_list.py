"""Plain reference lists: one reference in each style, and lists cut in each way."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.shared import REPO

from .reading import read

PARTS = ("authors", "year", "title", "container", "volume", "issue", "pages", "doi")
WHOLE = (
    ("Roe, J. A.", "van Poe, E."),
    2011,
    "Pain in mice: A short review",
    "European Journal of Pain",
    "15",
    "10",
    "1049.e1-1049.e9",
    "10.1016/j.ejpain.2011.04.004",
)
STYLES = {
    "APA": "Roe, J. A., & van Poe, E. (2011). Pain in mice: A short review. European Journal of Pain, 15(10), "
    "1049.e1–1049.e9. https://doi.org/10.1016/j.ejpain.2011.04.004",
    "APA in markdown": "Roe, J. A., & van Poe, E. (2011). Pain in mice: A short review. *European Journal of "
    "Pain*, "
    "*15*(10), 1049.e1–1049.e9. <https://doi.org/10.1016/j.ejpain.2011.04.004>",
    "Harvard": "Roe, J.A. and van Poe, E. (2011) ‘Pain in mice: A short review’, European Journal of Pain, 15(10), "
    "pp. 1049.e1–1049.e9. doi: 10.1016/j.ejpain.2011.04.004.",
    "Vancouver": "Roe JA, van Poe E. Pain in mice: A short review. European Journal of Pain. 2011 Nov "
    "3;15(10):1049.e1-1049.e9. "
    "doi: 10.1016/j.ejpain.2011.04.004.",
    "AMA": "Roe JA, van Poe E. Pain in mice: A short review. European Journal of Pain. "
    "2011;15(10):1049.e1-1049.e9. "
    "doi:10.1016/j.ejpain.2011.04.004",
}


def said(record):
    return tuple(getattr(record, part) for part in PARTS)


@pytest.mark.parametrize("text", STYLES.values(), ids=STYLES)
def test_each_style_says_the_same(text):
    records, problems = read(text, "references")

    names = tuple(name.replace("J.A.", "J. A.").replace("Roe, JA", "Roe, J. A.") for name in records[0].authors)
    names = tuple(name + "." if name.endswith(" E") else name for name in names)
    assert problems == []
    assert (names, *said(records[0])[1:]) == WHOLE
    assert records[0].confidence > 0.8


def test_a_chapter_and_a_web_page():
    records, _ = read(
        "Graf, B. M. (2008). Ketamine. In J. Editor (Ed.), Handbook of Things (Vol. 182, pp. 313–333). Springer.\n"
        "ICD-10 Version:2019. (n.d.). Retrieved 27 November 2025, from https://icd.who.int/browse10/2019/en#/F10\n",
        "references",
    )

    assert [(r.type, r.title, r.year) for r in records] == [
        ("chapter", "Ketamine", 2008),
        ("webpage", "ICD-10 Version:2019", None),
    ]
    assert (
        records[0].booktitle,
        records[0].editors,
        records[0].volume,
        records[0].pages,
        records[0].publisher,
    ) == (
        "Handbook of Things",
        ("Editor, J.",),
        "182",
        "313-333",
        "Springer",
    )
    assert records[1].url == "https://icd.who.int/browse10/2019/en#/F10"


CHAPTER = (("Roe", "Poe"), "Anatomy, Pain Pathway", "chapter", "OpenBooks", "OpenBooks Publishing", 2025)
PAGE = ((), "Codes for Pain: Version 3", "webpage", "", "", None)
URL = "https://example.org/books/N1"
MARKED = {
    "Vancouver chapter": (f"Roe BE, Poe B. {{title}}. In: OpenBooks. OpenBooks Publishing; 2025. {URL}", CHAPTER),
    "chapter with its town": (
        f"Roe BE, Poe B. {{title}}. In: OpenBooks [Internet]. Bergen (NO): OpenBooks Publishing; 2025 Jan-. {URL}",
        CHAPTER,
    ),
    "Harvard chapter": (
        f"Roe, B.E. and Poe, B. (2025) ‘{{title}}’, in OpenBooks. OpenBooks Publishing. Available at: {URL}.",
        CHAPTER,
    ),
    "journal with a comma": (
        "Roe, A. and Poe, M. (2007) ‘{title}’, Teaching in Pain, Critical Care and Sleep, 7. doi: 10.1093/x8.",
        (("Roe", "Poe"), "Use in Acute Pain", "article", "Teaching in Pain, Critical Care and Sleep", "", 2007),
    ),
    "no date, Harvard": (f"{{title}} (no date). Available at: {URL} (Accessed: 27 November 2025).", PAGE),
    "no date, AMA": (f"{{title}}. Accessed November 27, 2025. {URL}", PAGE),
    "no date, Vancouver": (f"{{title}} [Internet]. [cited 2025 Nov 27]. Available from: {URL}", PAGE),
    "a group among the authors": (
        "Roe CJ, Poe HV, Independent Committee on Drugs. {title}. Addiction (Oslo, Norway). 2012;107(1):27-38.",
        (
            ("Roe", "Poe", "Independent Committee on Drugs"),
            "Use of it: A review",
            "article",
            "Addiction (Oslo, Norway)",
            "",
            2012,
        ),
    ),
}


@pytest.mark.parametrize(("text", "expected"), MARKED.values(), ids=MARKED)
def test_marks_of_print_tell_where_a_title_ends(text, expected):
    (record,), problems = read(text.format(title=expected[1]), "references")

    names = tuple(name.partition(", ")[0].rstrip(",") for name in record.authors)
    assert problems == []
    assert (names, record.title, record.type, record.container, record.publisher, record.year) == expected


def test_an_article_number_that_is_the_doi_again_leaves_volume_and_journal_whole():
    text = "Roe, S.S. (2011) ‘Patterns of use’, Health Threats Journal, 4, p. 10.3402/x.v4. doi: 10.3402/x.v4."
    (record,), _ = read(text, "references")

    assert (record.container, record.volume, record.doi) == ("Health Threats Journal", "4", "10.3402/x.v4")


def test_a_list_of_authors_cut_short_keeps_the_names_printed_and_says_so():
    records, _ = read(
        "1. Roe JA, Poe E, et al. Pain in mice. Pain. 2011;15:1-9.\n"
        "2. Roe, J., Poe, E., … Zoe, A. (2011). Pain in rats. Pain, 15, 10–12.\n",
        "references",
    )

    assert [r.authors for r in records] == [("Roe, JA", "Poe, E"), ("Roe, J.", "Poe, E.", "Zoe, A.")]
    assert {r.notes for r in records} == {("The list of authors is cut short (“et al.” or “…”).",)}


def test_a_list_copied_from_a_pdf_is_put_together_again():
    text = (
        "References\n1. Roe JA, Poe E. Ketamine in pharmac-\nodynamics and meta-\nanalysis of eﬃcacy. Clinical\n"
        "J Exp Pain 2024;12:101\n101\nPain. 2016;55(9):1-77. doi:\n10.1007/s40262-016-0383-6.\n"
        "2. Zoe A. Second. Pain. 2011;1:1.\nJ Exp Pain 2024;12:102\n102\n"
    )

    records, problems = read(text, "references")

    assert [(r.title, r.journal, r.doi) for r in records] == [
        (
            "Ketamine in pharmacodynamics and meta-analysis of efficacy",
            "Clinical Pain",
            "10.1007/s40262-016-0383-6",
        ),
        ("Second", "Pain", ""),
    ]
    assert [(p.line, p.done) for p in problems] == [
        (5, "It was left out of the reference it interrupts."),
        (10, "It was left out of the reference it interrupts."),
    ]


def test_spans_lead_back_to_the_text():
    text = (
        "References\n\n[1] Roe JA, Poe E. Pain in\n    mice. Pain. 2011;15:1-9. doi:10.1000/abc\n"
        "[2] Zoe A. B. Pain. 2012;1:2.\n"
    )

    records, _ = read(text, "references")
    found = {span.field: text[span.start : span.end] for span in records[0].spans}

    assert found == {
        "reference": "Roe JA, Poe E. Pain in\n    mice. Pain. 2011;15:1-9. doi:10.1000/abc",
        "authors": "Roe JA, Poe E",
        "title": "Pain in\n    mice",
        "year": "2011",
        "container": "Pain",
        "doi": "10.1000/abc",
    }
    assert [r.line for r in records] == [3, 5]


def test_what_cannot_be_read_is_kept_with_its_text_and_reported():
    records, problems = read(
        "1. Roe JA. Good title. Pain. 2011;15:1-9.\n2. personal communication with the author\n"
        "3. Zoe A. Fine title. Pain. 2012;1:2.\n",
        "references",
    )

    assert (records[1].title, records[1].confidence) == ("", 0.0)
    assert [(r.title, r.confidence > 0.7) for r in records[::2]] == [("Good title", True), ("Fine title", True)]
    assert records[1].raw == (("reference", "personal communication with the author"), ("number", "2"))
    assert [(p.line, p.field, p.done) for p in problems] == [
        (
            2,
            "reference",
            "It was kept with its full text. Put it right before the import, or correct the record later.",
        )
    ]


@pytest.mark.parametrize(
    "piece",
    [
        "A-",
        "A. ",
        "de la ",
        "Roe, J., ",
        "In: ",
        "Ed. In: ",
        "(2011) ",
        "10.1234/",
        "[",
        "*a",
        "? ",
        "Aa. ",
        "1(",
        "“",
    ],
)
def test_long_runs_of_one_thing_are_kept_as_text_without_delay(piece):
    text = "Roe JA. " + piece * (4_900 // len(piece))

    records, _ = read(text, "references")

    assert records[0].raw[0][1].replace(" ", "").startswith("RoeJA.")


ONE = "Smith J, Doe A. Ketamine for pain. Pain. 2019;160(3):100-110."
TWO = "Garcia B, Lee C. Esketamine in depression: a trial. Lancet. 2020;395(2):20-28."
THREE = "Muller H. Chronic pain and lidocaine infusion. Eur J Pain. 2018;22(1):5-12."


@pytest.mark.parametrize(
    "numbers", [("1. ", "2. ", "10. "), ("1) ", "2) ", "(3) "), ("[1] ", "2. ", "3. "), ("8. ", "9. ", "41. ")]
)
def test_gaps_and_other_brackets_in_the_numbers_lose_no_reference(numbers):
    text = "\n".join(number + one for number, one in zip(numbers, (ONE, TWO, THREE), strict=True))
    records, problems = read(text, "references")

    assert [r.year for r in records] == [2019, 2020, 2018]
    assert problems == []


@pytest.mark.parametrize("mark", ["{}. ", "[{}] ", "({}) "])
@pytest.mark.parametrize("head", ["", "References "])
def test_a_list_that_lost_its_line_ends_is_told_by_its_numbers(mark, head):
    text = head + " ".join(mark.format(n) + each for n, each in enumerate((ONE, TWO, THREE), 1))
    records, problems = read(text, "references")

    assert problems == []
    assert [record.authors[0] for record in records] == ["Smith, J", "Garcia, B", "Muller, H"]
    titles = [span for record in records for span in record.spans if span.field == "title"]
    assert [text[span.start : span.end] for span in titles] == [record.title for record in records]


def test_a_number_at_the_beginning_of_a_wrapped_line_begins_no_reference():
    wrapped = "Garcia B. Esketamine for adults who had failed\n12. weeks of care. Lancet. 2020;395:20-28."
    text = f"1. {ONE}\n2. {wrapped}\n3. {THREE}"
    records, _ = read(text, "references")

    assert [r.year for r in records] == [2019, 2020, 2018]


def test_an_incomplete_reference_takes_nothing_from_the_next():
    records, problems = read(f"1. {ONE}\n2. {TWO}\n3) incomplete\n[4] {THREE}", "references")

    assert [r.title for r in records][3] == "Chronic pain and lidocaine infusion"
    assert [(p.line, p.what) for p in problems] == [(3, "The reference “incomplete” could not be read.")]


# Styles that no rule of ours knows: authors, title, year, container, pages and type.
LEARNED = {
    "IEEE": (
        "[4] J. A. Roe, E. van Poe, and K. Zoe, “A short review of pain in mice,” IEEE Trans. Biomed. Eng., "
        "vol. 15, no. 10, pp. 1049–1056, Nov. 2011.",
        (("Roe, J. A.", "van Poe, E.", "Zoe, K."), "A short review of pain in mice", 2011),
        ("IEEE Trans. Biomed. Eng", "15", "10", "1049-1056", "article"),
    ),
    "Chicago, a book": (
        "Roe, Jane, and Emil Poe. Pain in Mice: A Natural History. Oxford: Oxford University Press, 2011.",
        (("Roe, Jane", "Poe, Emil"), "Pain in Mice: A Natural History", 2011),
        ("", "", "", "", "book"),
    ),
    "Chicago, a chapter": (
        "Roe, Jane. “Pain in Mice.” In Handbook of Small Animals, edited by Emil Poe, 12–34. "
        "London: Routledge, 2011.",
        (("Roe, Jane",), "Pain in Mice", 2011),
        ("Handbook of Small Animals", "", "", "12-34", "chapter"),
    ),
    "German": (
        "Müller, Hans: Schmerz bei Mäusen. In: Zeitschrift für Schmerzforschung 15 (2011), S. 104–109.",
        (("Müller, Hans",), "Schmerz bei Mäusen", 2011),
        ("Zeitschrift für Schmerzforschung", "15", "", "104-109", "article"),
    ),
    "LNCS": (
        "7. Roe, J., Poe, E.: Pain in mice. In: Proceedings of the 12th Conference on Pain, pp. 12–34. Springer, "
        "Heidelberg (2011)",
        (("Roe, J.", "Poe, E."), "Pain in mice", 2011),
        ("Proceedings of the 12th Conference on Pain", "", "", "12-34", "conference"),
    ),
}


@pytest.mark.parametrize(("text", "head", "rest"), LEARNED.values(), ids=LEARNED)
def test_styles_without_rules_are_read_by_what_was_learned(text, head, rest):
    records, _ = read(text, "references")
    one = records[0]

    names = tuple(name.replace("J.A.", "J. A.") for name in one.authors)
    assert (names, one.title, one.year) == head
    assert (one.container, one.volume, one.issue, one.pages, one.type) == rest


def test_a_dash_stands_for_the_authors_of_the_reference_before():
    records, _ = read(
        "Roe, Jane. Pain in Mice. Oxford: Oxford University Press, 2011.\n\n"
        "———. Pain in Rats and Other Animals. London: Routledge, 2012.\n",
        "references",
    )

    assert [(r.authors, r.title) for r in records] == [
        (("Roe, Jane",), "Pain in Mice"),
        (("Roe, Jane",), "Pain in Rats and Other Animals"),
    ]
    assert records[1].notes == ("A dash stands for the authors of the reference before.",)


def test_what_was_learned_tells_where_each_part_stands():
    text = LEARNED["IEEE"][0]
    records, _ = read(text, "references")

    assert {span.field: text[span.start : span.end] for span in records[0].spans} == {
        "reference": text[4:],
        "authors": "J. A. Roe, E. van Poe, and K. Zoe",
        "title": "A short review of pain in mice",
        "year": "Nov. 2011",
        "container": "IEEE Trans. Biomed. Eng",
    }


def test_markup_is_no_part_of_a_title():
    records, _ = read(
        "Roe, J. A., & Poe, E. (2011). Pain in <i>Mus musculus</i> and men. <i>Pain</i>, <i>15</i>(10), 1–9.",
        "references",
    )

    assert (records[0].title, records[0].journal, records[0].volume) == (
        "Pain in Mus musculus and men",
        "Pain",
        "15",
    )


def test_a_reference_whose_parts_are_missing_is_told_with_less_confidence():
    records, _ = read(
        "1. Roe JA, Poe E. Pain in mice. Eur J Pain. 2011;15(10):1049-56.\n2. Roe et al. Mice J Pain Poe, vol, 77\n"
        "3. Zoe A. Rats in pain. Pain. 2012;1(2):3-9.",
        "references",
    )

    sure = [r.confidence for r in records]
    assert (sure[1] < min(sure[0], sure[2]) - 0.1, min(sure[0], sure[2]) > 0.75) == (True, True)


def test_many_threads_read_the_same():
    texts = [text for text, *_ in LEARNED.values()] * 8
    alone = [read(text, "references")[0] for text in texts]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda text: read(text, "references")[0], texts))

    assert together == alone


def test_the_library_is_loaded_with_the_first_reference_only():
    program = (
        "import sys; from screening.importing.parsers import formats, reference_list; "
        "print('pycrfsuite' in sys.modules); "
        "list(formats.parse(b'1. Roe JA. Pain in mice. Pain. 2011;1:2-9.', 'references')); "
        "print('pycrfsuite' in sys.modules)"
    )
    said = subprocess.run([sys.executable, "-c", program], cwd=REPO, capture_output=True, text=True, check=True)

    assert said.stdout.split() == ["False", "True"]


@pytest.mark.parametrize(
    "reference",
    [
        "Roe J, Doe A. Rats and pain. Pain. 2012;1:2-9. [doi](https://doi.org/10.1016/s0140-6736(21)00393-7)",
        "Roe J, Doe A. Rats and pain. Pain. 2012;1:2-9. [[CrossRef](https://doi.org/10.1016/s0140-6736(21)00393-7)]",
        "Roe J, Doe A. [Rats and pain](https://doi.org/10.1016/s0140-6736(21)00393-7). Pain. 2012;1:2-9.",
        "Roe J, Doe A. [Rats and pain](https://x.org/y). Pain. 2012;1:2-9. doi:10.1016/s0140-6736(21)00393-7",
        "Roe J, Doe A. Rats and pain. Pain. 2012;1:2-9. "
        "[10.1016/s0140-6736(21)00393-7](https://doi.org/10.1016/s0140-6736(21)00393-7)",
    ],
)
def test_the_doi_a_markdown_link_leads_to_is_kept(reference):
    text = f"1. {reference}\n"
    (record,), _ = read(text, "references")
    spans = {span.field: text[span.start : span.end] for span in record.spans}

    assert (record.title, record.journal, record.pages) == ("Rats and pain", "Pain", "2-9")
    assert record.doi == spans["doi"] == "10.1016/s0140-6736(21)00393-7"


GROUP = "GBD 2019 Diseases and Injuries Collaborators"


@pytest.mark.parametrize(
    "reference",
    [
        f"{GROUP}. Global burden of 369 diseases, 1990-2019. Lancet. 2020;396(10258):1204-1222.",
        f"{GROUP} (2020). Global burden of 369 diseases, 1990-2019. Lancet, 396(10258), 1204-1222.",
        f"7. {GROUP}. Global burden of 369 diseases, 1990-2019. Lancet 2020; 396(10258): 1204-22.",
    ],
)
def test_the_year_in_the_name_of_a_group_is_not_the_works(reference):
    (record,), _ = read(reference, "references")

    assert (record.authors, record.year, record.title) == (
        (GROUP,),
        2020,
        "Global burden of 369 diseases, 1990-2019",
    )


def test_a_group_that_ends_with_a_stop_is_named_without_it():
    (record,), _ = read("World Health Organization. Guidelines on pain. Geneva: WHO; 2018.", "references")

    assert record.authors == ("World Health Organization",)


def test_pubmeds_summary_numbers_with_a_colon_and_wraps_its_lines():
    records, problems = read(
        "1: Roe SP, Poe L, Doe WM. Chronic pain: an update on burden, best practices,\nand new advances. Lancet. "
        "2021 May 29;397(10289):2082-2097. doi:\n10.1000/abc. PMID: 34062143.\n\n"
        "2: Low T. Third title of a study in which pain is measured in a very long and winding\n"
        "way. BMJ. 2019 Mar 5;364:l1234. PMID: 30000000; PMCID:\nPMC6400000.\n",
        "references",
    )

    assert problems == []
    assert [(r.authors, r.title[:13], r.journal, r.year, r.volume, r.pmid) for r in records] == [
        (("Roe, SP", "Poe, L", "Doe, WM"), "Chronic pain:", "Lancet", 2021, "397", "34062143"),
        (("Low, T",), "Third title o", "BMJ", 2019, "364", "30000000"),
    ]


def test_a_reference_that_names_no_place_and_no_year_is_in_doubt():
    records, problems = read(
        "1. Roe A. Strange thing without anything\n2. Poe JA. Pain in mice. Pain. 2011;15(2):1-9.\n", "references"
    )

    assert [(r.title, r.confidence < 0.5) for r in records] == [
        ("Strange thing without anything", True),
        ("Pain in mice", False),
    ]
    assert [p.line for p in problems] == [1]


def test_a_name_is_no_title():
    (first, _), problems = read(
        "1. Roe J. In: Poe K, editor. Handbook of pain. 2nd ed. New York: Springer; 2010. p. 12-20.\n"
        "2. Poe JA. Pain in mice. Pain. 2011;15(2):1-9.\n",
        "references",
    )

    assert (first.title, first.authors, first.year) == ("", ("Roe, J",), 2010)
    assert (first.confidence <= 0.4, [p.line for p in problems]) == (True, [1])


DASHED = {
    "APA": (
        "Adams, J., & Doe, B. (1990). Warm baths. Baths, 10(3), 1–9.",
        "{} (1991). Cold baths. Baths, 11(3), 11–19.",
    ),
    "Harvard": (
        "Adams, J., Doe, B., 1990. Warm baths. Baths 10 (3), 1–9.",
        "{} 1991. Cold baths. Baths 11 (3), 11–19.",
    ),
    "Vancouver": ("Adams J, Doe B. Warm baths. Baths. 1990;10(3):1-9.", "{} Cold baths. Baths. 1991;11(3):11-19."),
    "Chicago": (
        "Adams, Jo, and Bo Doe. 1990. “Warm Baths.” Baths 10 (3): 1–9.",
        "{} 1991. “Cold Baths.” Baths 11 (3): 11–19.",
    ),
}


@pytest.mark.parametrize("style", DASHED)
@pytest.mark.parametrize("dash", ["———.", "———,", "---.", "___.", "———", "–––.", "—."])
@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_any_dash_stands_for_the_authors_before(style, dash, between):
    last = DASHED[style][0].replace("Adams", "Poe").replace("Warm", "Hot")
    records, problems = read(between.join((*DASHED[style], last)).format(dash), "references")

    assert [record.title.lower() for record in records] == ["warm baths", "cold baths", "hot baths"]
    assert records[1].authors == records[0].authors
    assert len(records[0].authors) == 2
    assert problems == []


def test_a_dash_before_a_reference_with_authors_stands_for_nobody():
    texts = [f"-- {DASHED['APA'][0].replace('Adams', name)}" for name in ("Adams", "Roe", "Poe")]
    records, _ = read("\n".join(texts), "references")
    assert [record.authors[0].strip("- ") for record in records] == ["Adams, J.", "Roe, J.", "Poe, J."]
    assert not any(record.notes for record in records)


def test_a_dash_with_nobody_before_it_is_in_doubt():
    (record, *_), _ = read("\n".join((DASHED["APA"][1], DASHED["APA"][0])).format("———."), "references")
    assert (record.authors, record.confidence) == ((), 0.4)
