"""The short ways of cleaning values give what the long ones give."""

import html
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.importing.parsers import dois, values
from screening.importing.parsers.bibtex_split import split
from tests.examples import EXAMPLES

BLANKS = [chr(n) for n in range(0x3001) if chr(n).isspace()]  # the last one is the ideographic space
TEXTS = st.lists(st.sampled_from([*BLANKS, " ", "a", "é", "’", "pain", "long " * 50]), max_size=12).map("".join)


@settings(max_examples=5 * EXAMPLES, deadline=None)
@given(TEXTS)
def test_blanks_are_closed_up_whatever_they_are(text):
    assert values.closed_up(text) == " ".join(text.split())


@settings(max_examples=5 * EXAMPLES, deadline=None)
@given(st.lists(st.text(alphabet="a;* \n&<i>|x", max_size=12), max_size=5))
def test_keywords_seen_together_are_those_seen_one_by_one(texts):
    parts = [part for text in texts for part in values.parted(text, r"[;\n]")]
    one_by_one = [values.plain(part).lstrip("*").strip() for part in parts]

    assert values.words(texts) == [word for word in dict.fromkeys(one_by_one) if word]


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("{a}", "a"),
        ("{a {b} c}", "a {b} c"),
        ("{a \\} b}", "a \\"),
        ("{}", ""),
        ("{a} # {b}", "ab"),
        ("{a{}}", "a{}"),
    ],
)
def test_braced_values_end_with_their_own_brace(value, read):
    (entry, *_) = split([f"@article{{k, title = {value}, year = 2001}}\n"])

    assert dict(entry.fields)["title"] == read


SICI = "10.1002/(SICI)1097-0258(199808)17:15<1661::AID-SIM968>3.0.CO;2-2"


@pytest.mark.parametrize(
    "printed",
    [
        SICI,
        f"doi: {SICI}.",
        f"http://dx.doi.org/{quote(SICI)}",
        f"http://dx.doi.org/{quote(quote(SICI))}",
        html.escape(SICI),
        html.escape(html.escape(SICI)),
        quote(html.escape(SICI)),
        SICI.replace("<", "$<$").replace(">", "$>$"),
    ],
)
def test_a_doi_of_the_1990s_keeps_its_pointed_brackets_however_they_are_written(printed):
    assert dois.find_doi(printed) == SICI.lower()
    assert dois.why_suspicious(SICI.lower()) == ""


def test_markup_is_no_part_of_a_doi_and_one_that_lacks_its_last_part_is_told():
    assert dois.find_doi('<a href="https://doi.org/10.1000/ab">10.1000/ab</a><sup>1:2</sup>') == "10.1000/ab"
    assert dois.find_doi("<jats:p>10.1000/ab</jats:p>3.4") == "10.1000/ab"
    assert "one paper of an issue" in dois.why_suspicious(SICI.lower().partition("<")[0])


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("Diet of <it>Lemur catta</it> in dry woods", "Diet of Lemur catta in dry woods"),
        ('A <inline-Formula><tex-Math Notation="LaTeX">F0</tex-Math></Inline-Formula> model', "A F0 model"),
        ('On <mml:math id="m1"><mml:mi>f</mml:mi></mml:math> and <math><mi>g</mi></math>', "On f and g"),
        ("Doses <mid and >high", "Doses <mid and >high"),
    ],
)
def test_markup_of_publishers_is_no_part_of_a_text(printed, read):
    assert values.plain(printed) == read


HEADED = {
    "<jats:title>Background</jats:title><jats:p>First para.</jats:p><jats:title>Methods</jats:title>"
    "<jats:p>We looked.</jats:p>": "Background: First para. Methods: We looked.",
    "<jats:title>Abstract</jats:title><jats:sec><jats:title>Aim.</jats:title><jats:p>To see</jats:p></jats:sec>"
    "<jats:sec><jats:title><jats:bold>Results</jats:bold></jats:title>\n<jats:p>P < 0.05, CO"
    "<jats:sub>2</jats:sub> was <jats:italic>un</jats:italic>changed.</jats:p></jats:sec>": "Aim. To see "
    "Results: P < 0.05, CO2 was unchanged.",
    "<jats:p>One.</jats:p><jats:p>Two.</jats:p>": "One. Two.",
    "<p>One</p><p>two<br/>three</p>": "One two three",
    "<jats:list><jats:list-item><jats:p>One</jats:p></jats:list-item><jats:list-item><jats:p>two</jats:p>"
    "</jats:list-item></jats:list>": "One two",
    "<jats:title>Abstract</jats:title>": "Abstract",
    "H<sub>2</sub>O, p<0.05 and q<b>2</b>": "H2O, p<0.05 and q2",
}


@pytest.mark.parametrize("printed", HEADED)
def test_markup_that_parts_paragraphs_parts_words_and_other_markup_does_not(printed):
    assert values.plain(printed) == HEADED[printed]
