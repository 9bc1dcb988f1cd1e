"""References as GB/T 7714, DIN 1505 and GOST print them, and preprints: told by marks that nothing else has."""

import unicodedata

import pytest

from .reading import read

MARKED = {
    "an article, cut short, its title broken by the line": (
        "[1] 张三, 李四, 王五, 等. 氯胺酮的临床应\n用进展[J]. 疼痛杂志, 2018, 38(5): 513-517.",
        {"title": "氯胺酮的临床应用进展", "authors": ("张三", "李四", "王五"), "journal": "疼痛杂志"},
    ),
    "an article with a DOI": (
        "[1] ROE Y, POE Z, et al. Baths for acute pain: a trial[J]. Bath Medicine, 2019, 20(3): 45-50. "
        "DOI:10.1093/bm/pny001.",
        {"title": "Baths for acute pain: a trial", "authors": ("ROE, Y", "POE, Z"), "doi": "10.1093/bm/pny001"},
    ),
    "initials apart, an address and the day of looking": (
        "[1] Roe J A, Poe B. Baths in winter [J/OL]. J Bath Disord, 2021, 290: 1-8 [2021-05-01]. "
        "https://www.example.org/1.",
        {"authors": ("Roe, J A", "Poe, B"), "volume": "290", "pages": "1-8", "year": 2021},
    ),
    "a book": (
        "[1] 赵六. 疼痛学[M]. 2版. 北京: 卫生出版社, 2015: 20-35.",
        {"type": "book", "title": "疼痛学", "edition": "2版", "publisher": "卫生出版社", "year": 2015},
    ),
    "a chapter": (
        "[1] 周八. 氯胺酮的毒理[M]//吴九. 药理学. 北京: 科学出版社, 2012: 100-120.",
        {"type": "chapter", "booktitle": "药理学", "editors": ("吴九",), "pages": "100-120"},
    ),
    "a thesis": (
        "[1] 孙七. 氯胺酮作用的研究[D]. 上海: 复旦大学, 2020.",
        {"type": "thesis", "publisher": "复旦大学", "year": 2020},
    ),
    "a page": (
        "[1] 国家卫生委员会. 诊疗规范[EB/OL]. (2020-09-11)[2021-03-01]. http://www.example.org/x.htm.",
        {"type": "webpage", "authors": ("国家卫生委员会",), "title": "诊疗规范", "year": 2020},
    ),
    "a newspaper, by its day and page": (
        "[1] 丁文. 标题[N]. 日报, 2011-03-04(5).",
        {"journal": "日报", "year": 2011, "pages": "5", "issue": ""},
    ),
}
GERMAN = {
    "an article": (
        "Rö, H.; Pö, K.: Bäder in der Therapie. In: Das Bad 33 (2019), Nr. 2, S. 101–110.",
        {"title": "Bäder in der Therapie", "journal": "Das Bad", "volume": "33", "issue": "2", "pages": "101-110"},
    ),
    "a volume named Jahrgang": (
        "Rö, Anna: Bäder bei Kälte. In: Badearzt, 91. Jg. (2020), Heft 3, S. 200-210.",
        {"authors": ("Rö, Anna",), "journal": "Badearzt", "volume": "91", "issue": "3", "pages": "200-210"},
    ),
    "the year behind the names": (
        "Rö, P. und Pö, O. (2018): Bäder im Notfall, in: Notfall + Bad, Jg. 21, Nr. 4, S. 300–307.",
        {"type": "article", "journal": "Notfall + Bad", "volume": "21", "issue": "4", "pages": "300-307"},
    ),
    "a book": (
        "Rö, Karl: Bademedizin. 3. Aufl. Berlin: Wasser, 2017.",
        {"type": "book", "title": "Bademedizin", "place": "Berlin", "publisher": "Wasser", "year": 2017},
    ),
    "a chapter": (
        "Rö, T. (2015): Wärme und Bad. In: Pö, R. (Hrsg.): Handbuch Bad. München: Heiß & Kalt, S. 55–78.",
        {"type": "chapter", "booktitle": "Handbuch Bad", "publisher": "Heiß & Kalt", "pages": "55-78"},
    ),
    "a chapter behind the names of its book": (
        "Rö, Maria: Angst und Bad. In: Pö, Hans (Hrsg.): Badebuch. München : Wasser, 1999, S. 12–34",
        {"type": "chapter", "title": "Angst und Bad", "booktitle": "Badebuch", "editors": ("Pö, Hans",)},
    ),
}
RUSSIAN = {
    "an article": (
        "Иванов И. И., Петров П. П. Ванны при депрессии // Журнал ванн и бань. 2019. Т. 119. № 3. С. 45-52.",
        {"title": "Ванны при депрессии", "journal": "Журнал ванн и бань", "volume": "119", "pages": "45-52"},
    ),
    "all authors behind the title, dashes between": (
        "Иванов И. И. Ванны при депрессии / И. И. Иванов, П. П. Петров // Журнал ванн. – 2019. – Т. 119, № 3. – "
        "С. 45–52.",
        {"authors": ("Иванов, И. И.", "Петров, П. П."), "title": "Ванны при депрессии", "issue": "3"},
    ),
    "an article in English": (
        "Roe A. B., Poe C. Baths in adults // J. Baths. 2001. Vol. 12. No 3. P. 4–9.",
        {"title": "Baths in adults", "authors": ("Roe, A. B.", "Poe, C."), "volume": "12", "pages": "4-9"},
    ),
    "a book of 345 pages": (
        "Сидоров С. С. Ванны. – Москва : Вода, 2010. – 345 с.",
        {"type": "book", "title": "Ванны", "place": "Москва", "publisher": "Вода", "pages": ""},
    ),
}
THESES = {
    "behind the word": ("Rö, Anna: Bäder. Dissertation, Universität Bern, 2018.", "Universität Bern"),
    "before the word": ("Rö, Anna: Bäder. Bern, Univ., Diss., 2018.", "Bern, Univ."),
    "with its pages": ("Rö, Anna: Bäder. Diss., Univ. Bern, 2018, S. 120.", "Univ. Bern"),
}
WIDE = {
    "a Japanese journal, the year last": "山田太郎，鈴木花子：光と風呂の研究．風呂医療，12(3)：45–50，2019．",
    "a Japanese journal, the year first": "山田太郎・鈴木花子（2019）．光と風呂の研究　風呂医療，12(3)，45–50．",
    "no blanks behind points": "山田太郎,鈴木花子.光と風呂の研究.風呂医療.2019;12(3):45-50.",
    "Chinese stops": "山田太郎，鈴木花子。光と風呂の研究。風呂医療，2019，12（3）：45-50。",
}
GROUPS = {
    "Spanish": "1. Ministerio de Salud. Guía de baños para la depresión. Madrid: Ministerio; 2014.",
    "French": "1. Haute Autorité de Santé. Guide des bains de l'adulte. Paris: HAS; 2017.",
    "German": "1. Deutsche Gesellschaft für Bademedizin. Leitlinie Bad. Berlin: DGB; 2018.",
}
PREPRINTS = {
    "NLM": "1. Roe K, Poe S. Baths in rats. medRxiv [Preprint]. 2021 Mar 3:2021.03.01.21252551. "
    "doi:10.1101/2021.03.01.21252551",
    "APA": "Roe, K., & Poe, S. (2021). Baths in rats [Preprint]. medRxiv. "
    "https://doi.org/10.1101/2021.03.01.21252551",
    "Nature": "1. Roe, K. & Poe, S. Baths in rats. Preprint at medRxiv "
    "https://doi.org/10.1101/2021.03.01.21252551 (2021).",
    "the server's page": "1. Roe, K. & Poe, S. Baths in rats. Preprint at "
    "https://www.medrxiv.org/content/10.1101/2021.03.01.21252551v1 (2021).",
    "AMA": "1. Roe K, Poe S. Baths in rats. Preprint. Posted online March 3, 2021. medRxiv 2021.03.01.21252551. "
    "doi:10.1101/2021.03.01.21252551",
}


