"""Parts of one title, however they are counted and wherever that stands, are works of their own at any length."""

from itertools import product

import pytest

from tests.screening.dedupe.long_titles import LENGTHS, Row, tier, title_of_length
from tests.screening.dedupe.works import without

pytestmark = pytest.mark.engine_free

COUNTED = [
    ("I", "II"), ("II", "III"), ("III", "IV"), ("V", "VI"), ("VII", "VIII"), ("i", "ii"), ("1", "2"),
    ("1", "12"), ("2", "3"), ("A", "B"), ("a", "b"), ("A", "AB"), ("IIa", "IIb"), ("one", "two"),
    ("first", "second"), ("first report", "second report"), ("1st part", "2nd part"), ("Part I", "Part II"),
    ("part 1", "part 2"), ("part one", "part two"), ("Pt 1", "Pt 2"), ("Pt. I", "Pt. II"), ("Part A", "Part B"),
    ("Teil 1", "Teil 2"), ("Vol. 1", "Vol. 2"), ("vol 3", "vol 4"), ("No. 1", "No. 2"), ("Paper 3", "Paper 4"),
    ("Study 1", "Study 2"), ("1/2", "2/2"), ("part 1 of 2", "part 2 of 2"), ("introduction", "conclusion"),
]  # fmt: skip
BEHIND = ["{}: {}", "{}. {}", "{}, {}", "{} - {}", "{} – {}", "{} -- {}", "{} ({})", "{} [{}]", "{}; {}", "{} {}",
          "{} / {}", "{}: ({})", "{}, {}."]  # fmt: skip
BEFORE = ["{1}: {0}", "{1}. {0}", "{1}, {0}", "{1} - {0}", "({1}) {0}", "{1} {0}", "[{1}] {0}"]
ONE_SIDED = ["continued", "continuation", "II", "2", "part 2", "second report", "b", "concluded"]
SPARSE = without("doi", "pmid", "abstract", "pages", "volume", "issue")
PLACES = {
    "nothing but the journal": (SPARSE, SPARSE),
    "volume": (SPARSE | {"volume": "12"}, SPARSE | {"volume": "12"}),
    "pages": (SPARSE | {"volume": "12", "pages": "1-9"}, SPARSE | {"volume": "12", "pages": "10-19"}),
    "pages of one": (SPARSE | {"volume": "12", "pages": "712-724"}, SPARSE | {"volume": "12"}),
}


def _tier(place: tuple[Row, Row], one: str, other: str) -> str:
    return tier(place[0] | {"title": one}, place[1] | {"title": other})


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("length", LENGTHS)
def test_parts_are_never_merged(place, length):
    title = title_of_length(length)
    for form, (one, other) in product([*BEHIND, *BEFORE], COUNTED):
        assert _tier(PLACES[place], form.format(title, one), form.format(title, other)) != "auto", (
            form,
            one,
            other,
        )


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("length", LENGTHS)
def test_parts_named_in_the_middle_are_never_merged(place, length):
    before, behind = title_of_length(length // 2), title_of_length(length)[::-1].title()
    for form, (one, other) in product(
        ["{}: {}. {}", "{} ({}): {}", "{}, {}, {}", "{} {} {}", "{} [{}] {}"], COUNTED
    ):
        titles = (form.format(before, mark, behind) for mark in (one, other))
        assert _tier(PLACES[place], *titles) != "auto", (form, one, other)


@pytest.mark.parametrize("place", list(PLACES))
@pytest.mark.parametrize("length", LENGTHS)
def test_a_part_is_not_merged_with_a_title_that_names_none(place, length):
    title = title_of_length(length)
    for form, mark in product(BEHIND, ONE_SIDED):
        if (form, mark) == ("{} [{}]", "2"):
            continue  # databases write such numbers behind titles
        assert _tier(PLACES[place], title, form.format(title, mark)) != "auto", (form, mark)
