"""The table of a forest plot, and that the plot prints the same words."""

from dataclasses import replace

import pytest

from ketreview.drawing.scene import groups, texts
from synthesis.charts.forest import forest
from synthesis.charts.forest_data import ForestData, ForestStudy
from synthesis.charts.forest_rows import foot_notes, numbers, printed_rows, table
from tests.synthesis.charts.plots import bcg, extremes, long_words, with_subgroups


def test_the_table_has_the_arms_the_effect_and_the_weight():
    headers, rows = table(bcg())
    assert headers == (
        "Study", "Vaccinated: Events", "Vaccinated: Total", "Control: Events", "Control: Total",
        "RR", "95% CI", "Weight",
    )  # fmt: skip
    assert rows[0] == ("Aronson 1948", "4", "123", "11", "139", "0.41", "[0.13, 1.26]", "5.1%")
    assert rows[13] == (
        "Random effects (REML)", "1065", "191064", "1510", "166283", "0.49", "[0.34, 0.70]", "100.0%",
    )  # fmt: skip
    assert rows[14] == ("Prediction interval", "", "", "", "", "", "[0.13, 1.79]", "")
    assert len(rows) == 15


def test_subgroups_have_a_heading_and_their_subtotal_and_judgements_a_column_each():
    headers, rows = table(with_subgroups())
    assert headers[-4:] == ("D1", "D2", "D3", "All")
    assert rows[0] == ("Random allocation", *[""] * 11)
    assert rows[8][0] == "Subtotal"
    assert rows[10][-4:] == ("low", "some", "high", "unclear")
    assert {len(row) for row in rows} == {len(headers)}


@pytest.mark.parametrize("data", [bcg(), with_subgroups(), extremes(), long_words()])
def test_the_plot_prints_every_number_of_its_table(data):
    printed = [text.text for text in texts(forest(data))]
    _, rows = table(data)
    for row in printed_rows(data):
        for word in (*row.cells, row.effect, row.interval, *row.weights):
            assert not word or word in printed
    numbers = [cell for row in rows for cell in row[1:] if cell and not cell.isalpha()]
    assert [n for n in numbers if n not in printed] == []


def test_a_row_is_read_aloud_as_one_sentence():
    spoken = [group.label for group in groups(forest(bcg()).items) if group.focusable]
    assert spoken[0] == (
        "Aronson 1948: Vaccinated: Events 4, Vaccinated: Total 123, Control: Events 11, Control: Total 139, "
        "Risk ratio 0.41, 95% CI 0.13 to 1.26, Weight 5.1%."
    )
    assert spoken[-1] == "Prediction interval: 0.13 to 1.79."


def test_what_is_not_estimable_or_left_out_is_listed_with_its_reason():
    assert foot_notes(with_subgroups())[-1] == "Not in the plot: Nobody 1950 (no cases in either arm)."
    assert foot_notes(long_words()) == ("Not estimable: Short 2020 (standard deviation not reported).",)
    _, rows = table(long_words())
    assert rows[1][5:] == ("", "Not estimable", "", "")


def test_decimals_follow_a_small_scale_unless_they_are_set():
    tiny = ForestData("Tiny", studies=(ForestStudy("A", "", (), 0.0042, 0.001, 0.0074),))
    assert table(tiny)[1][0][1:3] == ("0.00420", "[0.00100, 0.00740]")
    assert table(replace(tiny, digits=3))[1][0][1:3] == ("0.004", "[0.001, 0.007]")


def test_a_row_with_too_many_cells_is_refused():
    with pytest.raises(ValueError, match="A row has 5 cells, the plot 4 columns"):
        table(replace(bcg(), studies=(ForestStudy("A", "", ("1", "2", "3", "4", "5"), 1, 0.5, 2),)))


def test_the_year_is_not_said_twice():
    assert ForestStudy("Aronson 1948", "1948").name == "Aronson 1948"


def test_the_numbers_of_a_file_are_those_behind_the_plot_each_in_its_own_column():
    data = replace(
        with_subgroups(), number_headers=("e1", "n1"), judgement_headers=("RoB",),
        subgroups=(replace(with_subgroups().subgroups[0], studies=(
            replace(bcg().studies[0], numbers=(4, 123), judgements=("low",), estimate=-0.4387654321),)),),
    )  # fmt: skip
    headers, rows = numbers(data)
    assert headers == (
        "study", "row", "subgroup", "e1", "n1", "estimate", "ci_lb", "ci_ub", "weight_pct", "RoB",
    )  # fmt: skip
    group, study = data.subgroups[0], data.subgroups[0].studies[0]
    assert rows[0] == (
        study.name, "study", group.label, 4, 123, -0.4387654321, study.ci_lb, study.ci_ub, study.weight_pct, "low",
    )  # fmt: skip
    assert [row[1] for row in rows] == ["study", "subtotal", "summary", "prediction"]
    assert rows[-1][5:9] == (None, data.prediction.ci_lb, data.prediction.ci_ub, None)