EACH = {
    f"{tradition}: {name}": case
    for tradition, cases in {"GB/T": MARKED, "DIN": GERMAN, "GOST": RUSSIAN}.items()
    for name, case in cases.items()
}


@pytest.mark.parametrize(("text", "expected"), EACH.values(), ids=EACH)
def test_each_thing_is_in_its_own_field(text, expected):
    (record,), problems = read(text, "references")

    assert {name: getattr(record, name) for name in expected} == expected
    assert not problems


@pytest.mark.parametrize("text", GROUPS.values(), ids=GROUPS)
def test_a_group_keeps_its_name_in_any_language(text):
    (record,), _ = read(text, "references")

    assert record.authors == (text.removeprefix("1. ").partition(".")[0],)


@pytest.mark.parametrize("text", PREPRINTS.values(), ids=PREPRINTS)
def test_a_preprint_is_one_in_every_style(text):
    (record,), _ = read(text, "references")

    assert (record.type, record.title, record.journal) == ("preprint", "Baths in rats", "medRxiv")
    assert (record.year, record.doi) == (2021, "10.1101/2021.03.01.21252551")
    assert record.authors in (("Roe, K", "Poe, S"), ("Roe, K.", "Poe, S."))


def test_a_number_of_arxiv_is_kept_and_a_title_that_names_servers_stays_an_article():
    text = (
        "1. Roe K, Poe S. Baths in rats. arXiv preprint arXiv:2101.00001 (2021).\n"
        "2. Roe K. The rise of arXiv and medRxiv in medicine. Bath J. 2021;397(3):20-28.\n"
        "3. Roe K. Steam. Bath J. 2020;39(3):20-28. arXiv:2001.00001.\n"
    )
    (held, named, printed), _ = read(text, "references")

    assert (held.type, held.journal, held.article_number) == ("preprint", "arXiv", "2101.00001")
    assert (named.type, named.journal) == ("article", "Bath J")
    assert (printed.type, printed.journal, printed.pages) == ("article", "Bath J", "20-28")


