"""Made-up records of the size databases export, and files of formats we read but do not write."""

import random
from collections.abc import Iterator
from xml.sax.saxutils import escape

from screening.importing.parsers.records import ParsedRecord

_WORDS = (
    "pain ketamine chronic neuropathic randomised trial placebo infusion dose patients weeks score reduction "
    "adverse events opioid analgesia depression esketamine intranasal receptor antagonist baseline outcome primary "
    "secondary confidence interval mean difference group control significant effect mg kg week month follow-up"
)
WORDS = _WORDS.split()
_FAMILIES = "Müller Roe Poe Göbel García Nowak D’Andrea Guimarães van-Haren Smith Jones Zhang Okafor Sørensen"
FAMILIES = _FAMILIES.split()


def records(count: int) -> list[ParsedRecord]:
    """`count` records with abstracts of about 230 words, five authors and six keywords."""
    chance = random.Random(20)  # noqa: S311
    return [record(number, chance) for number in range(1, count + 1)]


def record(number: int, chance: random.Random) -> ParsedRecord:
    def words(count: int) -> str:
        return " ".join(chance.choices(WORDS, k=count))

    year = chance.randrange(1990, 2026)
    return ParsedRecord(
        type="article",
        title=f"{words(12).capitalize()} ({number})",
        authors=tuple(
            f"{chance.choice(FAMILIES)}, {chance.choice('ABCDEFG')}. {chance.choice('HKM')}." for _ in "12345"
        ),
        year=year,
        date=f"{year} Jun",
        journal="European Journal of Pain & Palliation",
        volume=str(number % 90),
        issue=str(number % 12),
        pages=f"{number}-{number + 9}",
        doi=f"10.1234/ejp.{number}",
        pmid=str(30_000_000 + number),
        accession=str(30_000_000 + number),
        issn="1090-3801; 1532-2149",
        abstract=". ".join(words(15).capitalize() for _ in range(15)) + ".",
        keywords=tuple(f"{words(2)} {n}" for n in range(6)),
        url=f"https://example.org/records/{number}",
        language="eng",
        publisher="Example & Sons",
        notes=("Export Date: 1 May 2026",),
    )


def wos_tagged(made: list[ParsedRecord]) -> Iterator[bytes]:
    """Web of Science's tagged form, long values wrapped and thirty cited references a record."""
    yield "\ufeffFN Clarivate Analytics Web of Science\nVR 1.0\n".encode()
    for record in made:
        yield ("\n".join(f"{tag} {value}" for tag, value in _wos(record)) + "\nER\n\n").encode()
    yield b"EF\n"


def _wos(record: ParsedRecord) -> Iterator[tuple[str, str]]:
    yield "PT", "J"
    yield "AU", "\n   ".join(name.replace(".", "").replace(", ", ", ") for name in record.authors)
    yield "AF", "\n   ".join(record.authors)
    yield "TI", record.title
    yield "SO", record.journal.upper()
    yield "DT", "Article"
    yield "DE", "; ".join(record.keywords)
    yield "AB", "\n   ".join(record.abstract[at : at + 76] for at in range(0, len(record.abstract), 76))
    yield "CR", "\n   ".join(f"Roe A, {1980 + n}, PAIN, V{n}, P{n}, DOI 10.1000/cited.{n}" for n in range(30))
    yield from (("PU", record.publisher), ("SN", "1090-3801"), ("EI", "1532-2149"), ("PY", str(record.year)))
    yield from (("VL", record.volume), ("IS", record.issue), ("BP", record.pages.partition("-")[0]))
    yield from (("EP", record.pages.partition("-")[2]), ("DI", record.doi), ("UT", f"WOS:{record.pmid}"))


def pubmed_xml(made: list[ParsedRecord]) -> Iterator[bytes]:
    """PubMed's XML with labelled abstracts, headings and a reference list."""
    yield b'<?xml version="1.0" encoding="UTF-8"?>\n<PubmedArticleSet>\n'
    for record in made:
        yield f"<PubmedArticle>{_citation(record)}{_data(record)}</PubmedArticle>\n".encode()
    yield b"</PubmedArticleSet>\n"


def _citation(record: ParsedRecord) -> str:
    first, _, last = record.pages.partition("-")
    people = "".join(_author(name) for name in record.authors)
    parts = record.abstract.split(". ")
    abstract = "".join(
        f'<AbstractText Label="{label}">{escape(". ".join(parts[n::4]))}</AbstractText>'
        for n, label in enumerate(("BACKGROUND", "METHODS", "RESULTS", "CONCLUSIONS"))
    )
    words = "".join(f'<Keyword MajorTopicYN="N">{word}</Keyword>' for word in record.keywords)
    heads = "".join(
        f'<MeshHeading><DescriptorName UI="D{n}" MajorTopicYN="N">Heading {n}</DescriptorName></MeshHeading>'
        for n in range(12)
    )
    return (
        f'<MedlineCitation Status="MEDLINE" Owner="NLM"><PMID Version="1">{record.pmid}</PMID>'
        f'<Article PubModel="Print"><Journal><ISSN IssnType="Print">1090-3801</ISSN><JournalIssue>'
        f"<Volume>{record.volume}</Volume><Issue>{record.issue}</Issue><PubDate><Year>{record.year}</Year>"
        f"<Month>Jun</Month></PubDate></JournalIssue><Title>{escape(record.journal)}</Title></Journal>"
        f"<ArticleTitle>{escape(record.title)}.</ArticleTitle><Pagination><StartPage>{first}</StartPage>"
        f"<EndPage>{last}</EndPage><MedlinePgn>{record.pages}</MedlinePgn></Pagination>"
        f"<Abstract>{abstract}</Abstract><AuthorList CompleteYN='Y'>{people}</AuthorList>"
        f"<Language>eng</Language></Article><MeshHeadingList>{heads}</MeshHeadingList>"
        f'<KeywordList Owner="NOTNLM">{words}</KeywordList></MedlineCitation>'
    )


def _author(name: str) -> str:
    family, _, given = name.partition(", ")
    return (
        f'<Author ValidYN="Y"><LastName>{family}</LastName><ForeName>{given}</ForeName><AffiliationInfo>'
        "<Affiliation>Department of Pain, Example University, Warsaw, Poland.</Affiliation></AffiliationInfo>"
        "</Author>"
    )


def _data(record: ParsedRecord) -> str:
    cited = "".join(
        f"<Reference><Citation>Roe A. Pain. 20{n:02};{n}:1-9.</Citation><ArticleIdList>"
        f'<ArticleId IdType="doi">10.1000/cited.{n}</ArticleId></ArticleIdList></Reference>'
        for n in range(20)
    )
    return (
        f'<PubmedData><ArticleIdList><ArticleId IdType="pubmed">{record.pmid}</ArticleId>'
        f'<ArticleId IdType="doi">{record.doi}</ArticleId></ArticleIdList>'
        f"<ReferenceList>{cited}</ReferenceList></PubmedData>"
    )
