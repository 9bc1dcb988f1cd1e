"""Marks in text: whole words, phrases and wildcards; never any HTML of the text's own."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.workflow.highlight import Highlighter, sections
from tests.screening.workflow.conftest import unhurried

MARK = re.compile(r'<mark class="hl-(?:include|exclude)">|</mark>')


@pytest.mark.parametrize(
    ("keywords", "text", "html"),
    [
        ([], "a < b & c", "a &lt; b &amp; c"),
        ([("include", "ketamine")], "Ketamine.", '<mark class="hl-include">Ketamine</mark>.'),
        ([("include", "ketamin")], "ketamine", "ketamine"),
        (
            [("include", "ketamin*")],
            "esketamines ketamines",
            'esketamines <mark class="hl-include">ketamines</mark>',
        ),
        ([("exclude", "in vitro")], "in\n vitro", '<mark class="hl-exclude">in\n vitro</mark>'),
        (
            [("include", "pain"), ("include", "chronic pain")],
            "chronic pain",
            '<mark class="hl-include">chronic pain</mark>',
        ),
        ([("exclude", "rat*"), ("include", "rating")], "rating", '<mark class="hl-include">rating</mark>'),
        ([("include", "(S)-ketamine")], "of (S)-ketamine", 'of <mark class="hl-include">(S)-ketamine</mark>'),
        ([("include", "*"), ("include", " ")], "any text", "any text"),
        ([("include", "<b>")], "x <b> y", 'x <mark class="hl-include">&lt;b&gt;</mark> y'),
    ],
)
def test_marks(keywords, text, html):
    assert Highlighter(keywords)(text) == html


def test_an_unknown_kind_is_refused():
    with pytest.raises(ValueError, match=r"Unknown kind of keyword: \['onclick'\]"):
        Highlighter([("onclick", "pain")])


keywords = st.lists(st.tuples(st.sampled_from(["include", "exclude"]), st.text(max_size=8)), max_size=4)


@unhurried
@given(keywords, st.text(max_size=80))
def test_text_comes_back_unchanged_and_no_html_but_the_marks(words, text):
    html = Highlighter(words)(text)
    bare = MARK.sub("", html)
    assert not re.search("[<>\"']", bare)
    assert re.sub("&(lt|gt|amp|quot|#x27);", lambda found: unescape(found[0]), bare) == text


def test_an_abstract_is_cut_at_its_headings():
    abstract = (
        "BACKGROUND: Pain is common. Methods: We gave ketamine: 30 mg. Results and so on. Conclusion - it works."
    )
    assert sections(abstract) == [
        ("BACKGROUND", "Pain is common."),
        ("Methods", "We gave ketamine: 30 mg. Results and so on."),
        ("Conclusion", "it works."),
    ]


def test_an_abstract_without_headings_is_one_paragraph():
    assert sections("The results: none.") == [("", "The results: none.")]
    assert sections("") == []


@unhurried
@given(st.text(alphabet="Results:.\n ab", max_size=60))
def test_cutting_loses_no_word(abstract):
    joined = " ".join(f"{head} {text}" for head, text in sections(abstract))
    assert re.sub(r"[\s:]", "", joined) == re.sub(r"[\s:]", "", abstract)
