"""Text, certainty, findings, exports and reports rest on a network's comparison as they rest on an analysis."""

import csv
import io
from math import exp

import pytest
from django.urls import reverse

from screening.errors import Closed, Invalid
from screening.models import Event
from synthesis.analyses.runs.actions import freeze
from synthesis.grading import actions as grading
from synthesis.grading import queries as rated
from synthesis.grading.compared import suggestions_of
from synthesis.models import NetworkComparison, NetworkRun
from synthesis.narratives import actions
from synthesis.narratives.queries.documents import draft_document
from synthesis.narratives.queries.moves import moves_behind
from synthesis.narratives.queries.texts import standing_statements
from synthesis.narratives.queries.words import said_now
from synthesis.networks.actions import archive_network, define_network
from synthesis.networks.printing import print_effect, print_prediction
from synthesis.networks.recipe import NetworkRecipe
from synthesis.stats.network_analysis import analyse_network
from synthesis.studies import actions as studies

TRIALS = (
    ("One", "Placebo", 12, 100), ("One", "Ketamine", 24, 100), ("Two", "Placebo", 10, 90),
    ("Two", "Ketamine", 15, 90),
    ("Three", "Placebo", 14, 80), ("Three", "Lidocaine", 18, 80), ("Four", "Lidocaine", 10, 60),
    ("Four", "Ketamine", 16, 60), ("Five", "Placebo", 20, 120), ("Five", "Lidocaine", 23, 120),
    ("Six", "Placebo", 9, 70), ("Six", "Ketamine", 17, 70),
)  # fmt: skip
EFFECT = "{{nw:all-treatments|Ketamine v Placebo|est_ci}}"


def run(network, member, trials=TRIALS) -> NetworkRun:
    """A run of the trials, without the worker."""
    rows = [
        {"study": s, "study_id": None, "treat": t, "e": e, "n": n, "usable": True, "reason": ""}
        for s, t, e, n in trials
    ]
    recipe = NetworkRecipe("binary", "RR", "random", "REML", "Placebo", True, draws=100)
    result = analyse_network(rows, **recipe.call())
    frozen = freeze(
        network, inputs=rows, settings=recipe.to_dict(), result=result.to_dict(), versions={"numpy": "2"}, by=member
    )
    network.refresh_from_db()
    return frozen


@pytest.fixture
def network(cast):
    member = cast.methodologist
    outcome = studies.add_outcome(name="Pain response", kind="binary", by=member)
    point = studies.add_time_point(label="1 week", days=7, by=member)
    made = define_network(
        by=member, title="All treatments", outcome=outcome, time_point=point, measure="RR", model="random",
        tau2="REML", cautions="",
    )  # fmt: skip
    run(made, member)
    return made


@pytest.fixture
def statement(cast, network, monkeypatch):
    """A statement that quotes Ketamine v Placebo; the data stand as they were pooled."""
    monkeypatch.setattr("synthesis.networks.queries.is_outdated", lambda run, now: False)
    narrative = actions.create_narrative(title="Ketamine", by=cast.methodologist)
    block = actions.add_block(narrative=narrative, kind="paragraph", by=cast.methodologist)
    return actions.add_statement(
        block=block, kind="effect", text=f"More people responded to ketamine: {EFFECT}.", by=cast.methodologist
    )


def fresh(statement):
    version = statement.block.narrative_version
    return standing_statements(version).get(pk=statement.pk)


def told(held: NetworkRun, first="Ketamine", second="Placebo") -> str:
    names = [node["name"] for node in held.result["treatments"]]
    effect = print_effect(held.settings, held.result, names.index(first), names.index(second))
    return f"RR {effect.replace('(', '(95% CI ')}"


MORE = tuple((s, t, 2 * e if t == "Ketamine" else e, n) for s, t, e, n in TRIALS)


def test_a_newer_run_marks_the_statement_and_says_what_moved(statement, network, cast):
    first = network.current_run
    token = fresh(statement).tokens.get()
    assert (token.frozen_run, token.confirmed_text) == (first, told(first))
    assert str(token.comparison) == "All treatments: Ketamine v Placebo"

    second = run(network, cast.methodologist, MORE)
    assert actions.refresh_statuses(review=cast.review, recipe=network) == [statement]
    now = fresh(statement)
    event = now.status_events.first()
    assert (now.status, event.frozen_run) == ("outdated", second)
    assert (event.before, event.after) == tuple(
        f"More people responded to ketamine: {told(each)}." for each in (first, second)
    )
    (move,) = moves_behind(now, said_now(cast.review))
    assert "One, Ketamine changed" in move.causes
    assert [signal.code for signal in move.signals] == ["B2"]
    accepted = actions.accept_statement(statement=now, version=now.version, by=cast.methodologist)
    assert (accepted.status, fresh(statement).tokens.get().frozen_run) == ("current", second)
    assert actions.refresh_statuses(review=cast.review, recipe=network) == []