@pytest.mark.parametrize(("text", "school"), THESES.values(), ids=THESES)
def test_a_german_thesis_has_its_school(text, school):
    (record,), _ = read(text, "references")

    assert (record.type, record.title, record.publisher, record.year) == ("thesis", "Bäder", school, 2018)
    assert (record.journal, record.volume) == ("", "")


@pytest.mark.parametrize("text", WIDE.values(), ids=WIDE)
def test_names_without_initials_and_wide_points(text):
    (record,), _ = read(text, "references")

    assert (record.authors, record.title) == (("山田太郎", "鈴木花子"), "光と風呂の研究")
    assert (record.journal, record.volume, record.issue, record.pages) == ("風呂医療", "12", "3", "45-50")
    assert record.year == 2019


def test_letters_and_accents_apart_are_letters():
    text = unicodedata.normalize("NFD", "Rö, Á. B., & Pöe, Š. (2019). Bäder im Süden. Das Bad, 3(2), 1–10.")
    (record,), _ = read(text, "references")

    assert (record.authors, record.title) == (("Rö, Á. B.", "Pöe, Š."), "Bäder im Süden")
    spans = {span.field: text[span.start : span.end] for span in record.spans}
    assert unicodedata.normalize("NFC", spans["title"]) == "Bäder im Süden"


COMMAS = {
    "[1] J. Roe, A. Poe, Baths and sleep, Brain, Behavior, and Immunity 12 (2018) 11–19.": (
        "Baths and sleep",
        "Brain, Behavior, and Immunity",
    ),
    "[1] J. Roe, A. Poe, Baths of salt, Spectrochim. Acta, Part A 12 (2018) 11–19.": (
        "Baths of salt",
        "Spectrochim. Acta, Part A",
    ),
    "[1] J. Roe, A. Poe, Baths, dreams and naps, Sport, Education and Society 12 (2018) 11–19.": (
        "Baths, dreams and naps",
        "Sport, Education and Society",
    ),
    "[1] J. Roe, A. Poe, Baths in Oslo, Norway, Sleep Med. 12 (2018) 11–19.": (
        "Baths in Oslo, Norway",
        "Sleep Med",
    ),
}


@pytest.mark.parametrize("text", COMMAS)
def test_commas_in_the_journals_name(text):
    record = read(text, "references")[0][0]
    assert (record.title, record.journal, record.volume, record.year) == (*COMMAS[text], "12", 2018)


@pytest.mark.parametrize(
    "text",
    [
        "1. Roe J, Poe A. Naps in pilots. NCT01234567. Sleep. 2019;3(2):1-9.",
        "1. Roe J, Poe A. Naps in pilots. ClinicalTrials.gov identifier: NCT01234567. Sleep. 2019;3(2):1-9.",
        "Roe, J., & Poe, A. (2019). Naps in pilots. ClinicalTrials.gov NCT01234567. Sleep, 3(2), 1-9.",
    ],
)
def test_the_number_of_a_trial_is_no_part_of_the_title(text):
    record = read(text, "references")[0][0]
    assert (record.title, record.journal, record.accession) == ("Naps in pilots", "Sleep", "NCT01234567")


@pytest.mark.parametrize(
    "text",
    [
        "1. Roe J, Poe A. Naps in pilots. Sleep. In press 2024.",
        "1. Roe J, Poe A. Naps in pilots. Sleep. 2024; in press.",
        "Roe, J., Poe, A., in press 2024. Naps in pilots. Sleep.",
        "Roe, J., & Poe, A. (in press, 2024). Naps in pilots. *Sleep*.",
    ],
)
def test_in_press_with_its_year(text):
    record = read(text, "references")[0][0]
    assert (record.title, record.journal, record.year, len(record.authors)) == ("Naps in pilots", "Sleep", 2024, 2)
    assert text[next(span.start for span in record.spans if span.field == "title") :].startswith("Naps in pilots")


LOOKED_AT = ", viewed 3 May 2020, <https://x.org/1>."
AUSTRALIAN = {
    "Roe, J 2019, Naps in pilots, Springer, Sydney": ("book", "Springer", "Sydney"),
    "Roe, J & Poe, A 2019, Naps in pilots, 2nd edn, Oxford University Press, Melbourne": (
        "book",
        "Oxford University Press",
        "Melbourne",
    ),
    "Bureau of Sleep 2019, Naps in pilots, cat. no. 1234.0, ABS, Canberra": ("webpage", "ABS", "Canberra"),
    "Roe, J 2019, Naps in pilots, Department of Health": ("webpage", "Department of Health", ""),
}


@pytest.mark.parametrize("text", AUSTRALIAN)
def test_australian_books_that_were_looked_at(text):
    record = read(text + LOOKED_AT, "references")[0][0]
    assert (record.type, record.publisher, record.place) == AUSTRALIAN[text]
    assert (record.title, record.year, record.url) == ("Naps in pilots", 2019, "https://x.org/1")
    assert record.confidence >= 0.75


def test_an_australian_newspaper():
    record = read("Roe, J 2019, ‘Naps in pilots’, The Daily, 3 May, p. 4.", "references")[0][0]
    assert (record.title, record.journal, record.date, record.pages) == (
        "Naps in pilots",
        "The Daily",
        "3 May 2019",
        "4",
    )
