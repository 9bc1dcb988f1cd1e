"""One word that means something makes another work: at any length of the title, wherever it stands, whatever is
silent. Only one DOI or PubMed id, where nothing contradicts, may say else."""

import csv
import gzip
import re
from itertools import product

import pytest

from tests.screening.dedupe.long_titles import LENGTHS, Row, tier, title_of_length
from tests.screening.dedupe.works import without
from tests.shared import SHARED

pytestmark = pytest.mark.engine_free

SWAPS = [
    ("aspirin", "heparin"), ("prednisone", "prednisolone"), ("insulin", "inulin"), ("clonidine", "clozapine"),
    ("5 mg", "50 mg"), ("1.5 mg", "15 mg"), ("2.5 mg", "25 mg"), ("0.5%", "5%"), ("10 mg", "10 µg"),
    ("1:10 strength", "110 strength"), ("2-5 years", "25 years"), ("10-15 days", "1015 days"), ("men", "women"),
    ("boys", "girls"), ("male rats", "female rats"), ("♂ mice", "♀ mice"), ("men", "menopause"),
    ("rats", "mice"), ("rat", "ratites"), ("children", "adults"), ("infants", "adolescents"), ("2015", "2016"),
    ("2001-2005", "2006-2010"), ("II", "III"), ("stage I", "stage II"), ("type 1", "type 2"),
    ("phase II", "phase III"), ("HIV-1", "HIV-2"), ("with stroke", "without stroke"),
    ("smokers", "non-smokers"), ("effective care", "ineffective care"), ("left hip", "right hip"),
    ("upper limb", "lower limb"), ("Niger", "Nigeria"), ("Iran", "Iraq"), ("Austria", "Australia"),
    ("Guinea", "Guinea-Bissau"), ("Dominica", "Dominican Republic"), ("Mali", "Malawi"),
    ("Congo", "Congo Basin"), ("Oman", "Romania"), ("India", "Indiana"), ("HER2+", "HER2-"), ("HER2+", "HER2–"),
    ("BMI <25 and age >40", "BMI <30 and age >60"), ("vitamin A", "vitamin E"), ("hepatitis B", "hepatitis C"),
    ("hypertension", "hypotension"), ("preoperative", "postoperative"), ("Quercus ilex", "Quercus suber"),
    ("week 4", "week 48"), ("three sites", "four sites"), ("acute pain", "chronic pain"), ("year", "yearlings"),
    ("anti", "antigen"), ("12", "120"), ("blood type A", "blood type AB"), ("T", "TB"), ("HER", "HER2"),
    ("in rats", "in mice"), ("in men", "in women"), ("hospital", "hospice"), ("KCNQ", "KCNA"), ("α", "β"),
    ("rest", "stress"),
]  # fmt: skip
FORMS = [
    "{0} {1}",
    "{0}: {1}",
    "{0} ({1})",
    "{0} [{1}]",
    "{1} {0}",
    "{1}: {0}",
    "{0} = {1}",
    "{0} / {1}",
    "{0} [{1}] abroad",
]
SHARED_FIELDS = {
    "nothing but the journal": without("doi", "pmid", "abstract", "pages", "volume", "issue"),
    "the volume": without("doi", "pmid", "abstract", "pages", "issue"),
    "all pages": without("doi", "pmid", "abstract", "issue"),
    "all pages and the issue": without("doi", "pmid", "abstract"),
    "the abstract": without("doi", "pmid", "pages", "volume", "issue"),
    "no journal": without("doi", "pmid", "abstract", "pages", "volume", "issue", "journal", type="Report"),
}


@pytest.mark.parametrize("shared", SHARED_FIELDS)
@pytest.mark.parametrize("length", LENGTHS)
def test_a_word_is_another_work_at_any_length(shared, length):
    row, title = SHARED_FIELDS[shared], title_of_length(length)
    for form, (one, other) in product(FORMS, SWAPS):
        titles = [form.format(title, word) for word in (one, other)]
        if row["pages"] and other.startswith(one) and one.isalpha() and len(one) > 2:
            continue  # what a title has more is borne out by pages of its own
        assert tier(*({**row, "title": each} for each in titles)) != "auto", titles


DATA = SHARED / "data" / "dedupe"
WORDS = {
    one: other
    for pair in (
        "men women", "male female", "boys girls", "rats mice", "rat mouse", "children adults", "with without",
        "acute chronic", "left right", "upper lower", "before after", "increased decreased", "high low",
        "early late", "inpatients outpatients", "I II", "II III", "1 2", "2 3", "type stage",
        "depression anxiety", "stroke cancer", "asthma copd", "infants toddlers", "mothers fathers",
        "hypertension hypotension", "pre post", "primary secondary", "cervical lumbar", "positive negative",
        "China Japan", "Germany France", "Canada Cuba", "blood urine", "first second", "three four", "10 100",
        "12 24", "5 50",
    )
    for one, other in (pair.split(), pair.split()[::-1])
}  # fmt: skip
_CITING = re.compile(r"\((?:.*\(\d{4}\)|vol)")  # what a correction corrects is no part of its title
_SWAPPED = re.compile(r"(?<![\w-])(?:" + "|".join(WORDS) + r")(?![\w-])")


def _changed(title: str) -> list[str]:
    """The title with one word changed, once for each word that has another, and with each of its years and numbers
    one higher."""
    at = [(found.span(), WORDS[found.group()]) for found in _SWAPPED.finditer(title)]
    at += [
        (found.span(), str(int(found.group()) + 1))
        for found in re.finditer(r"(?<![\d.,(\[])\d+(?![\d.,)\]])", title)
    ]
    return [title[:start] + word + title[end:] for (start, end), word in at]


@pytest.mark.skipif(not DATA.is_dir(), reason="needs the shared labelled searches")
@pytest.mark.parametrize("search", ["copper", "haematology", "respiratory", "stroke"])
@pytest.mark.parametrize(
    "silent", [(), ("pages",), ("pages", "volume", "issue"), ("authors",), ("abstract", "journal")]
)
def test_a_word_of_a_true_title_is_another_work(search, silent):
    with gzip.open(DATA / f"{search}.records.csv.gz", "rt", encoding="utf-8") as lines:
        rows: list[Row] = [row | {"doi": "", "pmid": ""} for row in csv.DictReader(lines)]
    wrong = [
        title
        for row in rows
        for title in _changed(row["title"])
        if "[" not in title and not _CITING.search(title)
        if tier(row | dict.fromkeys(silent, ""), row | {"title": title}) == "auto"
    ]
    assert not wrong