def test_a_run_without_the_treatment_breaks_it_and_no_number_stands_in(statement, network, cast):
    run(network, cast.methodologist, [row for row in TRIALS if row[1] != "Ketamine"])
    actions.refresh_statuses(review=cast.review, recipe=network)
    now = fresh(statement)
    assert now.status == "broken"
    assert "run 2 of “All treatments” does not compare “Ketamine v Placebo”" in now.status_events.first().rule


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("{{nw:all-treatments|Ketamine v Water|est}}", "there is no comparison"),
        ("{{nw:all-treatments|Ketamine v Placebo|i2}}", "gives no “i2”. It gives: est_ci, est, ci, p, k"),
        ("{{nw:all-treatments|est}}", "no whole token"),
    ],
)
def test_what_no_run_says_cannot_be_quoted(statement, cast, typed, why):
    with pytest.raises(Invalid, match=why):
        actions.add_statement(block=statement.block, kind="effect", text=typed, by=cast.methodologist)


def test_both_ways_round_and_predictions_can_be_quoted(statement, network, cast):
    held, said = network.current_run, said_now(cast.review)
    there, back = (said[f"all-treatments|{pair}"].words for pair in ("Ketamine v Placebo", "Placebo v Ketamine"))
    names = [node["name"] for node in held.result["treatments"]]
    assert float(there["est"]) == pytest.approx(1 / float(back["est"]), abs=0.02)
    assert there["pi"] == print_prediction(held.settings, held.result, names.index("Ketamine"), 0)
    assert (there["k"], said["all-treatments|Lidocaine v Placebo"].words["k"]) == ("3", "2")


def test_linked_evidence_goes_out_of_date_and_a_release_pins_the_run(statement, network, cast, sign_in):
    said = said_now(cast.review)
    fact = actions.add_statement(block=statement.block, kind="fact", text="It helps.", by=cast.methodologist)
    source = said["all-treatments|Lidocaine v Placebo"].source
    link = actions.link_evidence(statement=fact, source=source, stance="supports", by=cast.methodologist)
    assert (link.frozen_run, link.confirmed_text) == (network.current_run, told(network.current_run, "Lidocaine"))

    client, slug = sign_in(cast.methodologist), cast.review.slug
    for name, place in (("statement", {"statement_id": fact.pk}), ("change", {"statement_id": statement.pk})):
        page = client.get(reverse(f"narratives:{name}", kwargs={"slug": slug, **place}))
        assert "Lidocaine v Placebo" in page.content.decode()
    narrative = statement.block.narrative_version.narrative
    release = actions.release(narrative=narrative, number=1, by=cast.methodologist)
    assert list(release.network_runs.all()) == [network.current_run]
    assert [pin["slug"] for pin in release.content["pins"]] == [
        "all-treatments|Ketamine v Placebo", "all-treatments|Lidocaine v Placebo",
    ]  # fmt: skip
    narrative.refresh_from_db()
    run(network, cast.methodologist, [(s, t, e + (t == "Lidocaine") * 9, n) for s, t, e, n in TRIALS])
    actions.refresh_statuses(review=cast.review, recipe=network)
    statuses = [each.status for each in standing_statements(narrative.current)]
    assert statuses == ["outdated", "outdated"]
    with pytest.raises(Closed, match="A narrative quotes “All treatments”"):
        archive_network(network=network, by=cast.methodologist)


def test_a_text_whose_network_has_newer_data_says_so(statement, network, monkeypatch):
    monkeypatch.setattr("synthesis.networks.queries.is_outdated", lambda run, now: True)
    (pin,) = draft_document(statement.block.narrative_version, on=statement.block.narrative_version.created_at).pins
    assert (pin.kind, pin.changed, pin.said) == ("network", True, told(network.current_run))


def comparison(network, first="Ketamine", second="Placebo") -> NetworkComparison:
    return NetworkComparison(network=network, first=first, second=second)


def test_a_comparison_is_rated_by_its_own_numbers(network, cast):
    held = grading.begin(source=comparison(network), by=cast.methodologist)
    source = rated.source_of_key(cast.methodologist, held.source.key)
    evidence = rated.evidence_of(source)
    names = [node["name"] for node in network.current_run.result["treatments"]]
    ketamine, result = names.index("Ketamine"), network.current_run.result
    assert evidence.effect() == tuple(exp(result[name][ketamine][0]) for name in ("estimate", "ci_lb", "ci_ub"))
    assert (evidence.people(), evidence.k) == ("520 (3), directly", 3)
    assert evidence.baseline() == pytest.approx(0.1285714, abs=1e-6)  # of 12/100, 10/90, 14/80, 20/120, 9/70: 9/70
    told_of = suggestions_of(evidence)
    assert told_of["imprecision"].reason.endswith("has no plain number, so none is counted.")
    assert "Direct against indirect evidence: p = " in told_of["inconsistency"].reason
    assert told_of["risk-of-bias"].steps is None

    row = grading.decide_domain(source=source, domain="imprecision", steps=-1, reason="Few", by=cast.methodologist)
    assert (row.frozen_run, row.certainty) == (network.current_run, held)
    with pytest.raises(Invalid, match="“Ketamine v Placebo” is rated already"):
        grading.begin(source=comparison(network, "Placebo", "Ketamine"), by=cast.methodologist)
    assert Event.objects.filter(verb="certainty begun").count() == 1


