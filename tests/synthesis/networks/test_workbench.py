"""From reconciled numbers of all arms to a frozen network: recipe, treatments, run, pages and files."""

import io
import json
import math
import zipfile

import pytest
from django.urls import reverse

from screening.errors import Closed, Invalid, Stale
from screening.models import Event, Job
from synthesis.analyses.runs.queries import changes_since
from synthesis.models import NetworkRun, ReconciledValue
from synthesis.networks import actions, queries
from synthesis.networks.printing import print_effect
from synthesis.stats import evaluate
from tests.synthesis.worlds import make_study, reconciled_study

TRIALS = {
    "One 2001": {"Ketamine 0.5 mg": (8, 12), "Placebo": (3, 12)},
    "Two 2002": {"Ketamine": (7, 12), "Lidocaine": (4, 12), "Saline": (2, 12)},
    "Three 2003": {"Ketamine": (5, 10), "Lidocaine": (1, 10), "Saline": (1, 10)},
    "Four 2004": {"Lidocaine": (9, 20), "Placebo": (6, 21)},
    "Five 2005": {"Ketamine": (10, 30), "Ketamine slow": (9, 20), "Placebo": (8, 30)},
}
NAMES = {"Ketamine 0.5 mg": "Ketamine", "Ketamine slow": "Ketamine", "Saline": "Placebo"}
RECIPE = {"title": "All treatments", "measure": "RR", "model": "random", "tau2": "REML", "cautions": ""}


def role_of(name: str) -> str:
    return "comparator" if name in ("Saline", "Placebo") else "experimental"


def add_trial(cast, label, counts):
    arms = tuple((name, role_of(name)) for name in counts)
    numbers = {name: {"events": str(e), "total": str(n)} for name, (e, n) in counts.items()}
    return reconciled_study(cast, label, numbers=numbers, arms=arms)


@pytest.fixture
def network(cast):
    for label, counts in TRIALS.items():
        add_trial(cast, label, counts)
    review = cast.review
    return actions.define_network(
        by=cast.methodologist, outcome=review.outcomes.get(), time_point=review.time_points.get(), **RECIPE
    )


@pytest.fixture
def named(network, cast):
    lines = queries.now_of(network).lines
    names = {line.arm_id: NAMES.get(line.arm, line.arm) for line in lines}
    actions.name_treatments(network=network, version=1, names=names, reference="", by=cast.methodologist)
    network.refresh_from_db()
    return network


def run(network, member, callbacks) -> NetworkRun:
    with callbacks(execute=True):
        job = actions.ask_for_run(network=network, by=member)
    job.refresh_from_db()
    assert (job.state, job.error) == (Job.State.DONE, "")
    network.refresh_from_db()
    return network.current_run


def test_a_run_freezes_what_went_in_and_equals_evaluate(named, cast, django_capture_on_commit_callbacks):
    frozen = run(named, cast.methodologist, django_capture_on_commit_callbacks)

    held = [(row["study"], row["treat"], row["e"], row["n"]) for row in frozen.inputs]
    assert ("Five 2005", "Ketamine", 19, 50) in held
    assert len(held) == 12
    columns = dict(zip(("study", "treat", "e", "n"), map(list, zip(*held, strict=True)), strict=True))
    call = {"measure": "RR", "model": "random", "estimator": "REML", "reference": "Placebo"}
    expected = evaluate(columns, "arm_binary", "network", call)
    assert frozen.result["estimate"] == [list(row) for row in expected["estimate"]]
    assert frozen.result["tau2"] == expected["tau2"]
    assert (frozen.settings["reference"], frozen.result["multi_arm"]) == ("Placebo", ["Three 2003", "Two 2002"])
    assert len(frozen.inputs_sha256) == 64
    assert sorted(frozen.versions) == ["Python", "numpy", "scipy", "synthesis.stats"]
    verbs = Event.objects.filter(actor=str(cast.methodologist), verb__startswith="network").order_by("at")
    assert [event.verb for event in verbs] == ["network defined", "network treatments named", "network run"]


def test_arms_under_their_own_names_fall_apart_and_the_page_says_how(cast, sign_in):
    add_trial(cast, "One", {"Ketamine": (8, 12), "Saline": (3, 12)})
    add_trial(cast, "Two", {"Lidocaine": (7, 12), "Placebo": (2, 12)})
    review = cast.review
    network = actions.define_network(
        by=cast.methodologist, outcome=review.outcomes.get(), time_point=review.time_points.get(), **RECIPE
    )
    with pytest.raises(Closed, match="2 parts that no study links: Saline – Ketamine; Lidocaine – Placebo"):
        actions.ask_for_run(network=network, by=cast.methodologist)

    client = sign_in(cast.methodologist)
    page = client.get(reverse("networks:show", kwargs={"slug": review.slug, "network_id": network.pk}))
    text = page.content.decode()
    assert "falls into 2 parts" in text
    assert "Run the network" not in text


def test_a_changed_number_or_name_makes_the_run_outdated(named, cast, django_capture_on_commit_callbacks):
    first = run(named, cast.methodologist, django_capture_on_commit_callbacks)
    assert not queries.is_outdated(first, queries.now_of(named))

    ReconciledValue.objects.filter(field="events", arm__name="Lidocaine", number=9).update(number=8, text="8")
    now = queries.now_of(named)
    assert [change.what for change in changes_since(first, now.pool)] == ["Four 2004, Lidocaine changed"]
    second = run(named, cast.methodologist, django_capture_on_commit_callbacks)
    assert (second.number, second.previous) == (2, first)

    lines = {line.arm: line.arm_id for line in now.lines if line.study == "Five 2005"}
    actions.name_treatments(
        network=named, version=named.version, names={lines["Ketamine slow"]: ""}, reference="Ketamine",
        by=cast.methodologist,
    )  # fmt: skip
    named.refresh_from_db()
    changes = {change.what for change in changes_since(second, queries.now_of(named).pool)}
    assert "Reference treatment" in changes
    assert any(change.startswith("Five 2005, Ketamine") for change in changes)


