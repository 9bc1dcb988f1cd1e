"""What a funnel plot says of its own tests: a figure that leaves the site takes the warning along."""

import pytest

from ketreview.drawing.legibility import collisions, outside
from ketreview.drawing.scene import texts
from synthesis.analyses.small_studies import asymmetry_cautions
from synthesis.analyses.sturdy_plots import sturdy_plots
from synthesis.stats import analyse
from synthesis.stats.sturdiness import sturdiness
from tests.synthesis.stats.data import BCG

pytestmark = pytest.mark.engine_free

SETTINGS = {"kind": "binary", "measure": "RR", "model": "random", "level": 0.95}
POOLED = {"pooled": {"heterogeneity": {"I2_from_Q": 12.0}}}
SPREAD_OUT = [0.1 * i for i in range(1, 13)]


def words(rows, measure="RR", **options):
    result = analyse(rows, "binary", measure, **({"test": "hksj"} | options))
    held = result.to_dict() | {"sturdiness": sturdiness(result).to_dict()}
    settings = SETTINGS | {
        "measure": measure,
        "method": options.get("method"),
        "model": options.get("model", "random"),
    }
    funnel = next(plot for plot in sturdy_plots(settings, held) if plot.name == "funnel")
    for scene in (*funnel.wide(), *funnel.narrow()):
        assert (collisions(scene), outside(scene)) == ([], [])
    return " ".join(text.text for text in texts(funnel.wide()[0]))


def test_a_funnel_of_few_studies_says_so_before_its_tests():
    told = words(BCG[:6])
    warned = told.index("Tests of asymmetry are not advised here: 6 studies, fewer than ten; I² is ")
    assert warned < told.index("So few points cannot tell asymmetry from chance") < told.index("Egger: t(4)")


def test_two_studies_are_told_that_there_is_no_test():
    told = words(BCG[:2])
    assert "Fewer than three studies: asymmetry cannot be tested, and a funnel cannot be seen." in told
    assert "Egger" not in told


def test_ten_like_studies_of_many_sizes_need_no_word():
    assert asymmetry_cautions(SETTINGS, POOLED, SPREAD_OUT) == ()


def test_much_heterogeneity_and_equal_precision_speak_against_a_test():
    mixed = {"pooled": {"heterogeneity": {"I2_from_Q": 50.0}}}
    assert asymmetry_cautions(SETTINGS, mixed, SPREAD_OUT) == (
        "Tests of asymmetry are not advised here: I² is 50%, half or more.",
    )
    assert asymmetry_cautions(SETTINGS, POOLED, [0.2, 0.4] * 6) == (
        "Tests of asymmetry are not advised here: the studies are of much the same precision.",
    )


@pytest.mark.parametrize(
    ("measure", "says"),
    [
        ("OR", "read Harbord and Peters"),
        ("SMD", "follow the effects"),
        ("PLO", "follow the proportion"),
        ("PR", "follow the proportion"),
        ("COR", "follow r"),
    ],
)
def test_a_measure_that_misleads_egger_is_named(measure, says):
    assert says in asymmetry_cautions(SETTINGS | {"measure": measure}, POOLED, SPREAD_OUT)[-1]


@pytest.mark.parametrize("measure", ["PFT", "PAS", "ZCOR"])
def test_a_measure_whose_errors_follow_its_size_alone_needs_no_word(measure):
    assert asymmetry_cautions(SETTINGS | {"measure": measure}, POOLED, SPREAD_OUT) == ()


def test_a_run_by_tables_says_that_its_funnel_is_by_inverse_variance():
    told = words(BCG, model="common", test="z", method="mantel_haenszel")
    assert "Tests, and trim and fill, are by inverse variance." in told


def test_what_could_not_be_filled_in_is_told_in_the_figure():
    alike = [{"label": f"S{i}", "e1": i, "n1": 40, "e2": 9 - i, "n2": 40} for i in range(3, 7)]
    assert "Trim and fill: " in words([alike[0], alike[3], alike[0] | {"label": "again"}])
