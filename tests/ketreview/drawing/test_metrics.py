"""Widths that geometry can trust, and lines that lose nothing."""

import pytest

from ketreview.drawing.metrics import PRINT_SCALE, text_width, wrap


def test_width_grows_with_size_and_text():
    assert text_width("00", 10) == 2 * text_width("0", 10)
    assert text_width("0", 20) == 2 * text_width("0", 10)
    assert text_width("", 10) == 0


def test_digits_share_one_width_so_that_columns_align():
    assert len({text_width(digit, 9) for digit in "0123456789"}) == 1


def test_accents_are_as_wide_as_their_letter_and_wide_scripts_a_full_size():
    assert text_width("é", 10) == text_width("e", 10)
    assert text_width("e\u0301", 10) == text_width("e", 10)
    assert text_width("痛", 10) == 10


@pytest.mark.parametrize("weight", ["normal", "bold"])
def test_no_text_is_drawn_wider_than_it_was_measured_where_dejavu_alone_is_there(weight):
    from matplotlib.font_manager import FontProperties, findfont, get_font
    from matplotlib.ft2font import LoadFlags

    font = get_font(findfont(FontProperties(family="DejaVu Sans", weight=weight)))
    for text in ("Heterogeneity: τ² = 0.31; χ² = 152.23 (P < 0.001)", "Frimodt-Møller", "−0.49 [−1.20, 0.35]"):
        units = sum(font.load_char(ord(c), flags=LoadFlags.NO_SCALE).horiAdvance for c in text)
        drawn = units / font.units_per_EM * 9
        assert drawn <= text_width(text, 9, weight) * 1.001, text
        assert PRINT_SCALE[weight] < 1


def test_wrapping_keeps_every_word_within_the_width():
    text = "Wrong population: not chronic pain of at least three months"
    lines = wrap(text, 9, 120)
    assert " ".join(lines) == text
    assert max(text_width(line, 9) for line in lines) <= 120


def test_a_word_longer_than_the_line_is_split_and_not_cut():
    lines = wrap("https://example.org/a-very-long-address-without-any-space", 9, 60)
    assert "".join(lines) == "https://example.org/a-very-long-address-without-any-space"
    assert max(text_width(line, 9) for line in lines) <= 60


def test_a_relation_stays_with_its_number():
    assert wrap("overall (P < 0.001)", 10, text_width("overall (P <", 10)) == ("overall", "(P < 0.001)")


def test_an_empty_text_is_one_empty_line():
    assert wrap("", 9, 100) == ("",)
