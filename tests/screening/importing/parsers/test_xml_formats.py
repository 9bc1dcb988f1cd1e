"""PubMed XML, EndNote XML and Zotero RDF, and what XML may not do here."""

import dataclasses
import io
import tracemalloc

import pytest
from lxml import etree

from screening.importing.parsers import xml_records
from screening.importing.parsers.formats import parse
from screening.importing.parsers.records import Problem

from .reading import read

ARTICLE = """<PubmedArticle><MedlineCitation><PMID>90</PMID><Article><Journal><ISSN>0304-3959</ISSN>
<JournalIssue>
<Volume>54</Volume><Issue>Suppl 1</Issue><PubDate><MedlineDate>2021 Jan-Feb</MedlineDate></PubDate>
</JournalIssue>
<Title>Pain</Title></Journal><ArticleTitle>Use of <i>S</i>-ketamine.</ArticleTitle>
<Pagination><MedlinePgn>57-61</MedlinePgn></Pagination><Abstract>
<AbstractText Label="AIMS">One.</AbstractText><AbstractText>Two.</AbstractText></Abstract>
<AuthorList>
<Author><LastName>Roe</LastName><ForeName>Jane A</ForeName></Author><Author><CollectiveName>Pain Group
</CollectiveName></Author></AuthorList></Article><KeywordList><Keyword>Ketamine</Keyword></KeywordList>
</MedlineCitation>
<PubmedData><ArticleIdList><ArticleId IdType="doi">10.1016/ABC</ArticleId></ArticleIdList><ReferenceList>
<Reference>
<ArticleIdList><ArticleId IdType="doi">10.0000/other</ArticleId></ArticleIdList></Reference></ReferenceList>
</PubmedData>
</PubmedArticle>"""
DOCTYPE = '<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle//EN" "https://dtd.nlm.nih.gov/pubmed.dtd">'


def test_a_pubmed_article_field_by_field():
    records, problems = read(
        f"<?xml version='1.0'?>{DOCTYPE}<PubmedArticleSet>{ARTICLE}</PubmedArticleSet>", "pubmed_xml"
    )
    record = records[0]

    assert problems == []
    assert (record.title, record.authors) == ("Use of S-ketamine.", ("Roe, Jane A", "Pain Group"))
    assert (record.year, record.journal, record.volume, record.issue) == (2021, "Pain", "54", "Suppl 1")
    assert (record.pages, record.doi, record.pmid) == ("57-61", "10.1016/abc", "90")
    assert (record.abstract, record.keywords) == ("AIMS: One. Two.", ("Ketamine",))
    assert record.raw[0][1].startswith("<PubmedArticle><MedlineCitation>")


def test_what_stands_before_a_fault_is_read_and_the_fault_reported():
    records, problems = read(f"<PubmedArticleSet>\n{ARTICLE}\n<PubmedArticle><Medl", "pubmed_xml")

    assert [r.pmid for r in records] == ["90"]
    assert [(p.field, p.lost, p.done) for p in problems] == [("file", 1, "Nothing in it could be read.")]


