"""The package of a run repeats it: the Python script is run here, the R script by `make check-r`."""

import csv
import io
import runpy
import subprocess
import sys
import zipfile

import pytest
from django.urls import reverse

from synthesis.analyses import package_scripts
from synthesis.analyses.files import zipped
from synthesis.analyses.package import data_csv, package
from synthesis.networks import package as network_package
from synthesis.stats import analyse
from tests.synthesis.analyses.packages import (
    CASES,
    CORRECTED,
    EXPLORED,
    OPTIONS,
    ZERO,
    corrected_result,
    explored_result,
)
from tests.synthesis.analyses.test_runs import world  # noqa: F401 - a fixture
from tests.synthesis.analyses.test_sturdiness_page import analysis, frozen  # noqa: F401 - fixtures
from tests.synthesis.stats.data import BCG


def files_of(kind, rows, *args, **options) -> dict[str, str]:
    result = analyse(rows, kind, *args, **options).to_dict()
    return package("run-1", {"number": 1}, {"kind": kind}, rows, result)


@pytest.mark.engine_free
@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_python_script_repeats_the_run(case, tmp_path, capsys):
    kind, rows, measure, *recipe = CASES[case]
    for path, content in files_of(kind, rows, measure, *recipe, **OPTIONS.get(case, {})).items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(content)
    with pytest.raises(SystemExit) as end:
        runpy.run_path(str(tmp_path / "run-1" / "analysis.py"))
    told = capsys.readouterr().out
    assert end.value.code == 0, told
    assert ("estimate" in told) != ("without an estimate" in case)


@pytest.mark.engine_free
@pytest.mark.parametrize("name", EXPLORED, ids=str)
def test_the_python_script_repeats_subgroups_moderators_and_sets(name, tmp_path, capsys):
    rows, result = explored_result(name)
    for path, content in package("run-1", {"number": 1}, {"kind": "binary"}, rows, result).items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(content)
    with pytest.raises(SystemExit) as end:
        runpy.run_path(str(tmp_path / "run-1" / "analysis.py"))
    told = capsys.readouterr().out
    assert end.value.code == 0, told
    assert ("mod_0_coef" if "slope" in name else "subgroup_stat") in told


@pytest.mark.engine_free
@pytest.mark.parametrize("name", CORRECTED, ids=str)
def test_the_python_script_repeats_what_allows_for_missing_studies(name, tmp_path, capsys):
    kind, rows, result = corrected_result(name)
    for path, content in package("run-1", {"number": 1}, {"kind": kind}, rows, result).items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(content)
    with pytest.raises(SystemExit) as end:
        runpy.run_path(str(tmp_path / "run-1" / "analysis.py"))
    told = capsys.readouterr().out
    assert end.value.code == 0, told
    assert {"pet_estimate", "peese_se", "selection_delta"} <= set(told.split())
    assert ("mod_QM_permuted" in told) == ("arrangements" in name)


@pytest.mark.engine_free
def test_a_number_that_differs_is_named_and_fails(tmp_path, capsys):
    files = files_of("binary", BCG, "RR")
    for path, content in files.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(content.replace("tau2,0.313", "tau2,0.314"))
    with pytest.raises(SystemExit) as end:
        runpy.run_path(str(tmp_path / "run-1" / "analysis.py"))
    assert end.value.code == 1
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines() if "DIFFERS" in line] == ["tau2"]


@pytest.mark.engine_free
def test_every_study_is_in_the_data_and_what_is_missing_is_empty():
    lines = data_csv("binary", ZERO).splitlines()
    assert lines[0] == "study,e1,n1,e2,n2"
    assert lines[4:] == ["none,0,20,0,22", "gap,3,30,,30"]


@pytest.mark.engine_free
def test_the_r_script_names_the_same_settings():
    script = files_of("binary", BCG, "RR", "random", "REML", "hksj")["run-1/analysis.R"]
    assert 'escalc(measure = "RR", ai = e1, n1i = n1, ci = e2, n2i = n2' in script
    assert 'add = 0.5, to = "only0", drop00 = TRUE)' in script
    assert 'method <- "REML"\ntest <- "knha"\n' in script
    assert "level = 95" in script
    assert "qt((1 + 0.95) / 2, fit$k - 2)" in script


@pytest.mark.engine_free
def test_the_same_run_gives_the_same_bytes():
    first, second = (zipped(files_of("binary", BCG, "RR")) for _ in range(2))
    assert first == second


def test_the_page_hands_out_the_zip(frozen, cast, sign_in):  # noqa: F811
    place = {"slug": cast.review.slug, "run_id": frozen.pk}
    answer = sign_in(cast.observer).get(reverse("analyses:package", kwargs=place))

    held = zipfile.ZipFile(io.BytesIO(answer.content))
    assert sorted(name.rpartition("/")[2] for name in held.namelist()) == [
        "README.txt", "analysis.R", "analysis.py", "data.csv", "expected.csv", "recipe.json",
    ]  # fmt: skip
    expected = next(name for name in held.namelist() if name.endswith("expected.csv"))
    rows = {line["name"]: line["value"] for line in csv.DictReader(io.StringIO(held.read(expected).decode()))}
    assert float(rows["estimate"]) == pytest.approx(frozen.result["pooled"]["estimate"], rel=1e-15)


@pytest.mark.engine_free
def test_a_python_script_without_the_library_says_so_in_one_line(tmp_path):
    for number, script in enumerate((package_scripts.PYTHON, network_package.PYTHON)):
        file = tmp_path / f"{number}.py"
        file.write_text(script)
        done = subprocess.run([sys.executable, "-I", str(file)], capture_output=True, text=True, check=False)  # noqa: S603
        assert done.returncode == 1
        assert done.stderr.count("\n") == 1
        assert "Name the folder of KetReview: PYTHONPATH=" in done.stderr
