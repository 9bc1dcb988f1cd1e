"""From a recipe with population, window, subgroups, moderators and sets to what the run holds and its pages say."""

import re

import pytest
from django.urls import reverse

from screening.errors import Closed, Invalid
from synthesis.analyses import actions, queries
from synthesis.analyses.runs.queries import Pool, changes_since
from synthesis.models import Analysis, Study
from synthesis.studies import actions as studies
from synthesis.studies.characteristics.actions import (
    add_characteristic,
    archive_characteristic,
    edit_characteristic,
    set_value,
)
from tests.synthesis.analyses.test_runs import run
from tests.synthesis.worlds import reconciled_study

NUMBERS = (
    ("A 2001", "low", 8, 12, 3, 12, "Low"),
    ("B 2005", "low", 20, 40, 14, 41, "High"),
    ("C 2010", "high", 30, 50, 10, 50, "Low"),
    ("D 2015", "high", 25, 44, 12, 40, "Some concerns"),
    ("E 2020", "", 12, 30, 6, 31, "High"),
)


@pytest.fixture
def dose(cast):
    return add_characteristic(name="Dose class", by=cast.methodologist, choices="low\nhigh")


@pytest.fixture
def bias(cast):
    return add_characteristic(name="Risk of bias", role="risk-of-bias", by=cast.methodologist)


@pytest.fixture
def analysis(cast, dose, bias):
    for label, level, e1, n1, e2, n2, risk in NUMBERS:
        arms = {"Ketamine": {"events": str(e1), "total": str(n1)}, "Placebo": {"events": str(e2), "total": str(n2)}}
        study = reconciled_study(cast, label, numbers=arms)
        Study.objects.filter(pk=study.pk).update(year=int(label[-4:]))
        for column, text in ((dose, level), (bias, risk)):
            set_value(characteristic=column, study=study, by=cast.methodologist, version=0, text=text)
    return define(cast, subgroup=f"c:{dose.pk}", moderators=["year"], moderators_planned=True)


def define(cast, **fields) -> Analysis:
    plain = {"measure": "RR", "model": "random", "tau2": "DL", "interval": "z"}
    return actions.define_analysis(
        by=cast.methodologist, title="Pain", outcome=cast.review.outcomes.get(),
        time_point=cast.review.time_points.get(label="1 week"), **plain, **fields,
    )  # fmt: skip


def test_a_run_holds_subgroups_moderators_and_sets_and_the_page_shows_them(
    analysis, bias, cast, sign_in, django_capture_on_commit_callbacks
):
    high = {"attribute": f"c:{bias.pk}", "values": ["High"]}
    actions.add_leave_out(
        analysis=analysis, version=1, name="Without high risk of bias", conditions=[high], studies=[], planned=True,
        by=cast.methodologist,
    )  # fmt: skip
    done = run(analysis, cast.methodologist, django_capture_on_commit_callbacks)

    groups = done.result["subgroups"]["groups"]
    assert [(g["level"], g["k"]) for g in groups] == [("low", 2), ("high", 2)]
    assert done.result["subgroups"]["unknown"] == ["E 2020"]
    assert done.result["moderators"]["fit"]["terms"] == ["intrcpt", "Year"]
    assert len(done.result["moderators"]["line"]) == 41
    shuffled = done.result["moderators"]["permuted"]
    assert (shuffled["arrangements"], shuffled["exact"]) == (120, True)
    assert done.result["corrected"]["lines"][0]["name"] == "PET"
    assert [(s["name"], s["k"], s["left_out"]) for s in done.result["sensitivity"]] == [
        ("Without high risk of bias", 3, ["B 2005", "E 2020"])
    ]
    place = {"slug": cast.review.slug, "run_id": done.pk}
    page = sign_in(cast.observer).get(reverse("analyses:show_run", kwargs=place)).content.decode()
    assert "Dose class: low" in page
    assert "Dose class: not known" in page
    assert "Differences between subgroups by dose class (a tau² for each; post hoc): chi²(1) =" in page
    assert "Without high risk of bias (planned)" in page
    assert "Effect by year (bubble plot)" in page
    assert "Permutation test of all moderators (all 120 arrangements): p =" in page
    assert (
        "Subgroups by dose class (post hoc, DAY) were compared by Cochran&#x27;s Q over the subgroup estimates, "
        "each with its own tau². Meta-regression was on year (planned, DAY). Sensitivity analyses: Without high "
        "risk of bias (without Risk of bias: High; planned, DAY)."
    ) in re.sub(r"(defined|set on) \d+ \w{3} \d{4}( before any run)?", "DAY", page)
    assert "Dose class is not known of E 2020: left out of the comparison." in page
    client = sign_in(cast.observer)

    def file(plot, file_format):
        place_of_file = place | {"plot": plot, "file_format": file_format}
        return client.get(reverse("analyses:plot_file", kwargs=place_of_file))

    for plot in ("subgroups", "moderators", "sensitivity", "bubble", "gosh"):
        assert file(plot, "csv").status_code == 200
    assert len(file("gosh", "csv").content.decode("utf-8-sig").splitlines()) == 1 + 26
    assert file("bubble", "pdf").content.startswith(b"%PDF-")
    assert file("gosh", "png").content.startswith(b"\x89PNG")
    assert file("forest", "eps").content.startswith(b"%!PS")
    assert file("forest", "tiff").content[:2] in (b"II", b"MM")