@pytest.mark.parametrize("format", ["pubmed_xml", "endnote_xml", "mods_xml", "zotero_rdf"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_file_that_declares_entities_is_refused(format, encoding):
    bomb = (
        '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><xml><records><record>&b;</record></records></xml>'
    )

    records, problems = read(bomb.encode(encoding), format)

    assert records == []
    assert [(p.field, p.done) for p in problems] == [
        ("file", "Nothing was read. Please export the references again.")
    ]


def test_a_file_on_this_machine_is_not_read_through_an_include():
    include = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>'

    records, _ = read(
        f"<xml><records><record><titles><title>A{include}</title></titles></record></records></xml>", "endnote_xml"
    )

    assert [r.title for r in records] == ["A"]


def test_windows_bytes_that_claim_nothing_are_read_as_windows():
    records, _ = read(
        "<xml><records><record><titles><title>Größe</title></titles></record></records></xml>".encode("cp1252"),
        "endnote_xml",
    )

    assert [r.title for r in records] == ["Größe"]


@pytest.mark.parametrize(
    ("printed", "where"),
    {
        "Pain.103.(3)": ("Pain", "103", "3"),
        "Eur. J. Pain. 12": ("Eur. J. Pain", "12", ""),
        "Pain Med.7.(Suppl 1).": ("Pain Med", "7", "Suppl 1"),
        "Pain 2000": ("Pain 2000", "", ""),
    }.items(),
)
def test_reference_manager_writes_volume_and_issue_behind_the_journal(printed, where):
    record = read(
        "<xml><records><record><ref-type name='Journal Article'>17</ref-type><titles><title>Naps</title>"
        f"<secondary-title>{printed}</secondary-title></titles></record></records></xml>",
        "endnote_xml",
    )[0][0]
    assert (record.journal, record.volume, record.issue) == where


def test_an_endnote_record_with_styled_text():
    def styled(text):
        return f'<style face="normal">{text[:3]}</style><style face="italic">{text[3:]}</style>'

    records, problems = read(
        f'<xml><records><record><ref-type name="Book Section">5</ref-type><contributors><authors>'
        f"<author>{styled('Roe, J. A.')}</author><author>{styled('Pain Group,')}</author></authors></contributors>"
        f"<titles><title>{styled('Ketamine')}</title><secondary-title>{styled('Handbook')}</secondary-title></titles><pages>{styled('313-333')}</pages>"
        f"<volume>{styled('182')}</volume><keywords><keyword>{styled('Pain')}</keyword></keywords>"
        f"<dates><year>{styled('2008')}</year></dates><electronic-resource-num>{styled('10.1007/978')}</electronic-resource-num>"
        "</record></records></xml>",
        "endnote_xml",
    )
    record = records[0]

    assert problems == []
    assert (record.type, record.title, record.booktitle) == ("chapter", "Ketamine", "Handbook")
    assert (record.authors, record.pages, record.volume) == (("Roe, J. A.", "Pain Group"), "313-333", "182")
    assert (record.year, record.doi, record.keywords) == (2008, "10.1007/978", ("Pain",))
    assert record.as_json()["authors"] == [{"family": "Roe", "given": "J. A."}, {"literal": "Pain Group"}]


RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:z="http://www.zotero.org/namespaces/export#"
 xmlns:dcterms="http://purl.org/dc/terms/" xmlns:bib="http://purl.org/net/biblio#"
 xmlns:foaf="http://xmlns.com/foaf/0.1/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:prism="http://prismstandard.org/namespaces/1.2/basic/">
<bib:Article rdf:about="#1"><z:itemType>journalArticle</z:itemType><dcterms:isPartOf rdf:resource="#j"/>
<bib:authors><rdf:Seq>
<rdf:li><foaf:Person><foaf:surname>Roe</foaf:surname><foaf:givenName>J.</foaf:givenName></foaf:Person>
</rdf:li></rdf:Seq>
</bib:authors><dc:title>Pain</dc:title><dc:date>2001-05</dc:date><bib:pages>1-9</bib:pages></bib:Article>
<bib:Journal rdf:about="#j"><dc:title>Journal of Pain</dc:title><prism:volume>7</prism:volume>
<dc:identifier>DOI 10.1000/ABC</dc:identifier></bib:Journal>
<z:Attachment rdf:about="#f"><z:itemType>attachment</z:itemType></z:Attachment></rdf:RDF>"""


def test_a_zotero_item_takes_its_journal_from_beside_it():
    records, problems = read(RDF, "zotero_rdf")

    assert problems == []
    assert [(r.title, r.authors, r.journal, r.volume, r.pages, r.year, r.doi) for r in records] == [
        ("Pain", ("Roe, J.",), "Journal of Pain", "7", "1-9", 2001, "10.1000/abc")
    ]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-8-sig"])
@pytest.mark.parametrize("declared", ["", "<?xml version='1.0' encoding='UTF-16'?>"])
def test_xml_is_read_in_wide_characters_with_and_without_a_mark(encoding, declared):
    if encoding == "utf-8-sig":
        declared = ""

    records, problems = read((declared + RDF).encode(encoding), "zotero_rdf")

    assert ([r.title for r in records], problems) == (["Pain"], [])


WHOLE = f"<PubmedArticleSet>\n{ARTICLE}\n{ARTICLE}\n\n</PubmedArticleSet>\n"
ODD = {
    "as PubMed writes it": f'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE PubmedArticleSet>\n{WHOLE}',
    "a root with attributes": WHOLE.replace("<PubmedArticleSet>", '<PubmedArticleSet n="1">'),
    "a comment with an end in it": WHOLE.replace("<Article>", "<Article><!-- </PubmedArticle> -->"),
    "other elements between": WHOLE.replace("\n\n<", "\n<DeleteCitation><PMID>1</PMID></DeleteCitation>\n<"),
    "no end": WHOLE.removesuffix("</PubmedArticleSet>\n"),
    "an end too many": f"{WHOLE}</PubmedArticleSet>",
    "a broken record": WHOLE.replace("\n\n</", "\n<PubmedArticle><a></PubmedArticle></"),
    "an undeclared entity": WHOLE.replace("<Article>", "<Article>&alpha;"),
    "line ends of Windows": WHOLE.replace("\n", "\r\n"),
    "Latin-1 that happens to be UTF-8": f'<?xml version="1.0" encoding="ISO-8859-1"?>{WHOLE}',
}


@pytest.mark.parametrize("name", ODD)
def test_records_cut_out_are_those_of_the_whole_document(name, monkeypatch):
    data = ODD[name].encode()
    cut_out = list(parse(data, "pubmed_xml"))
    monkeypatch.setattr(xml_records, "cut", lambda *_: iter(()))

    assert [told(one) for one in cut_out] == [told(one) for one in parse(data, "pubmed_xml")]


def told(one):
    """A problem as it is, a record with its XML in one way of writing."""
    if isinstance(one, Problem):
        return one
    ((tag, xml),) = one.raw
    return dataclasses.replace(one, raw=((tag, etree.canonicalize(xml)),))


def test_several_downloads_in_one_file_are_all_read():
    entry = "<record><titles><title>{}</title></titles></record>"
    one = f"<xml><records>{entry.format('One')}</records></xml>"

    records, problems = read(one + "\n<?xml version='1.0'?>" + one + "\n" + one, "endnote_xml")

    assert [(r.title, r.line) for r in records] == [("One", 1), ("One", 2), ("One", 3)]
    assert [(p.line, p.field, p.lost) for p in problems] == [(2, "xml", 0)]


@pytest.mark.parametrize(
    "between", ["", "\n", "\n\ufeff<?xml version='1.0'?>\n", '<?xml version="1.0" \nencoding="UTF-8"?>']
)
def test_every_document_of_a_file_is_read_for_itself(between):
    other = RDF.replace("Journal of Pain", "Other Journal").replace("Pain in", "Mice in")
    one, two = read(RDF, "zotero_rdf")[0][0], read(other, "zotero_rdf")[0][0]
    records, problems = read(between.join((RDF, other, RDF)), "zotero_rdf")

    assert [(r.title, r.journal) for r in records] == [(r.title, r.journal) for r in (one, two, one)]
    assert one.journal != two.journal
    at = RDF.count("\n") + between.count("\n")
    assert ([r.line - one.line for r in records], problems) == ([0, at, 2 * at], [])


def test_a_document_that_is_cut_off_costs_no_other():
    records, problems = read(f"{RDF[:-90]}\n{RDF}", "zotero_rdf")
    assert [r.journal for r in records] == ["Journal of Pain"] * 2
    assert {p.line for p in problems} <= set(range(1, RDF.count("\n") + 2))
    assert problems


@pytest.mark.parametrize("format", ["endnote_xml", "zotero_rdf"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32", "double mark"])
def test_what_is_mended_in_one_record_costs_no_other_in_any_encoding(format, encoding):
    one = "<record><titles><title>{}</title></titles></record>\n"
    text = "".join(["<xml><records>\n", *map(one.format, ("A", "B&nbsp;& C", "D\x0bE")), "</records></xml>"])
    if format == "zotero_rdf":
        text = RDF.replace(">Pain<", ">\nB&nbsp;& C<", 1)
    data = b"\xef\xbb\xbf" * 2 + text.encode() if encoding == "double mark" else text.encode(encoding)

    records, problems = read(data, format)

    titles = ["A", "B & C", "D E"] if format == "endnote_xml" else ["B & C"]
    assert [r.title for r in records] == titles
    assert {p.line for p in problems} == ({3, 4} if format == "endnote_xml" else {11})
    assert {(p.field, p.lost) for p in problems} == {("xml", 0)}


def test_broken_xml_is_read_in_the_memory_of_a_few_records():
    one = "<record><titles><title>A &nbsp; B</title></titles></record>\n" + " " * 2_000
    data = io.BytesIO(f"<xml><records>{one * 5_000}</records></xml>".encode())

    tracemalloc.start()
    count = sum(not isinstance(got, Problem) for got in parse(data, "endnote_xml"))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert (count, peak < 3_000_000) == (5_000, True)


def test_a_field_without_an_end_is_refused_before_it_is_held():
    data = b"<xml><records><record><titles><title>" + b"d" * 17_000_000

    records, problems = read(data, "endnote_xml")

    assert (records, [p.what for p in problems]) == (
        [],
        ["One field of the file is 17,000,006 bytes long; no record has fields like that."],
    )


@pytest.mark.parametrize("form", ["{}", "{}<PubmedArticle><a></PubmedArticle>"], ids=["plain", "broken elsewhere"])
def test_two_articles_without_a_border_are_two_records_and_told(form):
    other = ARTICLE.replace("<PMID>90</PMID>", "<PMID>91</PMID>")
    merged = f"{ARTICLE}\n{other}".replace("</PubmedArticle>\n<PubmedArticle>", "")
    assert merged.count("<PubmedArticle>") == 1
    text = form.format(merged)
    records, problems = read(f"<PubmedArticleSet>\n{text}\n</PubmedArticleSet>\n", "pubmed_xml")
    told = [problem for problem in problems if "seems to hold two records" in problem.what]
    assert [record.pmid for record in records][:2] == ["90", "91"]
    assert [(problem.line, problem.lost) for problem in told] == [(records[1].line, 0)]
    assert records[0].title == records[1].title
    assert records[1].raw[0][1].startswith("<PubmedArticle><MedlineCitation><PMID>91")
