"""ORCID iDs. The examples are those of ORCID's own documentation, one of them with an X as check digit."""

import pytest

from ketreview.accounts.orcid import check_digit, orcid_of

pytestmark = pytest.mark.engine_free


@pytest.mark.parametrize(("digits", "last"), [("000000021825009", "7"), ("000000021694233", "X")])
def test_the_check_digit_follows_iso_7064(digits, last):
    assert check_digit(digits) == last


@pytest.mark.parametrize(
    "typed",
    [
        "0000-0002-1825-0097",
        "0000000218250097",
        " https://orcid.org/0000-0002-1825-0097 ",
        "http://orcid.org/0000-0002-1825-0097/",
    ],
)
def test_every_way_to_write_it_gives_one_form(typed):
    assert orcid_of(typed) == "0000-0002-1825-0097"


def test_a_small_x_is_the_same_digit():
    assert orcid_of("0000-0002-1694-233x") == "0000-0002-1694-233X"


@pytest.mark.parametrize("typed", ["0000-0002-1825-0098", "0000-0002-1852-0097"])
def test_a_mistyped_digit_is_refused(typed):
    with pytest.raises(ValueError, match="may be mistyped"):
        orcid_of(typed)


@pytest.mark.parametrize("typed", ["12345", "0000-0002-1825-009", "https://example.org/0000-0002-1825-0097"])
def test_anything_else_is_refused_with_an_example(typed):
    with pytest.raises(ValueError, match="0000-0002-1825-0097"):
        orcid_of(typed)
