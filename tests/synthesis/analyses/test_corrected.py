"""PET-PEESE, the selection model and the permutation test of a run, on pages and in files: metafor's numbers."""

import csv
import io

import pytest
from django.urls import reverse

from synthesis.analyses.corrected_tables import corrected_notes, corrected_table, corrected_told
from synthesis.analyses.exploration_tables import moderator_lines, moderator_table
from synthesis.analyses.exploring import corrected
from synthesis.reports.document import Bullets, Grid
from synthesis.reports.run_parts import sturdiness_parts
from synthesis.stats import analyse
from tests.synthesis.analyses.packages import GROUPS, corrected_result
from tests.synthesis.analyses.test_runs import world  # noqa: F401 - a fixture
from tests.synthesis.analyses.test_sturdiness_page import analysis, frozen_result  # noqa: F401 - a fixture
from tests.synthesis.reports.test_run_parts import facts
from tests.synthesis.stats.data import BCG
from tests.synthesis.worlds import frozen_run

SETTINGS = {"kind": "binary", "measure": "RR", "model": "random", "level": 0.95}
METAFOR = {"PET": (-0.190928642360, 0.220084949549), "PEESE": (-0.379953506428, 0.157255291682)}
METAFOR |= {"Selection model": (-0.620563623, 0.261322660)}
"""metafor 3.8-1 on dat.bcg, risk ratios: regtest(model = "lm"), selmodel(type = "stepfun", steps = 0.025)."""


@pytest.fixture(scope="module")
def result() -> dict:
    held = frozen_result()
    return held | {"corrected": corrected(analyse(BCG, "binary", "RR", test="hksj"))}


def test_page_and_file_have_metafor_s_numbers(result, analysis, cast, sign_in):  # noqa: F811
    run = frozen_run(analysis, cast.methodologist, inputs=BCG, result=result)
    client, place = sign_in(cast.observer), {"slug": cast.review.slug, "run_id": run.pk}
    page = client.get(reverse("analyses:sturdiness", kwargs=place)).content.decode()
    asked = place | {"plot": "missing-studies", "file_format": "csv"}
    told = client.get(reverse("analyses:plot_file", kwargs=asked)).content.decode("utf-8-sig")

    assert '<h2 id="missing">If studies are missing</h2>' in page
    assert page.index("Other ways to pool") < page.index("If studies are missing") < page.index("Small studies (")
    found = {row["name"]: row for row in csv.DictReader(io.StringIO(told))}
    for name, (yi, se) in METAFOR.items():
        assert (float(found[name]["yi"]), float(found[name]["se"])) == pytest.approx((yi, se), abs=1e-5)
    assert float(found["Selection model"]["delta"]) == pytest.approx(0.635536109, abs=1e-5)
    assert (found["PET"]["chosen"], found["Selection model"]["step"]) == ("True", "0.025")


def test_the_table_sets_each_corrected_effect_beside_the_run(result):
    headers, rows = corrected_table(SETTINGS, result)
    assert headers == ("Method", "Studies", "RR", "95% interval", "p")
    assert [row[:3] for row in rows] == [
        ("This run, uncorrected", "13", "0.49"), ("Trim and fill (L0)", "14", "0.52"), ("PET", "13", "0.83"),
        ("PEESE", "13", "0.68"), ("Selection model (one step, p = 0.025)", "13", "0.54"),
    ]  # fmt: skip
    told = dict(corrected_told(SETTINGS, result))
    assert told["Trim and fill (L0)"] == "1 study filled in on the right"
    assert told["PET"] == (
        "Taken by the conditional rule; unreliable: 13 studies, fewer than 20; I² is 80% or more; the standard "
        "errors of this measure follow its effects"
    )
    assert told["Selection model (one step, p = 0.025)"].startswith(
        "8 and 5 studies below and above the step; publication above it 0.64 times as probable (likelihood ratio "
        "test p = 0.62); tau² 0.291"
    )
    assert "negative effects" in corrected_notes(result)[1]


def test_a_report_has_the_table_and_how_to_read_it(result):
    parts = list(sturdiness_parts([facts(BCG, SETTINGS, result)]))
    (grid,) = [part for part in parts if isinstance(part, Grid) and part.title.startswith("If studies are missing")]
    assert grid.rows[2][0] == "PET"
    assert [len(part.items) for part in parts if isinstance(part, Bullets)] == [7]


def test_older_runs_have_no_such_part_and_one_group_says_why():
    assert (corrected_table(SETTINGS, frozen_result()), corrected_notes(frozen_result())) == (None, ())
    alone = {"corrected": corrected(analyse(GROUPS, "proportion", "PLO"))}
    assert corrected_table(SETTINGS, alone) is None
    assert corrected_notes(alone)[0].startswith("PET-PEESE and the selection model are for effects: in one group")


def test_what_is_not_estimable_says_so_in_its_row():
    held = frozen_result(BCG[:2])
    held |= {"corrected": corrected(analyse(BCG[:2], "binary", "RR"))}
    assert [row[2:] for row in corrected_table(SETTINGS, held)[1][-2:]] == [("–", "–", "–")] * 2
    told = dict(corrected_told(SETTINGS, held))
    assert told["PET-PEESE"] == "Not estimable: PET-PEESE needs at least three studies"
    assert told["Selection model (one step, p = 0.025)"].startswith("Not estimable: the selection")


def test_the_permutation_test_names_its_arrangements():
    _, _, drawn = corrected_result("missing studies, RR")
    _, _, whole = corrected_result("missing studies and all arrangements")
    assert whole["moderators"]["permuted"] | {"pval": None, "QM_pval": None} == {
        "arrangements": 720, "exact": True, "pval": None, "QM_pval": None, "seed": None,
    }  # fmt: skip
    assert any(line.startswith("Permutation test of all moderators (all 720 arrangements): p = ")
               for line in moderator_lines(whole))  # fmt: skip
    (line,) = [line for line in moderator_lines(drawn) if line.startswith("Permutation")]
    assert line.startswith("Permutation test of all moderators (1,000 arrangements, seed 1): p ")
    assert moderator_table(SETTINGS, drawn)[0][-1] == "p (permutation)"
    assert moderator_table(SETTINGS, drawn)[1][0][-1] == "–"


def test_beside_a_run_by_tables_the_rows_say_how_each_was_pooled(result):
    settings = SETTINGS | {"method": "mantel_haenszel"}
    names = [row[0] for row in corrected_table(settings, result)[1]]
    assert names[0] == "This run, uncorrected (Mantel-Haenszel)"
    assert all(name.endswith(", by inverse variance") for name in names[1:])
    assert "Trim and fill (L0), by inverse variance" in dict(corrected_told(settings, result))
