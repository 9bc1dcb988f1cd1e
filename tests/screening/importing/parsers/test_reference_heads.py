"""Where the authors of a printed reference end and its title begins, and names in full among them."""

import pytest

from .made_lists import STYLES, works
from .reading import read

NATURE = {
    "a title with commas": ("Adams, P. & Brown, K. Moths, lamps and the dark", ("Adams, P.", "Brown, K.")),
    "a title of one word": ("Adams, P. & Brown, K. Moths", ("Adams, P.", "Brown, K.")),
    "three authors": (
        "Adams, P., Cole, R. T. & Brown, K. M. Owls, bats and lamps at night",
        ("Adams, P.", "Cole, R. T.", "Brown, K. M."),
    ),
    "towns": ("Adams, P. & Brown, K. London, Paris and the lamps of old", ("Adams, P.", "Brown, K.")),
    "a particle": ("Adams, P. & van der Brown, K. Sleep, light & rest", ("Adams, P.", "van der Brown, K.")),
    "what looks like a name": ("Adams, P. & Brown, K. Dark, A. & light: what next?", ("Adams, P.", "Brown, K.")),
}


@pytest.mark.parametrize(("head", "authors"), NATURE.values(), ids=NATURE)
def test_behind_the_last_author_the_title_begins(head, authors):
    title = head.removeprefix(", ".join(authors[:-1]) + f" & {authors[-1]} ")
    stop = "" if title.endswith("?") else "."
    (record,), _ = read(f"{head}{stop} J. Night 3, 1–10 (2019).", "references")

    assert (record.authors, record.title, record.journal) == (authors, title, "J. Night")


FULL = {
    "particles": (
        "Roe, Anna, María José de la Cruz, and Jean-Paul van der Berg",
        ("Roe, Anna", "de la Cruz, María José", "van der Berg, Jean-Paul"),
    ),
    "three words": ("Roe, Anna, and John Quincy Adams", ("Roe, Anna", "Adams, John Quincy")),
    "a short last name": ("Roe, Anna K., Tom Poe, and Otto Ng", ("Roe, Anna K.", "Poe, Tom", "Ng, Otto")),
    "a middle initial": ("Roe, Anna, Tom Poe, and Karl X. Wu", ("Roe, Anna", "Poe, Tom", "Wu, Karl X.")),
    "one author": ("Roe, Jane A.", ("Roe, Jane A.",)),
}


@pytest.mark.parametrize(("names", "authors"), FULL.values(), ids=FULL)
@pytest.mark.parametrize(
    "tail",
    [
        "2019. “Warm Light and Sleep.” Night Life 3 (2): 1–10.",
        "“Warm Light and Sleep.” Night Life, vol. 3, no. 2, 2019, pp. 1-10.",
    ],
    ids=["Chicago", "MLA"],
)
def test_names_in_full_are_turned_round(names, authors, tail):
    stop = "" if names.endswith(".") else "."
    (record,), _ = read(f"{names}{stop} {tail}", "references")

    assert [name.removesuffix(".") for name in record.authors] == [name.removesuffix(".") for name in authors]
    assert record.title == "Warm Light and Sleep"


@pytest.mark.parametrize("style", STYLES)
def test_made_up_references_have_their_authors(style):
    given_first = style.startswith(("Chicago", "MLA"))
    for work in works(60, 77):
        (record,), _ = read(STYLES[style](work), "references")
        families = [name.partition(",")[0] for name in record.authors]
        asked = [family.removeprefix("Luz ") if given_first else family for family, _ in work.names]
        assert [family.removeprefix("Luz ") if given_first else family for family in families] == asked
