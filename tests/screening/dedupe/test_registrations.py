"""One entry of a trial register, as the register and as CENTRAL give it; another number is another trial."""

import pytest

from tests.screening.dedupe.works import verdict

pytestmark = pytest.mark.engine_free

TITLE = "Ketamine for treatment-resistant bipolar depression"
CENTRAL = {
    "title": TITLE,
    "authors": "NCT01234567",
    "year": "2011",
    "journal": "https://clinicaltrials.gov/show/NCT01234567",
}
REGISTER = {
    "title": TITLE.replace("-", " "),
    "authors": "Frye, M. A.",
    "year": "2011",
    "journal": "ClinicalTrials.gov",
    "accession": "NCT01234567",
}


@pytest.mark.parametrize(
    "other",
    [
        REGISTER,
        REGISTER | {"authors": "", "year": "2014"},
        REGISTER | {"authors": "Mayo Clinic", "journal": ""},
        CENTRAL | {"journal": "Http://clinicaltrials.gov/ct2/show/NCT01234567", "authors": "Nct"},
        CENTRAL | {"journal": ""},
        REGISTER | {"journal": "ClinicalTrials.gov NCT01234567", "accession": ""},
    ],
)
def test_one_registration_is_one_work(other):
    assert verdict(CENTRAL, other) == "same"
    assert verdict(other, REGISTER) == "same"


@pytest.mark.parametrize(
    "number",
    ["ISRCTN12345678", "EUCTR2011-001234-12-DE", "ACTRN12612000123456", "DRKS00001234", "CTRI/2011/05/001234",
     "ChiCTR-TRC-12001234", "JPRN-UMIN000001234", "IRCT2012061234567N1", "KCT0001234", "jRCT1234567890"],
)  # fmt: skip
def test_numbers_of_other_registers(number):
    ours = {"title": TITLE, "year": "2012"}
    assert verdict(ours | {"authors": number}, ours | {"accession": number, "authors": "Roe, B."}) == "same"
    assert verdict(ours | {"authors": number}, ours | {"accession": number.replace("1", "3")}) != "same"


def test_another_number_is_another_trial():
    other = REGISTER | {"accession": "NCT07654321"}
    assert verdict(CENTRAL, other) != "same"
    assert verdict(REGISTER, other) != "same"


def test_the_article_of_a_trial_is_no_registration():
    article = REGISTER | {
        "journal": "Bipolar Disorders",
        "volume": "13",
        "pages": "12-19",
        "authors": "Frye MA; Roe B",
    }
    assert verdict(CENTRAL, article) != "same"
    assert verdict(REGISTER, article | {"accession": ""}) != "same"


def test_another_title_under_one_number_is_asked_about():
    public = REGISTER | {"title": "A study of a nasal spray in adults whose low mood does not lift"}
    assert verdict(CENTRAL, public) == "asked"
