"""Direct against indirect evidence and ranks, on the smoking trials (Hasselblad 1998)."""

import numpy as np
import pytest

from synthesis.stats.consistency import design_by_treatment, node_split, node_splits, ranking
from synthesis.stats.errors import InputError, NotEstimable
from synthesis.stats.network import Arm, contrasts_of, fit_network
from synthesis.stats.shared_arm import shared_comparator
from tests.synthesis.stats.data import SMOKING

pytestmark = pytest.mark.engine_free


def smoking_arms():
    """Log odds of quitting; 0.5 in the arms of a study with a zero cell."""
    zero = {study for study, _, quit_, n in SMOKING if quit_ in (0, n)}
    arms = []
    for study, treatment, quit_, n in SMOKING:
        half = 0.5 if study in zero else 0.0
        yes, no = quit_ + half, n - quit_ + half
        arms.append(Arm(study, treatment, float(np.log(yes / no)), 1 / yes + 1 / no))
    return arms


@pytest.fixture(scope="module")
def smoking():
    return contrasts_of(smoking_arms(), "N")


def test_the_smoking_network_is_consistent(smoking):
    # White (2015) Stata J. 15, section 5: chi2(7) = 5.11, p = 0.646 (zero cells augmented in another way).
    found = design_by_treatment(smoking)
    assert found.df == 7
    assert found.chi2 == pytest.approx(5.11, abs=0.05)
    assert len(found.designs) == 8


def test_direct_and_indirect_evidence_add_up(smoking):
    splits = node_splits(smoking)
    assert [(s.first, s.second) for s in splits] == [
        ("N", "G"), ("N", "I"), ("N", "S"), ("G", "I"), ("G", "S"), ("I", "S"),
    ]  # fmt: skip
    for split in splits:
        assert split.direct - split.indirect == pytest.approx(split.difference, abs=1e-9)
    mirrored = node_split(smoking, "I", "N")
    assert mirrored.direct == pytest.approx(-splits[1].direct, rel=1e-6)
    assert mirrored.pval == pytest.approx(splits[1].pval, rel=1e-6)


def test_two_arm_studies_give_the_plain_direct_estimate():
    y = {("A", "B"): 0.5, ("A", "C"): 0.2, ("B", "C"): -0.1}
    arms = [
        Arm(f"{a}{b}", name, value, 0.05) for (a, b), effect in y.items() for name, value in ((a, 0.0), (b, effect))
    ]
    split = node_split(contrasts_of(arms, "A"), "A", "B", random=False)
    assert split.direct == pytest.approx(-0.5)
    assert split.indirect == pytest.approx(-(0.2 + 0.1))
    assert split.indirect_se == pytest.approx((0.1 + 0.1) ** 0.5)
    assert design_by_treatment(contrasts_of(arms, "A"), random=False).chi2 == pytest.approx(
        (split.difference / split.difference_se) ** 2
    )


def test_a_star_has_no_loop_to_be_inconsistent():
    arms = [Arm(s, t, v, 0.1) for s, t, v in (("1", "A", 0), ("1", "B", 1), ("2", "A", 0), ("2", "C", 2))]
    star = contrasts_of(arms, "A")
    for question in (
        lambda: design_by_treatment(star),
        lambda: node_split(star, "A", "B", random=False),
        lambda: node_split(star, "B", "C", random=False),
    ):
        with pytest.raises(NotEstimable):
            question()
    with pytest.raises(InputError):
        node_split(star, "A", "Z")
    assert node_splits(star, random=False) == ()


def test_ranks_agree_with_p_scores(smoking):
    network = fit_network(smoking, random=True)
    found = ranking(network, larger_is_better=True)
    assert found.sucra == pytest.approx(network.p_scores().tolist(), abs=0.01)
    assert [round(sum(row), 9) for row in found.probability] == [1.0] * 4
    assert ranking(network, larger_is_better=False).sucra == pytest.approx([1 - s for s in found.sucra], abs=0.01)


def test_a_shared_arm_gives_the_covariance_of_the_network():
    rows = {"e1": [30, 20], "n1": [100, 90], "e2": [15, 15], "n2": [110, 110]}
    yi, V = shared_comparator(rows, "OR", ["S1/control", "S1/control"])
    logit = [Arm("S1", t, float(np.log(e / (n - e))), 1 / e + 1 / (n - e)) for t, e, n in
             (("A", 15, 110), ("B", 30, 100), ("C", 20, 90))]  # fmt: skip
    network = contrasts_of(logit, "A")
    assert yi == pytest.approx(network.y)
    assert pytest.approx(network.V) == V


@pytest.mark.parametrize(
    ("measure", "own"),
    [("RR", 1 / 15 - 1 / 110), ("RD", 15 / 110 * (95 / 110) / 110), ("OR", 1 / 15 + 1 / 95)],
)
def test_the_shared_part_is_the_variance_of_the_arm(measure, own):
    rows = {"e1": [30, 20, 9], "n1": [100, 90, 50], "e2": [15, 15, 4], "n2": [110, 110, 60]}
    _, V = shared_comparator(rows, measure, ["c", "c", "d"])
    assert V[0, 1] == pytest.approx(own)
    assert V[0, 2] == 0
    assert np.linalg.eigvalsh(V).min() > 0


def test_a_shared_arm_must_be_the_same_arm():
    rows = {"m1": [5, 6], "sd1": [1, 1], "n1": [20, 30], "m2": [4, 4.5], "sd2": [1, 1], "n2": [25, 25]}
    with pytest.raises(InputError, match="row 2, field m2: differs from row 1"):
        shared_comparator(rows, "MD", ["c", "c"])
    same = rows | {"m2": [4, 4]}
    yi, V = shared_comparator(same, "SMD", ["c", "c"])
    assert V[0, 1] == pytest.approx(1 / 25 + yi[0] * yi[1] / (2 * 75))
    assert np.allclose(V, V.T)