def test_a_summary_of_findings_takes_comparisons_with_absolute_effects(network, cast, sign_in):
    fields = {"title": "T", "population": "", "setting": "", "intervention": "drugs", "comparison": "placebo"}
    table = grading.make_table(by=cast.methodologist, **fields)
    client, slug = sign_in(cast.methodologist), cast.review.slug
    add = reverse("grading:add_row", kwargs={"slug": slug, "table_id": table.pk})
    for pair in ("Ketamine v Placebo", "Lidocaine v Ketamine"):
        client.post(add, {"source": f"all-treatments|{pair}"})
    page = client.get(reverse("grading:table", kwargs={"slug": slug, "table_id": table.pk}))
    first, second = ([str(cell) for cell in line["cells"]] for line in page.context["lines"])
    held = network.current_run
    names = [node["name"] for node in held.result["treatments"]]
    risk = 9 / 70 * exp(held.result["estimate"][names.index("Ketamine")][0])
    assert first[0].startswith("Pain response, 1 week (Ketamine v Placebo, network)")
    assert first[2] == told(held).replace("95% CI ", "")
    assert first[4].startswith(f"{round(1000 * risk)} per 1,000")
    assert second[1] == "120 (1), directly"
    assert "Baseline risk: the median risk of the arms with Ketamine." in [
        note for _, note in page.context["notes"]
    ]
    begun = client.post(reverse("grading:begin", kwargs={"slug": slug}), {"source": "all-treatments|Water v Air"})
    assert (begun.status_code, NetworkComparison.objects.count()) == (302, 2)


def test_the_results_export_has_every_arm_and_every_comparison(network, cast, sign_in):
    address = reverse("reports:results", kwargs={"slug": cast.review.slug})
    rows = list(csv.DictReader(io.StringIO(sign_in(cast.observer).get(address).content.decode())))
    arms, compared = ([row for row in rows if row["Row"] == kind] for kind in ("arm", "comparison"))
    held = network.current_run.result
    names = [node["name"] for node in held["treatments"]]
    assert [(row["Study"], row["Treatment"], row["e1"], row["n1"]) for row in arms[:2]] == [
        ("One", "Placebo", "12", "100"), ("One", "Ketamine", "24", "100"),
    ]  # fmt: skip
    assert {(row["Treatment"], row["Against"]) for row in compared} == {
        ("Ketamine", "Placebo"), ("Lidocaine", "Placebo"), ("Lidocaine", "Ketamine"),
    }  # fmt: skip
    for row in compared:
        i, j = names.index(row["Treatment"]), names.index(row["Against"])
        assert float(row["yi"]) == held["estimate"][i][j]
        assert float(row["Prediction lower"]) == exp(held["prediction"]["lb"][i][j])


def test_a_report_takes_the_run_of_a_network_that_was_chosen(network, cast, sign_in):
    first, second = network.current_run, run(network, cast.methodologist, MORE)
    client, address = sign_in(cast.observer), reverse("reports:report", kwargs={"slug": cast.review.slug})
    usual = client.get(address).content.decode()
    assert told(second).split(" (")[0].removeprefix("RR ") in usual
    place = {"picked": "1", "run": str(first.pk), "section": ["networks", "runs", "protocol"]}
    chosen = client.get(address, place).content.decode()
    assert "This is run 1; the current one is run 2." in chosen
    assert "Package of All treatments, run 1" in chosen
    assert print_effect(first.settings, first.result, 1, 0) in chosen
    assert print_effect(second.settings, second.result, 1, 0) not in chosen


def test_two_runs_of_networks_stand_side_by_side(network, cast, sign_in):
    first, second = network.current_run, run(network, cast.methodologist, MORE)
    address = reverse("networks:compare_with", kwargs={"slug": cast.review.slug, "run_id": second.pk})
    page = sign_in(cast.observer).get(address, {"with": str(first.pk)}, follow=True)
    rows = {row[0]: row[1:] for row in page.context["parts"][1][2][1]}
    assert rows["Ketamine v Placebo"] == tuple(told(each).replace("95% CI ", "") for each in (first, second))
    assert "One, Ketamine changed" in page.content.decode()
