"""Words that claim more than evidence can are found where they stand."""

import pytest

from synthesis.narratives.wording import notes


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The difference was statistically significant.", ["statistically significant"]),
        ("It was not significant, with a trend towards benefit.", ["not significant", "trend towards"]),
        ("Ketamine is proven and safe.", ["proven", "safe"]),
        ("Significantly fewer people; it proves little.", ["Significantly", "proves"]),
        ("There was no effect.", ["no effect"]),
        ("Safety was recorded; people improved within significance-free text.", ["significance"]),
        ("Fewer people had pain at one week.", []),
    ],
)
def test_wording_to_look_at_again(text, words):
    assert [note.words for note in notes(text)] == words


def test_a_note_says_where_and_what_to_write_instead():
    (note,) = notes("It is safe.")

    assert (note.start, note.advice) == (
        6,
        "Say which harms were counted, in how many people, for how long.",
    )
