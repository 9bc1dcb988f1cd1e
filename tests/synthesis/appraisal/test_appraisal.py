"""Risk of bias: two assessors sealed from each other, what is settled, and where it shows."""

import io

import pytest
from django.urls import reverse
from PIL import Image

from screening.errors import Closed, Invalid, Stale
from screening.models import Event
from synthesis.analyses import actions as analyses
from synthesis.analyses import run_forest
from synthesis.analyses.freezing import differences
from synthesis.analyses.queries import inputs_now
from synthesis.appraisal import actions, queries, sealing
from synthesis.appraisal.tools.columns import robvis_rows
from synthesis.charts.forest_rows import table
from synthesis.grading.suggestions import Evidence, risk_of_bias
from synthesis.stats import analyse
from tests.synthesis.appraisal.answers import judgements, posted, save, settle

DOMAINS = ("D1", "D2", "D3", "D4", "D5")
SECRET = "Allocation was read out to everybody"


def both(tool, study, cast, first=None, second=None):
    save(tool, study, cast.extractor, first or judgements())
    save(tool, study, cast.second_extractor, second or judgements())


def test_nothing_of_the_other_is_seen_until_both_are_complete(tool, study, cast, sign_in):
    save(tool, study, cast.extractor, judgements("high", support=SECRET))
    save(tool, study, cast.second_extractor, judgements("some"), complete=False)

    assert sealing.own_appraisal(cast.second_extractor, tool, study, None).judgements == judgements("some")
    with pytest.raises(Closed, match="sealed until both assessors have completed"):
        sealing.both(cast.methodologist, tool, study, None)
    with pytest.raises(Closed, match="Only members who may reconcile"):
        sealing.both(cast.second_extractor, tool, study, None)
    place = {"slug": cast.review.slug, "tool_id": tool.pk}
    for member in (cast.second_extractor, cast.methodologist, cast.lead, cast.observer):
        page = sign_in(member).get(reverse("appraisal:tool", kwargs=place)).content.decode()
        assert SECRET not in page
        assert "Extractor" not in page or member.can("reconcile")
    own = sign_in(cast.second_extractor).get(reverse("appraisal:judge", kwargs=place | {"line": f"s{study.pk}"}))
    assert SECRET not in own.content.decode()
    answer = sign_in(cast.methodologist).get(reverse("appraisal:settle", kwargs=place | {"line": f"s{study.pk}"}))
    assert SECRET not in answer.content.decode()
    assert SECRET not in str(list(Event.objects.values()))


def test_a_complete_appraisal_stays_and_a_third_assessor_finds_no_seat(tool, study, cast):
    both(tool, study, cast)
    with pytest.raises(Closed, match="stays as it is"):
        save(tool, study, cast.extractor, judgements("high"), version=2)
    with pytest.raises(Closed, match="two assessors already"):
        save(tool, study, cast.lead, judgements())


def test_an_incomplete_or_too_good_appraisal_is_not_completed(tool, study, cast):
    half = {"D1": {"level": "low", "support": ""}}
    draft = save(tool, study, cast.extractor, half, complete=False)
    with pytest.raises(Invalid, match="Deviations from the intended interventions, .*, Overall"):
        save(tool, study, cast.extractor, half, version=draft.version)
    with pytest.raises(Invalid, match=r"better than the worst domain \(high\)"):
        save(tool, study, cast.extractor, judgements("low", D3="high"), version=draft.version)
    with pytest.raises(Stale):
        save(tool, study, cast.extractor, judgements(), version=draft.version - 1)
    with pytest.raises(Invalid, match="is no level of RoB 2"):
        save(tool, study, cast.extractor, {"D1": {"level": "superb"}}, version=draft.version)


def test_settling_takes_one_of_both_or_says_why(tool, study, cast):
    both(tool, study, cast, judgements("low"), judgements("low", "some", D2="some"))
    with pytest.raises(Invalid, match="D1: neither assessor judged so"):
        settle(tool, study, cast.methodologist, judgements("low", "high", D1="high"))
    settled = settle(tool, study, cast.methodologist, judgements("low", "some", D2="some"))
    with pytest.raises(Stale):
        settle(tool, study, cast.methodologist, judgements(), version=settled.version + 3)
    event = Event.objects.get(verb="appraisal settled")
    assert event.after["D2"] == "some"


