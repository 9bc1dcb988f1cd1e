"""MODS XML, and lists of references in rich text."""

import pytest

from screening.importing.detect import detect
from screening.importing.parsers.rich_text import text_of
from screening.importing.parsers.source import Source

from .reading import read

ARTICLE = """<mods>
<titleInfo><nonSort>The</nonSort><title>naps of pilots</title><subTitle>a trial</subTitle></titleInfo>
<titleInfo type="abbreviated"><title>Naps</title></titleInfo>
<genre authority="local">journalArticle</genre><typeOfResource>text</typeOfResource>
<name type="personal"><namePart type="family">Roe</namePart><namePart type="given">Ann</namePart>
<namePart type="given">B.</namePart><role><roleTerm type="code" authority="marcrelator">aut</roleTerm></role></name>
<name type="corporate"><namePart>Sleep Group, Oslo</namePart><role><roleTerm>author</roleTerm></role></name>
<name type="personal"><namePart type="family">Poe</namePart><role><roleTerm type="code">edt</roleTerm></role></name>
<name type="corporate"><namePart>Oslo University</namePart><role><roleTerm>degree grantor</roleTerm></role></name>
<abstract>Words &amp; more.</abstract><originInfo><copyrightDate>2008-05-01</copyrightDate></originInfo>
<identifier type="doi">10.1000/ABC</identifier><identifier type="pmid">12345</identifier>
<location><url usage="primary display">http://x.org/1</url></location>
<subject><topic>sleep</topic></subject><language><languageTerm type="code">eng</languageTerm></language>
<relatedItem type="host"><genre authority="marcgt">journal</genre><titleInfo><title>Rest</title></titleInfo>
<identifier type="issn">1234-5678</identifier><part><detail type="volume"><number>3</number></detail>
<detail type="issue"><number>2</number></detail><extent unit="pages"><start>5</start><end>9</end></extent></part>
</relatedItem></mods>
"""
CHAPTER = """<mods ID="low99"><titleInfo><title>Dreams</title></titleInfo><name type="personal">
<namePart>Low, Carl</namePart></name><originInfo><place><placeTerm type="text">Oslo</placeTerm></place>
<publisher>Press</publisher><dateIssued>1999</dateIssued></originInfo><relatedItem type="host"><genre>book</genre>
<titleInfo><title>All of sleep</title></titleInfo><name><namePart type="family">Moe</namePart><role>
<roleTerm>editor</roleTerm></role></name></relatedItem></mods>
"""


def collection(*records, prefix=""):
    text = f'<modsCollection xmlns="http://www.loc.gov/mods/v3">\n{"".join(records)}</modsCollection>'
    if prefix:
        text = (
            text.replace("<", f"<{prefix}:")
            .replace(f"<{prefix}:/", f"</{prefix}:")
            .replace("xmlns=", f"xmlns:{prefix}=")
        )
    return text.encode()


@pytest.mark.parametrize("prefix", ["", "mods", "m"])
def test_mods_field_by_field(prefix):
    data = collection(ARTICLE, CHAPTER, prefix=prefix)
    (article, chapter), problems = read(data, "mods_xml")

    assert (detect(data, "a.xml").format, problems) == ("mods_xml", [])
    assert (article.type, article.title, article.journal) == ("article", "The naps of pilots: a trial", "Rest")
    assert (article.authors, article.editors) == (("Roe, Ann B.", "Sleep Group, Oslo,"), ("Poe",))
    assert (article.year, article.volume, article.issue, article.pages) == (2008, "3", "2", "5-9")
    assert (article.doi, article.pmid, article.issn, article.url) == (
        "10.1000/abc", "12345", "1234-5678", "http://x.org/1"
    )  # fmt: skip
    assert (article.abstract, article.keywords, article.language) == ("Words & more.", ("sleep",), "eng")
    assert (chapter.type, chapter.title, chapter.booktitle) == ("chapter", "Dreams", "All of sleep")
    assert (chapter.authors, chapter.editors, chapter.accession) == (("Low, Carl",), ("Moe",), "low99")
    assert (chapter.year, chapter.publisher, chapter.place) == (1999, "Press", "Oslo")
    assert "Low, Carl" in dict(chapter.raw)["<mods>"]


@pytest.mark.parametrize("prefix", ["", "m"])
def test_a_record_of_broken_mods_costs_no_other(prefix):
    broken = ARTICLE.replace("</topic>", "</topik>")
    records, problems = read(collection(broken, CHAPTER, prefix=prefix), "mods_xml")

    assert [record.title for record in records] == ["The naps of pilots: a trial", "Dreams"]
    assert problems
    assert sum(problem.lost for problem in problems) == 0


RICH = r"""{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\froman\fcharset0 Times;}{\f1\fcharset204 Times Cyr;}}
{\colortbl;\red0;}{\stylesheet{\s1 Bibliography;}}{\info{\title Not this}}{\*\generator Word;}
\pard\plain\f0 Naps. They help [1].\par \b References\b0\par
{\listtext 1.\tab}Roe J, M\'fcller A. Pain in mice. {\i Pain}. 2011;15(2):1\endash 9. doi:10.1000/abc.\par
{\listtext 2.\tab}Poe E, \u321?uk B. Pain in rats: {\f1 \'e1\'ee\'eb\'fc}. \i Eur J \i0{\i Pain}. 2012;15(2):11-19.
{\field{\*\fldinst HYPERLINK "http://no.org"}{\fldrslt http://x.org/1}}{\deleted gone}{\v hidden}\par
{\pict\wmetafile8 0102030405}}"""


def test_references_in_rich_text():
    records, problems = read(RICH, "rtf")
    text = text_of(Source(RICH.encode()))

    assert detect(RICH.encode(), "list.doc").format == "rtf"
    assert [(r.title, r.authors, r.journal, r.year, r.pages) for r in records] == [
        ("Pain in mice", ("Roe, J", "Müller, A"), "Pain", 2011, "1-9"),
        ("Pain in rats: боль", ("Poe, E", "Łuk, B"), "Eur J Pain", 2012, "11-19"),
    ]
    assert "*Pain*. 2011;15(2):1–9" in text
    assert not any(
        word in text for word in ("Not this", "0102", "Bibliography", "no.org", "gone", "hidden", "Word")
    )
    assert [problem.field for problem in problems] == ["citation", ""]


CHINESE = r"{\rtf1\ansi\ansicpg936 \'cc\'db\'cd\'b4 \u-10179?\u-8703? \{a\}\~b\line c\par}"


def test_signs_of_two_bytes_and_beyond_the_first_plane():
    assert text_of(Source(CHINESE.encode())) == "疼痛 😁 {a}\xa0b\nc\n\n"


@pytest.mark.parametrize(
    "text", [r"{\rtf1 Dear all,\par please come.\par}", r"{\rtf1{\pict 00}}", r"{\rtf1", "{\\rtf1" + "{" * 20_000]
)
def test_rich_text_without_references_says_so(text):
    records, (told,) = read(text, "rtf")

    assert (records, told.field, "Nothing was read" in told.done) == ([], "file", True)
