"""References as the ICMJE samples print them."""

import re
from dataclasses import fields

import pytest

from synthesis.narratives.vancouver import Facts, print_name, print_reference, short_pages
from tests.screening.importing.parsers.reading import read
from tests.shared import REPO


@pytest.mark.parametrize(
    ("facts", "printed"),
    [
        (
            Facts(
                authors=("Halpern, Scott D.", "Ubel, Peter A.", "Caplan, Arthur L."),
                title="Solid-organ transplantation in HIV-infected patients", journal="N Engl J Med",
                year=2002, volume="347", issue="4", pages="284-287",
            ),
            "Halpern SD, Ubel PA, Caplan AL. Solid-organ transplantation in HIV-infected patients. "
            "N Engl J Med. 2002;347(4):284-7.",
        ),
        (
            Facts(
                authors=("Rose, A.", "Huerbin, A.", "Melick, A.", "Marion, A.", "Palmer, A.", "Schiding, A.",
                    "Kochanek, A."),
                title="Regulation of amino acid concentrations after cortical contusion injury",
                journal="Brain Res", year=2002, volume="935", issue="1-2", pages="40-46", doi="10.1000/x",
            ),
            "Rose A, Huerbin A, Melick A, Marion A, Palmer A, Schiding A, et al. Regulation of amino acid "
            "concentrations after cortical contusion injury. Brain Res. 2002;935(1-2):40-6. "
            "doi:10.1000/x",
        ),
        (
            Facts(
                authors=("Diabetes Prevention Program Research Group",),
                title="Hypertension, insulin, and proinsulin in participants with impaired glucose tolerance",
                journal="Hypertension.", year=2002, volume="40", issue="5", pages="679-686",
            ),
            "Diabetes Prevention Program Research Group. Hypertension, insulin, and proinsulin in participants "
            "with impaired glucose tolerance. Hypertension. 2002;40(5):679-86.",
        ),
        (Facts(title="Is ketamine for all?", year=2020), "Is ketamine for all? 2020."),
        (Facts(title="No year", journal="Pain", volume="3", pages="e12"), "No year. Pain. 3:e12."),
        (Facts(title="A page", publisher="WHO", url="https://who.int/x"), "A page. WHO. Available from: https://who.int/x"),
        (Facts(title="In PubMed", pmid="123"), "In PubMed. PMID: 123"),
        (Facts(), ""),
    ],
)  # fmt: skip
def test_a_reference_is_printed(facts, printed):
    assert print_reference(facts) == printed


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("Emanuelsson, B.-M.", "Emanuelsson BM"),
        ("Guven Kose, Selin", "Guven Kose S"),
        ("O'Brien, Mary Ann", "O'Brien MA"),
        ("Noppers, IM", "Noppers IM"),
        ("Smith, John, Jr.", "Smith J Jr"),
        ("ROCKet Investigators", "ROCKet Investigators"),
        ("De Cassai, Alessandro", "De Cassai A"),
    ],
)
def test_a_name_is_printed_with_initials(name, printed):
    assert print_name(name) == printed


@pytest.mark.parametrize(
    ("pages", "short"),
    [
        ("2082-2097", "2082-97"), ("370–380", "370-80"), ("S240-S252", "S240-52"), ("868-77", "868-77"),
        ("12", "12"), ("e1005", "e1005"), ("", ""), ("99-101", "99-101"), ("5-5", "5"), ("R1-S4", "R1-S4"),
        ("1123-1124", "1123-4"),
    ],
)  # fmt: skip
def test_the_last_page_is_shortened(pages, short):
    assert short_pages(pages) == short


DEMO = REPO / "ketreview" / "demo" / "data"


@pytest.mark.parametrize(
    ("name", "format", "count"),
    [("seed-000.ris", "ris", 89), ("seed-001-references.txt", "references", 33), ("trials.ris", "ris", None)],
)
def test_every_reference_of_the_demo_is_printed_whole(name, format, count):
    records, _ = read((DEMO / name).read_bytes(), format)
    names = [field.name for field in fields(Facts)]

    for record in records:
        facts = Facts(**{name: getattr(record, name) for name in names})
        printed = print_reference(facts)
        assert facts.title.rstrip(".?!") in printed
        assert printed.endswith(f"doi:{facts.doi}" if facts.doi else (".", facts.url, facts.pmid))
        assert re.findall(r"\.\.|;;|::|\( *\)|\s\s|,\s*\.| [.,;:]|;:", printed.replace(facts.title, "T")) == []
    assert len(records) == (count or len(records))
