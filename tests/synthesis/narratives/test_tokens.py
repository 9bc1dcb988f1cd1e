"""Tokens in a sentence: read, listed, filled; nothing unknown is ever printed as nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthesis.narratives.tokens import BadToken, Token, render, split, tokens_in
from synthesis.narratives.typed_numbers import typed_numbers

EFFECT, COUNT = Token("pain", "est_ci"), Token("pain", "k")
WORDS = {EFFECT: "RR 2.09 (95% CI 0.59 to 7.43)", COUNT: "4"}
slugs = st.from_regex(r"[a-z0-9][a-z0-9_-]{0,8}(\|[A-ZÉ][a-zé+/ ]{0,5}[a-z] v [A-Z](, 5 mg)?)?", fullmatch=True)
names = st.sampled_from(["est", "ci", "est_ci", "k", "n", "i2"])
literals = st.text(st.characters(blacklist_characters="{}", blacklist_categories=["Cs"]), max_size=20)
sentences = st.lists(st.one_of(literals, st.builds(Token, slugs, names)), max_size=8)


def typed(parts) -> str:
    return "".join(part.mark if isinstance(part, Token) else part for part in parts)


def test_tokens_are_listed_once_in_the_order_of_first_use():
    text = "In {{an:pain|k}} trials {{an:pain|est_ci}}; {{ an:pain|k }} again."

    assert tokens_in(text) == (COUNT, EFFECT)
    assert tokens_in("{{ nw:all| 5-FU v Étude |est }}") == (Token("all|5-FU v Étude", "est"),)
    assert render(text, WORDS) == "In 4 trials RR 2.09 (95% CI 0.59 to 7.43); 4 again."


@pytest.mark.parametrize("words", [{}, {EFFECT: ""}])
def test_a_token_without_words_is_an_error_that_names_it(words):
    with pytest.raises(BadToken, match=r"\{\{an:pain\|est_ci\}\} has no figure"):
        render("It is {{an:pain|est_ci}}.", words)


@pytest.mark.parametrize(
    "text", ["{{pain|k}}", "{{an:pain}}", "{{an:pain|k}", "an:pain|k}}", "{{}}", "{{an:a b|k}}", "{{nw:pain|k}}"]
)
def test_braces_that_are_no_whole_token_are_an_error(text):
    with pytest.raises(BadToken, match="no whole token"):
        split(f"Before {text} after")


@given(sentences)
def test_splitting_loses_nothing(parts):
    assert typed(split(typed(parts))) == typed(parts)


@given(sentences, st.text(st.characters(blacklist_characters="{}"), min_size=1, max_size=8))
def test_rendering_never_leaves_a_token(parts, word):
    text = typed(parts)

    shown = render(text, dict.fromkeys(tokens_in(text), word))

    assert "{{" not in shown
    assert "}}" not in shown
    assert (
        shown.replace(word, "") == typed([p for p in parts if isinstance(p, str)]).replace(word, "") or word in text
    )


@given(sentences)
def test_rendering_without_words_fails_exactly_where_there_is_a_token(parts):
    text = typed(parts)
    if tokens_in(text):
        with pytest.raises(BadToken):
            render(text, {})
    else:
        assert render(text, {}) == text


FIGURES = {
    Token("pain", "est"): "2.09",
    Token("pain", "ci"): "0.59 to 7.43",
    Token("pain", "est_ci"): "RR 2.09 (95% CI 0.59 to 7.43)",
    Token("pain", "n"): "1,561",
    Token("pain", "k"): "4",
    Token("mean", "est"): "−0.80",
}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The risk ratio is 2.09.", [("2.09", "pain", "est")]),
        ("The risk ratio is 2.10 today.", [("2.10", "pain", "est")]),
        ("The risk ratio is 2.1.", [("2.1", "pain", "est")]),
        ("The risk ratio is 2.11.", []),
        ("It fell by −0.8 points.", [("−0.8", "mean", "est")]),
        ("It fell by 0.8 points.", []),
        ("In 1,561 people.", [("1,561", "pain", "n")]),
        ("In 1561 people.", [("1561", "pain", "n")]),
        ("By week 4, in 1,560 people.", []),
        ("{{an:pain|est}} is the figure [@209].", []),
    ],
)
def test_a_typed_number_near_a_figure_is_noticed(text, found):
    assert [(t.number, t.token.slug, t.token.name) for t in typed_numbers(text, FIGURES)] == found