def test_what_is_settled_stands_in_the_plot_the_run_and_the_certainty(tool, study, cast):
    analysis = analyses.define_analysis(
        by=cast.methodologist, outcome=cast.review.outcomes.get(), time_point=cast.review.time_points.get(),
        favours_left="", favours_right="", title="T", measure="RR", model="random", tau2="REML", interval="z",
        cautions="",
    )  # fmt: skip
    before = inputs_now(analysis)
    held = judgements("low", "high", D2="some", D4="high")
    both(tool, study, cast, held, held)
    assert inputs_now(analysis) == before
    settle(tool, study, cast.methodologist, held)
    rows = inputs_now(analysis)

    assert rows[0]["risk_of_bias"] == "High"
    assert [line.what for line in differences(before, rows, {}, {})] == [
        "Noppers 2011, risk of bias",
        *(f"Noppers 2011, risk of bias, {code}" for code in DOMAINS),
    ]
    result = analyse(rows, "binary", "RR").to_dict()
    settings = {"kind": "binary", "measure": "RR", "model": "random"}
    plot = run_forest.forest_data("T", settings, rows, result, ("", ""))
    assert plot.judgement_headers == (*DOMAINS, "Overall")
    assert plot.studies[0].judgements == ("low", "some", "low", "high", "low", "high")
    assert table(plot)[0][-6:] == (*DOMAINS, "Overall")
    result["studies"][0]["weight_pct"] = 100.0
    suggested = risk_of_bias(Evidence(settings, rows, result))
    assert (suggested.steps, suggested.reason[:5]) == (-2, "100% ")


def test_the_page_of_results_shows_plots_and_hands_out_files(tool, study, cast, sign_in):
    held = judgements("low", "some", D2="some")
    both(tool, study, cast, held, held)
    client, place = sign_in(cast.methodologist), {"slug": cast.review.slug, "tool_id": tool.pk}
    line = place | {"line": f"s{study.pk}"}
    page = client.get(reverse("appraisal:settle", kwargs=line)).content.decode()
    assert "Deviations from the intended interventions" in page
    client.post(reverse("appraisal:settle", kwargs=line), posted(held) | {"version": 0})

    page = client.get(reverse("appraisal:tool", kwargs=place)).content.decode()
    assert 'id="traffic-lights-heading">Risk of bias by study' in page
    robvis = client.get(reverse("appraisal:robvis", kwargs=place)).content.decode()
    assert robvis.splitlines() == [
        "Study,D1,D2,D3,D4,D5,Overall,Weight", "Noppers 2011,Low,Some concerns,Low,Low,Low,Some concerns,1",
    ]  # fmt: skip
    for plot in ("traffic-lights", "summary"):
        csv = client.get(reverse("appraisal:plot_file", kwargs=place | {"plot": plot, "file_format": "csv"}))
        assert "D2 Deviations from the intended interventions" in csv.content.decode("utf-8-sig")
        svg = client.get(reverse("appraisal:plot_file", kwargs=place | {"plot": plot, "file_format": "svg"}))
        assert svg["Content-Type"] == "image/svg+xml"
        address = reverse("appraisal:plot_file", kwargs=place | {"plot": plot, "file_format": "png"})
        assert f'href="{address}?dpi=600"' in page
    usual, fine = (Image.open(io.BytesIO(client.get(address + asked).content)).width for asked in ("", "?dpi=600"))
    assert fine == pytest.approx(2 * usual, abs=2)


def test_an_assessor_types_a_draft_then_completes_it(tool, study, cast, sign_in):
    client = sign_in(cast.extractor)
    page = reverse("appraisal:judge", kwargs={"slug": cast.review.slug, "tool_id": tool.pk, "line": f"s{study.pk}"})
    client.post(page, {"version": 0, "level-D1": "low", "support-D1": SECRET, "do": "draft"})
    refused = client.post(page, {"version": 2, "level-D1": "some", "support-D1": SECRET, "do": "complete"})
    assert refused.status_code == 422
    assert SECRET in refused.content.decode()
    client.post(page, posted(judgements()) | {"version": 2, "do": "complete"})
    own = sealing.own_appraisal(cast.extractor, tool, study, None)
    assert (own.state, own.judgements["D1"]["level"]) == ("complete", "low")


def test_tools_of_ones_own_and_results(cast, study):
    with pytest.raises(Invalid, match="Name at least one domain"):
        actions.add_tool(kind="own", name="Ours", level="study", by=cast.lead)
    own = actions.add_tool(
        kind="own", name="Ours", level="result", domains="Funding\n Blinding  of staff\n", by=cast.lead
    )
    assert own.domains == [{"code": "D1", "name": "Funding"}, {"code": "D2", "name": "Blinding of staff"}]
    with pytest.raises(Invalid, match="There is a tool “ours” already"):
        actions.add_tool(kind="own", name="ours", level="study", domains="A", by=cast.lead)
    (target,) = queries.targets(cast.lead, own)
    assert target.key == f"r{study.study_outcomes.get().pk}"
    headers, rows = robvis_rows(own, [("S", {"D1": {"level": "unclear"}, "overall": {"level": "high"}})])
    assert (headers, rows) == (
        ["Study", "Funding", "Blinding of staff", "Overall", "Weight"], [["S", "Unclear", "", "High", "1"]],
    )  # fmt: skip
