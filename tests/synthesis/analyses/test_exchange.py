"""A run for other programs: every number that leaves is the number that the run holds."""

import csv
import io
import json
import zipfile

import pytest
from django.urls import reverse

from synthesis.analyses.exchange import SCHEMA, revman_package
from synthesis.analyses.files import run_json
from synthesis.analyses.meta_package import meta_package
from synthesis.stats import analyse
from tests.synthesis.analyses.packages import RATES, TOLD, explored_result
from tests.synthesis.analyses.test_runs import world  # noqa: F401 - a fixture
from tests.synthesis.analyses.test_sturdiness_page import analysis, frozen  # noqa: F401 - fixtures

SETTINGS = {"kind": "binary", "measure": "RR", "model": "random", "tau2": "REML", "interval": "hksj"}


def exploring() -> dict:
    return explored_result("subgroups apart; REML, Hartung-Knapp")[1]


def lines(text: str) -> list[dict]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.engine_free
def test_the_data_package_has_the_three_tables_of_revman_with_the_numbers_of_the_run():
    result = exploring()
    files = {
        path.rpartition("/")[2]: lines(text) for path, text in revman_package("BCG", SETTINGS, TOLD, result).items()
    }
    rows = files["CD-data-rows.csv"]
    assert len(rows) == 13
    first = rows[0]
    assert [first[n] for n in ("Study", "Experimental cases", "Experimental N", "Control cases", "Control N")] == [
        "Aronson 1948", "4", "123", "11", "139",
    ]  # fmt: skip
    assert (first["Subgroup"], float(first["Weight"])) == ("far", result["studies"][0]["weight_pct"])
    overall = files["CD-overall-estimates-and-settings.csv"][0]
    assert (overall["Effect measure"], overall["Analysis model"], overall["Studies"]) == (
        "Risk Ratio", "Random effect", "13",
    )  # fmt: skip
    assert float(overall["Mean"]) == result["display"]["estimate"]
    assert float(overall["Heterogeneity I²"]) == pytest.approx(0.92117, abs=1e-4)
    groups = files["CD-subgroup-estimates.csv"]
    assert [g["Subgroup"] for g in groups] == ["near", "middle", "far"]
    assert float(groups[0]["Mean"]) == result["subgroups"]["groups"][0]["estimate"]


@pytest.mark.engine_free
def test_the_json_holds_everything_and_reads_back_the_same():
    result = exploring()
    held = json.loads(run_json(SCHEMA, {"number": 1}, SETTINGS, TOLD, result))
    assert (held["schema"], held["result"]) == (SCHEMA, json.loads(json.dumps(result)))
    assert [row["label"] for row in held["inputs"]] == [row["label"] for row in TOLD]


@pytest.mark.engine_free
def test_the_script_for_meta_names_the_settings_and_the_expected_numbers():
    result = exploring()
    files = meta_package("BCG", SETTINGS, TOLD, result, ("vaccine", "no vaccine"))
    assert lines(files["data.csv"])[0]["TE"] == repr(result["studies"][0]["yi"])
    script = files["meta.R"]
    assert 'method.tau = "REML"' in script
    assert "subgroup = dat$subgroup, tau.common = FALSE" in script
    expected = {"estimate": result["pooled"]["estimate"], "Q_between": result["subgroups"]["stat"]}
    expected["pi_lb"] = result["pooled"]["prediction"]["lb"]
    for name, value in expected.items():
        assert f"{name} = {value!r}" in script
    assert 'method.predict = "HK-PR"' in script


def test_the_page_hands_out_each_export(frozen, cast, sign_in):  # noqa: F811
    client, place = sign_in(cast.observer), {"slug": cast.review.slug, "run_id": frozen.pk}

    def file(target):
        return client.get(reverse("analyses:export", kwargs=place | {"target": target}))

    assert json.loads(file("json").content)["about"]["inputs_sha256"] == frozen.inputs_sha256
    held = zipfile.ZipFile(io.BytesIO(file("revman").content))
    assert sorted(held.namelist())[0] == "CD-analysis-data/CD-data-rows.csv"
    assert sorted(zipfile.ZipFile(io.BytesIO(file("meta").content)).namelist()) == [
        "README.txt",
        "data.csv",
        "meta.R",
    ]
    assert file("word").status_code == 404