def test_the_population_keeps_studies_out_and_says_so(
    analysis, dose, cast, sign_in, django_capture_on_commit_callbacks
):
    narrow = define(cast, population=[{"attribute": f"c:{dose.pk}", "values": ["high"]}])
    done = run(narrow, cast.methodologist, django_capture_on_commit_callbacks)
    assert [row["label"] for row in done.inputs] == ["C 2010", "D 2015"]
    assert done.result["outside"] == ["A 2001", "B 2005", "E 2020"]
    place = {"slug": cast.review.slug, "run_id": done.pk}
    page = sign_in(cast.observer).get(reverse("analyses:show_run", kwargs=place)).content.decode()
    assert "Outside of the population, not in the pool: A 2001, B 2005, E 2020." in page
    nobody = define(cast, population=[{"attribute": f"c:{dose.pk}", "values": ["none"]}])
    with pytest.raises(Closed, match="None of 5 studies is in the population"):
        actions.ask_for_run(analysis=nobody, by=cast.methodologist)


def test_a_changed_characteristic_makes_a_run_outdated_only_where_it_is_asked_for(
    analysis, dose, cast, django_capture_on_commit_callbacks
):
    plain = define(cast)
    runs = [run(each, cast.methodologist, django_capture_on_commit_callbacks) for each in (analysis, plain)]
    study = Study.objects.get(label="A 2001")
    set_value(characteristic=dose, study=study, by=cast.methodologist, version=1, text="high")
    stale = [
        queries.is_outdated(each, held, queries.inputs_now(each))
        for each, held in zip((analysis, plain), runs, strict=True)
    ]
    assert stale == [True, False]
    found = changes_since(runs[0], Pool(queries.inputs_now(analysis), queries.recipe_of(analysis).to_dict()))
    assert [(d.what, d.before, d.after) for d in found] == [("A 2001, Dose class", "low", "high")]


def test_within_a_window_each_study_gives_its_nearest_usable_result(cast, analysis):
    later = studies.add_time_point(label="3 months", days=90, by=cast.methodologist)
    wide = define(cast, window_from=0, window_to=120)
    assert len(queries.inputs_now(wide)) == 5
    study = Study.objects.get(label="A 2001")
    study.study_outcomes.update(time_point=later)
    row = next(row for row in queries.inputs_now(wide) if row["label"] == "A 2001")
    assert row["notes"] == ["Measured at 3 months, the nearest to 1 week within the window."]
    assert len(queries.inputs_now(define(cast))) == 4
    with pytest.raises(Invalid, match="must hold “1 week” itself"):
        define(cast, window_from=30, window_to=120)


def test_a_recipe_without_extras_keeps_the_hash_it_had(cast, analysis):
    assert set(queries.recipe_of(define(cast)).to_dict()) == {
        "kind", "measure", "model", "tau2", "interval", "level", "prediction",
    }  # fmt: skip


def test_a_column_in_use_cannot_be_archived_and_odd_values_are_refused(cast, analysis, dose):
    with pytest.raises(Closed, match="“Pain” uses “Dose class”"):
        archive_characteristic(characteristic=dose, by=cast.methodologist)
    study = Study.objects.first()
    with pytest.raises(Invalid, match="“huge” is not offered. Choose low, high"):
        set_value(characteristic=dose, study=study, by=cast.methodologist, version=1, text="huge")
    with pytest.raises(Invalid, match="“year” is there already"):
        add_characteristic(name="year", kind="number", by=cast.methodologist)
    weight = add_characteristic(name="mg/kg", kind="number", by=cast.methodologist)
    with pytest.raises(Invalid, match="is no plain number"):
        set_value(characteristic=weight, study=study, by=cast.methodologist, version=0, text="about 2")
    edit_characteristic(characteristic=weight, version=1, by=cast.methodologist, name="Dose, mg/kg")
    weight.refresh_from_db()
    assert (weight.name, weight.version) == ("Dose, mg/kg", 2)


