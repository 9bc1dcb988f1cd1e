"""Other people of the same family names: who is called otherwise is no shared author, unless more bears it out."""

import pytest

from screening.dedupe.engine.givens import called_otherwise
from screening.dedupe.engine.names import names_of
from screening.dedupe.engine.run import find
from tests.screening.dedupe.works import verdict

pytestmark = pytest.mark.engine_free

SURVEY = {
    "title": "Prevalence of iron deficiency among schoolchildren of Peshawar",
    "authors": "Malik, B.; Iqbal, N.; Raza, F.",
    "year": "2011",
    "journal": "Pakistan Journal of Health Sciences",
    "volume": "3",
}
OTHERS = "Malik, T.; Iqbal, K.; Raza, O."


@pytest.mark.parametrize(("ours", "theirs"), [
    (SURVEY["authors"], OTHERS),
    ("Malik B; Iqbal N", "Malik T; Iqbal K"),
    ("Chen, Jing; Liu, Tao", "Chen, Ming; Liu, Rui"),
    ("Chen, Jing", "Chen, Rui"),
    ("Park, Min; Park, Soo; Lee, Ha", "Park, Dong; Lee, Yun"),
])  # fmt: skip
def test_other_people_of_the_same_family_names_are_at_most_asked_about(ours, theirs):
    one, other = SURVEY | {"authors": ours}, SURVEY | {"authors": theirs}
    assert verdict(one, other) == "asked"
    why = find([one, other]).questions[0].why
    assert "given names differ" in why
    assert "same authors" not in why


def test_abstracts_of_a_meeting_by_other_people_are_at_most_asked_about():
    abstract = SURVEY | {"type": "Conference Abstract", "journal": "Annual Congress of Nutrition", "issue": "S1"}
    assert verdict(abstract, abstract | {"authors": OTHERS}) != "same"
    paged = abstract | {"pages": "S40"}
    assert verdict(paged, paged | {"authors": OTHERS}) != "same"


@pytest.mark.parametrize("borne_out", [
    {"pages": "112-119"}, {"pmid": "21999888"}, {"doi": "10.1234/pjhs.11.3"},
])  # fmt: skip
def test_pages_and_identifiers_outweigh_wrong_initials(borne_out):
    one = SURVEY | borne_out
    assert verdict(one, one | {"authors": OTHERS}) == "same"


@pytest.mark.parametrize("theirs", [
    "Malik; Iqbal; Raza",
    "Malik, Bilal; Iqbal, Nadia; Raza, Farhan",
    "Malik BA; Iqbal N; Raza SF",
    "MALIK B.; IQBAL N.; RAZA F.",
])  # fmt: skip
def test_the_same_people_written_otherwise_are_one(theirs):
    assert verdict(SURVEY, SURVEY | {"authors": theirs}) == "same"


def test_another_order_of_the_authors_is_no_other_team():
    one = SURVEY | {"pages": "112-119"}
    turned = one | {"authors": "Raza, F.; Malik, B.; Iqbal, N."}
    assert verdict(one, turned) == "same"
    assert "given names" not in find([one, turned]).joined[0].why


def test_one_wrong_initial_among_many_is_a_slip():
    team = "Malik, B.; Iqbal, N.; Raza, F.; Aziz, P.; Haq, M.; Noor, S."
    assert verdict(SURVEY | {"authors": team}, SURVEY | {"authors": team.replace("Aziz, P.", "Aziz, T.")}) == "same"


def test_a_copy_without_initials_fits_both_and_joins_neither():
    rows = [SURVEY, SURVEY | {"authors": OTHERS}, SURVEY | {"authors": "Malik; Iqbal; Raza"}]
    assert find(rows).clusters == []


@pytest.mark.parametrize(("one", "other"), [
    ("Petrov, Yury", "Petrov, Iurii"), ("Petrov, Yu.", "Petrov, I."), ("Wu, Xiao-Ming", "Wu, Xiaoming"),
    ("Wu, Xiaoming", "Wu, X. M."), ("Wu, Hsiao", "Wu, Xiao"), ("Lopez, Maria Jose", "Lopez, J. M."),
    ("Ivanov, Evgeny", "Ivanov, Yevgeny"), ("Kovacs, K.", "Kovacs, C."), ("Иванов, И.", "Иванов, Иван"),
    ("Smith, John, Jr.", "Smith, J."), ("Vries, Jan de", "Vries, J."), ("Wagner, W.", "Wagner, Vladimir"),
])  # fmt: skip
def test_one_given_name_in_two_spellings(one, other):
    assert not called_otherwise(names_of([one]), names_of([other]))
    assert not called_otherwise(names_of([other]), names_of([one]))


@pytest.mark.parametrize("comma", ["；", "、", " ； "])
def test_full_width_signs_part_authors_as_a_semicolon_does(comma):
    one = SURVEY | {"authors": "李伟; 张丽; 王芳", "pages": "112-119"}
    assert verdict(one, one | {"authors": one["authors"].replace("; ", comma)}) == "same"
