"""What people type into the search, read as a tree."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.importing.search_words import (
    FIELDS,
    Every,
    Some,
    Without,
    Words,
    foreign_operators,
    leaves,
    parse_search,
    spaced,
)


def w(text, *fields, open_end=False):
    return Words(tuple(text.split()), fields or FIELDS, open_end)


@pytest.mark.parametrize(
    ("typed", "tree"),
    [
        ("", None),
        ('  ( ) - "" AND', None),
        ("ketamine", w("ketamine")),
        ("Ketamine PAIN", Every((w("ketamine"), w("pain")))),
        ('"chronic pain"', w("chronic pain")),
        ("“chronic pain”", w("chronic pain")),
        ("5-HT", w("5 ht")),
        ("ketamin*", w("ketamin", open_end=True)),
        ('"chronic pai"*', w("chronic pai", open_end=True)),
        ('"chronic pai*"', w("chronic pai", open_end=True)),
        ("pain -rat", Every((w("pain"), Without(w("rat"))))),
        ("pain NOT (rat OR mouse)", Every((w("pain"), Without(Some((w("rat"), w("mouse"))))))),
        ("a OR b c", Some((w("a"), Every((w("b"), w("c")))))),
        ("(a OR b) c", Every((Some((w("a"), w("b"))), w("c")))),
        ("(a OR b) AND c", Every((Some((w("a"), w("b"))), w("c")))),
        ("title:ketamine", w("ketamine", "title")),
        ('author:"de Boer"', w("de boer", "people")),
        ("ketamine[tiab]", w("ketamine", "title", "abstract")),
        ('"nerve pain"[ti] x', Every((w("nerve pain", "title"), w("x")))),
        ("doi:10.1/x", w("doi 10 1 x")),
        ("Göbel", w("gobel")),
        ("氯胺酮", w("氯 胺 酮")),
        ("a) b", Every((w("a"), w("b")))),
        ("(a b", Every((w("a"), w("b")))),
        ("OR a OR", w("a")),
    ],
)
def test_what_is_typed_is_read_as_people_mean_it(typed, tree):
    assert parse_search(typed) == tree


def test_the_index_holds_folded_words_and_single_signs():
    assert spaced("S-Ketamine, 5-HT & Müller 氯胺酮 trial") == "s ketamine 5 ht muller 氯 胺 酮 trial"


@given(st.text(alphabet='ab ():"*-[]ORANDNOTtitle:', max_size=60))
def test_nothing_that_is_typed_fails(typed):
    tree = parse_search(typed)
    assert tree is None or all(leaf.words for leaf in leaves(tree))


@pytest.mark.parametrize(
    ("typed", "foreign"),
    [
        ("ketamine adj3 pain$ .ti,ab.", ["adj3", "$", ".ti,ab."]),
        ("exp ketamine/ and pain.tw.", ["exp", "/", ".tw."]),
        ("ketamine NEAR/3 pain", ["NEAR/3"]),
        ("ketamine N3 pain", ["N3"]),
        ("wom?n pain:ti,ab", ["?", ":ti,ab"]),
        ('"adj3" what is pain? and/or e.g. U.S. trial 10.1000/a$b title:pain [tiab] near death ketamin*', []),
    ],
)
def test_operators_of_databases_are_known_as_such(typed, foreign):
    assert foreign_operators(typed) == foreign
