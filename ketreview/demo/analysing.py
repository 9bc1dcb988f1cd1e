"""The demo's one analysis, run twice, the narrative that the second run makes outdated, and how certain it is."""

from ketreview.demo.extracting import HALF_DONE, LATER, Frame, reconcile
from ketreview.demo.facts import facts
from ketreview.demo.people import Team
from ketreview.demo.searching import do_now
from ketreview.demo.writing import write
from synthesis.analyses.actions import add_leave_out, ask_for_run, define_analysis
from synthesis.appraisal.actions import add_tool, save_appraisal
from synthesis.grading.actions import add_row, begin, decide_domain, make_table
from synthesis.grading.compared import suggestions_of
from synthesis.grading.queries import evidence_of, offered_comparisons
from synthesis.models import Analysis, Study, StudyOutcome
from synthesis.networks.actions import ask_for_run as run_network
from synthesis.networks.actions import define_network, name_treatments
from synthesis.networks.queries import now_of
from synthesis.studies.characteristics.actions import add_characteristic, set_value

INTERVALS = {"HKSJ": "hksj"}


def analyse_and_write(team: Team, frame: Frame, studies: dict[str, Study]) -> None:
    """Reconcile all but the latest trial, pool, write; then reconcile that one and pool again."""
    reconcile(team, studies, [slug for slug in studies if slug not in (LATER, HALF_DONE)])
    describe(team, studies)
    appraise(team, frame, studies)
    analysis = define(team, frame)
    do_now(ask_for_run(analysis=analysis, by=team.methodologist))
    analysis.refresh_from_db()
    write(team, analysis)
    reconcile(team, studies, [LATER])
    do_now(ask_for_run(analysis=analysis, by=team.methodologist))
    analysis.refresh_from_db()
    grade(team, analysis)
    compare_all(team, frame)


TREATMENTS = ("ketamine", "lidocaine", "midazolam", "methadone", "placebo", "saline")


def compare_all(team: Team, frame: Frame) -> None:
    """The same outcome as a network of all arms: the crossover trials had lidocaine too, one trial midazolam."""
    recipe = facts("analysis")
    network = define_network(
        title="Pain response, all treatments",
        in_protocol=False,
        outcome=frame.outcomes[recipe["outcome"]],
        time_point=frame.times[recipe["time_key"]],
        measure=recipe["measure"],
        model=recipe["model"],
        tau2=recipe["tau2"],
        cautions="\n".join(["Every dose and route of ketamine counts as one treatment.", *recipe["cautions"]]),
        by=team.methodologist,
    )
    names = {line.arm_id: treatment_of(line.arm, line.role) for line in now_of(network).lines}
    name_treatments(network=network, version=1, names=names, reference="Placebo", by=team.methodologist)
    network.refresh_from_db()
    do_now(run_network(network=network, by=team.methodologist))
    offered = offered_comparisons(team.methodologist)
    begin(source=offered[f"{network.slug}|Ketamine v Placebo"], by=team.methodologist)


def treatment_of(arm: str, role: str) -> str:
    """The drug that the arm's name begins with; single doses beside an arm that combines them are left out."""
    if role == "other" and arm.startswith("Ketamine"):
        return ""
    found = next(word for word in TREATMENTS if word in arm.casefold())
    return "Placebo" if found == "saline" else found.capitalize()


def appraise(team: Team, frame: Frame, studies: dict[str, Study]) -> None:
    """RoB 2 for results, and two assessors' staged answers on one, from its abstract; nothing is settled."""
    tool = add_tool(kind="rob2", name="", level="result", by=team.methodologist)
    staged = facts("appraisal")
    study = studies[staged["study"]]
    result = StudyOutcome.objects.get(
        study=study, outcome=frame.outcomes[staged["outcome"]], time_point=frame.times[staged["time_key"]]
    )
    for key in ("a", "b"):
        save_appraisal(
            tool=tool, study=study, study_outcome=result, version=0, judgements=staged[key], complete=True,
            by=team.members[key],
        )  # fmt: skip


def describe(team: Team, studies: dict[str, Study]) -> None:
    """What pain each trial was about, as a characteristic of its study."""
    column = add_characteristic(name="Condition", by=team.methodologist)
    told = {line["slug"]: line["condition"] for line in facts("trials")["studies"]}
    for slug, study in studies.items():
        set_value(characteristic=column, study=study, by=team.methodologist, version=0, text=told[slug] or "")


def grade(team: Team, analysis: Analysis) -> None:
    """Two domains decided as the numbers suggest, the others left to whoever tries it; one summary of findings."""
    for domain in ("inconsistency", "imprecision"):
        suggested = suggestions_of(evidence_of(analysis))[domain]
        decide_domain(
            source=analysis, domain=domain, steps=suggested.steps or 0, reason=suggested.reason,
            by=team.methodologist,
        )  # fmt: skip
    table = make_table(
        by=team.methodologist, title="Ketamine against placebo", population="adults with chronic pain",
        setting="", intervention="ketamine", comparison="placebo",
    )  # fmt: skip
    add_row(table=table, source=analysis, by=team.methodologist)


def define(team: Team, frame: Frame) -> Analysis:
    """The recipe of analysis.json."""
    recipe = facts("analysis")
    analysis = define_analysis(
        by=team.methodologist,
        subgroup="design",
        slug=recipe["slug"],
        in_protocol=True,
        title=recipe["title"],
        outcome=frame.outcomes[recipe["outcome"]],
        time_point=frame.times[recipe["time_key"]],
        measure=recipe["measure"],
        model=recipe["model"],
        tau2=recipe["tau2"],
        interval=INTERVALS[recipe["interval"]],
        cautions="\n".join(recipe["cautions"]),
        favours_left="Favours placebo",
        favours_right="Favours ketamine",
    )
    add_leave_out(
        analysis=analysis, version=1, name="Without crossover trials", studies=[], planned=False,
        conditions=[{"attribute": "design", "values": ["crossover"]}], by=team.methodologist,
    )  # fmt: skip
    return analysis
