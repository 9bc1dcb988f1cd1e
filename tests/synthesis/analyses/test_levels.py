"""A study that is not pooled keeps its subgroup in every file that leaves the site."""

import csv
import io
import json
import runpy

import pytest

from synthesis.analyses.exchange import revman_package
from synthesis.analyses.exploring import explored
from synthesis.analyses.meta_package import meta_package
from synthesis.analyses.package import package
from synthesis.stats import analyse
from tests.synthesis.analyses.packages import SUBGROUP, TOLD

pytestmark = pytest.mark.engine_free

NOBODY = {"e1": 0, "n1": 20, "e2": 0, "n2": 22, "study_id": 99}
ROWS = [
    *TOLD,
    NOBODY | {"label": "Nobody ill 1999", "attributes": {"c:1": 10, "c:2": "near"}},
    NOBODY | {"label": "Nobody at the pole", "attributes": {"c:1": 90, "c:2": "polar"}},
    NOBODY | {"label": "Nobody knows where", "attributes": {"c:1": None, "c:2": None}},
]
RECIPE = {"kind": "binary", "measure": "RR", "model": "random", "tau2": "REML"}
ASKED = {"subgroup": SUBGROUP | {"words": [*SUBGROUP["words"], "polar"]}}


def settings_of(spread):
    return RECIPE | {"interval": "hksj", "subgroup": ASKED["subgroup"] | {"spread": spread}}


def run_of(spread="separate"):
    call = RECIPE | {"test": "hksj"}
    result = analyse(ROWS, **call)
    settings = settings_of(spread)
    return settings, ROWS, result.to_dict() | explored(result, ROWS, settings, call)


def last_three(text: str, study: str, column: str) -> list[tuple[str, str]]:
    return [(row[study], row[column]) for row in csv.DictReader(io.StringIO(text))][-3:]


def test_revman_and_meta_have_the_level_of_studies_that_are_not_pooled():
    held = run_of()
    rows = revman_package("BCG", *held)["CD-analysis-data/CD-data-rows.csv"]
    assert last_three(rows, "Study", "Subgroup") == [
        ("Nobody ill 1999", "near"), ("Nobody at the pole", "polar"), ("Nobody knows where", ""),
    ]  # fmt: skip
    data = meta_package("BCG", *held, ("", ""))["data.csv"]
    assert last_three(data, "study", "subgroup") == [
        ("Nobody ill 1999", "near"), ("Nobody at the pole", "polar"), ("Nobody knows where", "not known"),
    ]  # fmt: skip


@pytest.mark.parametrize("spread", ["separate", "common"])
def test_the_package_numbers_them_and_its_script_still_finds_the_run(spread, tmp_path, capsys):
    files = package("run-1", {"number": 1}, *run_of(spread))
    assert last_three(files["run-1/data.csv"], "study", "subgroup") == [
        ("Nobody ill 1999", "1"), ("Nobody at the pole", "4"), ("Nobody knows where", ""),
    ]  # fmt: skip
    assert json.loads(files["run-1/recipe.json"])["subgroups"] == ["near", "middle", "far", "polar"]
    for path, content in files.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(content)
    with pytest.raises(SystemExit) as end:
        runpy.run_path(str(tmp_path / "run-1" / "analysis.py"))
    assert end.value.code == 0, capsys.readouterr().out
