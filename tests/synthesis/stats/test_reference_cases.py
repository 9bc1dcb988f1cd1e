"""Every shared reference case (made with metafor): right, refused by name, or the test fails.

Answers that are not supported (NotImplementedError) are listed by name; a wrong number fails.
The answers are those `pool_effects` prints.
"""

import json

import pytest

from synthesis.stats.evaluation.lines import answers
from tests.shared import SHARED
from tests.synthesis.stats.comparison import differences

CASES = SHARED / "data" / "synthesis" / "cases"
FILES = sorted(CASES.glob("*.json"))
# Where we differ from the reference on purpose, and why.
DEVIATIONS = {
    "hackshaw1998-metareg/metareg-year-HS-z": "uncentred year: exact rational arithmetic gives our R2",
    "gibson2002-con-metareg/metareg-year-HS-z": "uncentred year: the reference loses the tenth digit",
    "berkey1998-multivariate/bivariate-ML": "our likelihood is higher and its score is 0; theirs stopped at 1e-4",
    "edge-metareg-degenerate/constant-moderator": "redundant moderators are refused, not dropped",
    "edge-metareg-degenerate/collinear": "redundant moderators are refused, not dropped",
    "egger2001-bias/selmodel-step-0.025": "no study in an interval: the likelihood has no maximum",
    "egger2001-bias/selmodel-step-0.025-0.5": "no study in an interval: the likelihood has no maximum",
}
# What evaluate() refuses by name (NotImplementedError).
UNSUPPORTED = {
    "bcg-glmm/glmm-OR-UM.RS-ML",
    "bcg-glmm/glmm-OR-UM.RS-FE",
    "edge-metareg-degenerate/too-many",
}

pytestmark = pytest.mark.engine_free


def verdict(case: dict, check: dict, answer: dict) -> str:
    """ "" when right, "unsupported: ..." or what is wrong."""
    expected = dict(check["expected"])
    expected.pop("oracle_message", None)
    if "unsupported" in answer:
        return f"unsupported: {answer['unsupported']}"
    if "error" in answer:
        return "" if expected.get("outcome") == "error" else f"refused: {answer['error']}"
    if expected.get("outcome") == "error":
        return "not refused"
    slack = 0.0 if case["id"].startswith("edge-tiny-scale") else 1e-13
    return "; ".join(without_noise(differences(answer["result"], expected, check["tol"], slack=slack))[:3])


def without_noise(lines: list[str]) -> list[str]:
    """Drop I2 of at most 1e-10 per cent where tau2 is 0: rounding noise of the reference at the boundary."""
    return [x for x in lines if not (x.startswith(".I2: got 0.0,") and abs(float(x.split()[-1])) <= 1e-10)]


@pytest.mark.skipif(not FILES, reason="the shared reference cases are not beside the repository")
@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_reference_case(path):
    case = json.loads(path.read_text())
    given = zip(case["checks"], answers(case), strict=True)
    found = {check["id"]: verdict(case, check, answer) for check, answer in given}
    if path.stem.endswith("-smd-revman-pool"):
        # The same columns and calls give other numbers in the sister file; only "effect" is decidable.
        found = {name: text for name, text in found.items() if name.startswith("effect")}
    found = {name: text for name, text in found.items() if f"{path.stem}/{name}" not in DEVIATIONS}
    wrong = {name: text for name, text in found.items() if text and not text.startswith("unsupported")}
    assert wrong == {}
    unsupported = {f"{path.stem}/{name}" for name, text in found.items() if text.startswith("unsupported")}
    assert unsupported == {name for name in UNSUPPORTED if name.startswith(f"{path.stem}/")}


def test_the_comparison_sees_a_wrong_digit():
    assert differences({"a": [1.0, None]}, {"a": [1.0 + 1e-8, None]}, "closed") != []
    assert differences({"a": [1.0, 2.0]}, {"a": [1.0, None]}, "closed") != []
    assert differences({"a": "Infinity"}, {"a": "Infinity"}, "closed") == []
    assert differences({}, {"a": 1}, "closed") == [".a: missing"]