def test_recipes_that_cannot_be_are_refused(network, cast):
    place = {"outcome": network.outcome, "time_point": network.time_point}
    with pytest.raises(Invalid, match="MD does not fit a binary outcome in a network; choose one of OR, RR, RD"):
        actions.define_network(by=cast.methodologist, **place, **RECIPE | {"measure": "MD"})
    make_study(cast.lead, "Rates", "generic")
    generic = cast.review.outcomes.get(kind="generic")
    with pytest.raises(Invalid, match="needs an outcome that is recorded arm by arm"):
        actions.define_network(by=cast.methodologist, **place | {"outcome": generic}, **RECIPE)
    with pytest.raises(Invalid, match="No arm is “Water”"):
        actions.name_treatments(network=network, version=1, names={}, reference="Water", by=cast.methodologist)
    with pytest.raises(Stale):
        actions.name_treatments(network=network, version=7, names={}, reference="Placebo", by=cast.methodologist)


def test_the_pages_show_the_run_and_hand_out_its_files(named, cast, sign_in, django_capture_on_commit_callbacks):
    frozen = run(named, cast.methodologist, django_capture_on_commit_callbacks)
    client, slug = sign_in(cast.observer), cast.review.slug
    place = {"slug": slug, "run_id": frozen.pk}
    page = client.get(reverse("networks:show", kwargs={"slug": slug, "network_id": named.pk})).content.decode()
    names = [node["name"] for node in frozen.result["treatments"]]

    told = print_effect(frozen.settings, frozen.result, names.index("Ketamine"), 0)
    assert f'<td class="num">{told}</td>' in page
    for heading in ("League table", "Who was compared with whom", "Against Placebo", "How probable each rank is"):
        assert heading in page
    assert client.get(reverse("networks:show_run", kwargs=place)).status_code == 200
    league = client.get(reverse("networks:plot_file", kwargs=place | {"plot": "league", "file_format": "csv"}))
    value = math.exp(frozen.result["estimate"][names.index("Ketamine")][0])
    assert f"Ketamine,{names[0]},{value!r}," in league.content.decode("utf-8-sig")
    svg = client.get(reverse("networks:plot_file", kwargs=place | {"plot": "effects", "file_format": "svg"}))
    assert told.split(" (")[0].encode() in svg.content
    held = json.loads(client.get(reverse("networks:json", kwargs=place)).content)
    assert (held["schema"], held["result"]["estimate"]) == ("ketreview-network-run/1", frozen.result["estimate"])
    package = zipfile.ZipFile(io.BytesIO(client.get(reverse("networks:package", kwargs=place)).content))
    assert sorted(name.rpartition("/")[2] for name in package.namelist()) == [
        "README.txt", "analysis.R", "analysis.py", "data.csv", "expected.csv", "recipe.json",
    ]  # fmt: skip
    missing = reverse("networks:plot_file", kwargs=place | {"plot": "nothing", "file_format": "svg"})
    assert client.get(missing).status_code == 404


def test_forms_define_name_and_refuse_without_losing_what_was_typed(cast, sign_in):
    study = add_trial(cast, "One", {"Ketamine": (8, 12), "Saline": (3, 12)})
    client, slug = sign_in(cast.methodologist), cast.review.slug
    held = {
        **RECIPE, "outcome": cast.review.outcomes.get().pk, "time_point": cast.review.time_points.get().pk,
        "in_protocol": "no",
    }  # fmt: skip
    refused = client.post(reverse("networks:define", kwargs={"slug": slug}), held | {"measure": "MD"})
    assert refused.status_code == 422
    assert "choose one of Odds ratio, Risk ratio, Risk difference" in refused.content.decode()
    client.post(reverse("networks:define", kwargs={"slug": slug}), held)
    network = cast.review.networks.get()

    page = reverse("networks:treatments", kwargs={"slug": slug, "network_id": network.pk})
    arms = {f"arm-{arm.pk}": arm.name for arm in study.arms.all()}
    wrong = client.post(page, arms | {"version": 1, "reference": "Water"})
    assert wrong.status_code == 422
    assert 'value="Water"' in wrong.content.decode()
    saline = study.arms.get(name="Saline")
    client.post(page, arms | {"version": 1, "reference": "Placebo", f"arm-{saline.pk}": "Placebo"})
    network.refresh_from_db()
    assert (network.treatments, network.reference) == ({str(saline.pk): "Placebo"}, "Placebo")


def test_the_list_asks_as_often_for_many_as_for_one(named, cast, sign_in, django_assert_num_queries):
    client, address = sign_in(cast.observer), reverse("networks:list", kwargs={"slug": cast.review.slug})
    client.get(address)
    with django_assert_num_queries(COUNT := _count(client, address)):
        client.get(address)
    for title in ("B", "C", "D"):
        actions.define_network(
            by=cast.methodologist, outcome=named.outcome, time_point=named.time_point, **RECIPE | {"title": title}
        )
    with django_assert_num_queries(COUNT):
        client.get(address)


def _count(client, address) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as found:
        client.get(address)
    return len(found)