def test_the_table_of_a_column_keeps_what_is_right_and_says_what_is_not(cast, sign_in, analysis):
    column = add_characteristic(name="mg/kg", kind="number", by=cast.methodologist)
    first, second = Study.objects.order_by("label")[:2]
    address = reverse("studies:save_characteristic", kwargs={"slug": cast.review.slug, "column_id": column.pk})
    answer = sign_in(cast.methodologist).post(address, {f"v-{first.pk}": "0,5", f"v-{second.pk}": "much"})
    assert answer.status_code == 422
    assert list(column.values.values_list("study__label", "number")) == [("A 2001", 0.5)]
    page = answer.content.decode()
    assert "B 2005: “much” is no plain number" in page
    assert 'value="much"' in page


def test_the_preview_is_what_a_run_would_give_and_stores_nothing(cast, sign_in, analysis, dose):
    typed = {
        "title": "Pain", "outcome": analysis.outcome_id, "time_point": analysis.time_point_id, "measure": "RR",
        "model": "random", "tau2": "DL", "interval": "z", "subgroup": f"c:{dose.pk}",
    }  # fmt: skip
    before = Analysis.objects.count()
    client = sign_in(cast.methodologist)
    part = client.post(reverse("analyses:preview", kwargs={"slug": cast.review.slug}), typed).content.decode()
    assert "Dose class: high" in part
    assert 'class="kr-fig kr-fig-wide"' in part
    asked = typed | {"preview": "1", "favours_left": "the intervention", "favours_right": "the control"}
    asked |= {"favours_left": "the control"} if analysis.outcome.better == "lower" else {}
    page = client.post(reverse("analyses:define", kwargs={"slug": cast.review.slug}), asked).content.decode()
    assert "Dose class: high" in page
    assert "stands on the left, but" in page
    assert Analysis.objects.count() == before
    odd = client.post(reverse("analyses:preview", kwargs={"slug": cast.review.slug}), typed | {"measure": "MD"})
    assert "is recorded as events out of a total: choose Risk ratio or" in odd.content.decode()


def test_the_form_asks_whether_subgroups_were_planned(cast, sign_in, analysis, dose):
    typed = {
        "title": "Pain again", "outcome": analysis.outcome_id, "time_point": analysis.time_point_id,
        "measure": "RR", "model": "random", "tau2": "DL", "interval": "z", "in_protocol": "no",
        "subgroup": f"c:{dose.pk}", "population": [f"c:{dose.pk}=low", f"c:{dose.pk}=high"],
    }  # fmt: skip
    client, address = sign_in(cast.methodologist), reverse("analyses:define", kwargs={"slug": cast.review.slug})
    assert client.post(address, typed).context["form"].errors.keys() == {"subgroup_planned"}
    client.post(address, typed | {"subgroup_planned": "no"})
    made = Analysis.objects.get(title="Pain again")
    assert (made.subgroup, made.subgroup_planned, made.subgroup_spread) == (f"c:{dose.pk}", False, "separate")
    assert made.population == [{"attribute": f"c:{dose.pk}", "values": ["low", "high"]}]


def test_any_two_runs_stand_side_by_side(analysis, cast, sign_in, django_capture_on_commit_callbacks):
    first = run(analysis, cast.methodologist, django_capture_on_commit_callbacks)
    second = run(define(cast), cast.methodologist, django_capture_on_commit_callbacks)
    client, slug = sign_in(cast.observer), cast.review.slug
    address = reverse("analyses:compare_with", kwargs={"slug": slug, "run_id": second.pk})
    page = client.get(address, {"with": str(first.pk)}, follow=True)
    rows = {row[0]: row[1:] for row in page.context["parts"][0][2][1]}
    assert rows["Studies"] == ("5", "5")
    assert rows["Subgroup low"][1] == "–"
    assert [row for row in page.context["settings"][1] if row[0] == "Subgroups"] == [
        ("Subgroups", "Dose class (a tau² each; post hoc)", "–")
    ]
    assert len(page.context["parts"][1][2][1]) == 5
    assert client.get(address, {"with": "x"}).url.endswith(f"/runs/{second.pk}/")
