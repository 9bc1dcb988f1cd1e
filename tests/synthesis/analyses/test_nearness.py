"""The scripts of a package repeat a run in any unit, and a number changed in its 7th digit is found out."""

import csv
import io
import runpy
import subprocess

import pytest

from synthesis.analyses.package import package
from synthesis.stats import analyse
from tests.synthesis.analyses.packages import in_unit
from tests.synthesis.networks.packages import package_of
from tests.synthesis.networks.test_r_script import has_metafor
from tests.synthesis.stats.data import BCG, NORMAND

pytestmark = pytest.mark.engine_free
EVERY = pytest.mark.parametrize(
    ("what", "unit"), [(what, unit) for what in ("means", "network") for unit in (1e-9, 1.0, 1e12)]
)


def files_of(what: str, unit: float) -> dict[str, str]:
    """The files of a package by name: of a run ("means") or of a network."""
    if what == "network":
        held = package_of(f"means in units of {unit:g}")
        return {path.split("/")[1]: text for path, text in held.items()}
    rows = in_unit(NORMAND, unit)
    result = analyse(rows, "continuous", "MD", "random", "REML", "hksj").to_dict()
    held = package("run", {}, {"kind": "continuous"}, rows, result)
    return {path.split("/")[1]: text for path, text in held.items()}


def spoilt(expected: str) -> tuple[str, set[str]]:
    """expected.csv with every number but counts changed by one in the 7th digit; and the names changed."""
    rows, changed = list(csv.DictReader(io.StringIO(expected))), set()
    for row in rows:
        if not row["name"].startswith("k") and float(row["value"]):
            changed.add(row["name"])
            head, power = f"{float(row['value']):.6e}".split("e")
            row["value"] = f"{float(head) + 1e-6:.6f}e{power}"
    lines = ["name,value,within", *(",".join(row.values()) for row in rows)]
    return "\n".join(lines) + "\n", changed


def by_python(folder, capsys) -> tuple[int, set[str]]:
    with pytest.raises(SystemExit) as end:
        runpy.run_path(str(folder / "analysis.py"))
    lines = capsys.readouterr().out.splitlines()
    return end.value.code, {line.split()[0] for line in lines if "DIFFERS" in line}


def by_r(folder) -> tuple[int, set[str]]:
    done = subprocess.run(["Rscript", "analysis.R"], cwd=folder, capture_output=True, text=True)
    lines = [line.split() for line in done.stdout.splitlines()]
    return done.returncode, {words[1] for words in lines if words[-1:] == ["FALSE"]} or {*done.stderr.splitlines()}


@EVERY
def test_python_repeats_the_run_and_finds_what_was_changed(what, unit, tmp_path, capsys):
    files = files_of(what, unit)
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    assert by_python(tmp_path, capsys) == (0, set())
    expected, changed = spoilt(files["expected.csv"])
    (tmp_path / "expected.csv").write_text(expected)
    assert by_python(tmp_path, capsys) == (1, changed)


@EVERY
def test_r_repeats_the_run(what, unit, tmp_path):
    if not has_metafor():
        pytest.skip("needs R with metafor")
    for name, text in files_of(what, unit).items():
        (tmp_path / name).write_text(text)
    assert by_r(tmp_path) == (0, set())


@EVERY
def test_r_finds_what_was_changed(what, unit, tmp_path):
    if not has_metafor():
        pytest.skip("needs R with metafor")
    files = files_of(what, unit)
    expected, changed = spoilt(files.pop("expected.csv"))
    for name, text in (files | {"expected.csv": expected}).items():
        (tmp_path / name).write_text(text)
    assert by_r(tmp_path) == (1, changed)


def test_an_effect_of_nothing_is_not_asked_for_digits_it_has_not():
    rows = [row | {"m2": row["m1"] + 1e-13 * place} for place, row in enumerate(NORMAND)]
    result = analyse(rows, "continuous", "MD", "random", "REML", "z").to_dict()
    held = package("run", {}, {"kind": "continuous"}, rows, result)["run/expected.csv"]
    lines = {row["name"]: row for row in csv.DictReader(io.StringIO(held))}
    assert abs(float(lines["estimate"]["value"])) < 1e-11
    assert float(lines["estimate"]["within"]) == pytest.approx(1e-9 * float(lines["se"]["value"]), rel=0.01)


def test_a_small_p_value_may_differ_as_its_statistic_may():
    result = analyse(BCG, "binary", "OR", "common", "REML", "z").to_dict()
    held = package("run", {}, {"kind": "binary"}, BCG, result)["run/expected.csv"]
    lines = {row["name"]: row for row in csv.DictReader(io.StringIO(held))}
    value, within = (float(lines["pval"][name]) for name in ("value", "within"))
    assert value < 1e-20
    assert 1e-9 < within / value < 1e-6