@pytest.mark.engine_free
def test_both_packages_name_mantel_haenszel_and_hand_the_tables_over():
    settings = SETTINGS | {"model": "common", "method": "mantel_haenszel", "level": 0.9}
    result = analyse(TOLD, "binary", "RR", "common", test="z", level=0.9, method="mantel_haenszel").to_dict()
    files = revman_package("BCG", settings, TOLD, result)
    overall = lines(files["CD-analysis-data/CD-overall-estimates-and-settings.csv"])[0]
    assert [overall[name] for name in ("Statistical method", "Analysis model", "Estimate CI", "CI method")] == [
        "Mantel-Haenszel", "Fixed effect", "90%", "Wald-type",
    ]  # fmt: skip
    script = meta_package("BCG", settings, TOLD, result, ("", ""))["meta.R"]
    assert "m <- do.call(metabin, call)" in script
    assert "event.e = dat$e1, n.e = dat$n1" in script
    assert 'method = "MH", MH.exact = TRUE' in script


@pytest.mark.engine_free
def test_an_estimator_that_meta_does_not_have_goes_over_as_a_number():
    result = analyse(TOLD, "binary", "RR", "random", "DLIT", "hksj", prediction="none").to_dict()
    settings = SETTINGS | {"tau2": "DLIT", "prediction": "none"}
    script = meta_package("BCG", settings, TOLD, result, ("", ""))["meta.R"]
    assert f"tau.preset = {result['pooled']['heterogeneity']['tau2'] ** 0.5!r}," in script
    assert "prediction = FALSE" in script


@pytest.mark.engine_free
def test_what_meta_computes_otherwise_is_not_compared_but_told():
    result = explored_result("subgroups apart; GENQM")[1]
    files = meta_package("BCG", SETTINGS | {"tau2": "GENQM"}, TOLD, result, ("", ""))
    assert "subgroup = dat$subgroup" not in files["meta.R"]
    assert "Q_between" not in files["meta.R"].split("expected <- ")[1]
    assert "so there are none" in files["README.txt"]
    settings = SETTINGS | {"measure": "RD", "model": "common", "method": "mantel_haenszel"}
    result = analyse(TOLD, "binary", "RD", "common", test="z", method="mantel_haenszel").to_dict()
    files = meta_package("BCG", settings, TOLD, result, ("", ""))
    assert f"expected <- c(estimate = {result['pooled']['estimate']!r})" in files["meta.R"]
    allowed = 1e-5 * (abs(result["pooled"]["estimate"]) + result["pooled"]["se"])
    assert f"within <- c(estimate = {allowed:.3g})" in files["meta.R"]
    assert "Sato, Greenland and Robins (1989)" in files["README.txt"]


@pytest.mark.engine_free
def test_rates_leave_as_contrasts_and_their_events_for_meta():
    recipe = {"kind": "rate2", "measure": "IRR", "model": "common", "tau2": "REML", "interval": "z"}
    settings = recipe | {"method": "mantel_haenszel"}
    result = analyse(RATES, "rate2", "IRR", "common", test="z", method="mantel_haenszel").to_dict()
    files = revman_package("Relapse", settings, RATES, result)
    row = lines(files["CD-analysis-data/CD-data-rows.csv"])[0]
    assert float(row["GIV Mean"]) == result["studies"][0]["yi"]
    overall = lines(files["CD-analysis-data/CD-overall-estimates-and-settings.csv"])[0]
    assert (overall["Data type"], overall["Effect measure"]) == ("Contrast level", "Rate Ratio")
    script = meta_package("Relapse", settings, RATES, result, ("", ""))["meta.R"]
    assert "m <- do.call(metainc, call)" in script
    assert "time.e = dat$t1" in script


@pytest.mark.parametrize(
    ("interval", "words"),
    [("hksj", "HKSJ"), ("hksj_adhoc", "HKSJ, never narrower than Wald-type"), ("z", "Wald-type")],
)
def test_the_package_for_revman_names_the_method_of_the_interval(interval, words):
    result = analyse(TOLD, "binary", "RR", test=interval).to_dict()
    files = revman_package("BCG", SETTINGS | {"model": "random", "interval": interval}, TOLD, result)
    overall = lines(files["CD-analysis-data/CD-overall-estimates-and-settings.csv"])[0]
    assert overall["CI method"] == words
