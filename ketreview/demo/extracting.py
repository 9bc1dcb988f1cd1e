"""The demo's studies: printed numbers of published trials, extracted twice and reconciled."""

from dataclasses import dataclass

from ketreview.demo.facts import facts, records_by_key
from ketreview.demo.people import Team
from screening.models import Member, Report
from synthesis.extraction.actions import accept_agreed, complete_extraction, save_value, settle, start_extraction
from synthesis.models import Arm, Extraction, Outcome, Study, StudyOutcome, TimePoint
from synthesis.studies.actions import add_arm, add_outcome, add_study_outcome, add_time_point, create_study

KINDS = {"binary": "binary", "continuous": "continuous", "estimate": "generic"}
BETTER = {"more": "higher", "less": "lower"}
NAMES = {"estimate": "estimate", "ci_lower": "ci_lb", "ci_upper": "ci_ub"}
FIELDS = {"binary": ("events", "total"), "continuous": ("mean", "sd", "n")}
DAYS = {"first": 0.0, "hours": 0.1, "day-1": 1.0, "days": 4.0, "week-1": 7.0, "week-8": 56.0, "weeks": 60.0}
LATER = "hardy-2012"
"""Included after the first run, so that the demo shows a narrative that new evidence made outdated."""
HALF_DONE = "carr-2004"
"""Extracted by one person so far."""


@dataclass
class Frame:
    """Outcomes and time points by their keys in the data."""

    outcomes: dict[str, Outcome]
    times: dict[str, TimePoint]


def make_frame(team: Team) -> Frame:
    """The outcomes that the included trials report, and the time points."""
    wanted = {result["outcome"] for line in included(team) for result in poolable(line)}
    outcomes = {
        line["slug"]: add_outcome(
            name=line["label"],
            kind=KINDS[line["kind"]],
            unit=line.get("unit", ""),
            better=BETTER[line["better"]],
            by=team.methodologist,
        )
        for line in facts("trials")["outcomes"]
        if line["slug"] in wanted
    }
    times = {
        line["key"]: add_time_point(label=line["label"], days=DAYS.get(line["key"]), by=team.methodologist)
        for line in facts("trials")["time_points"]
    }
    return Frame(outcomes, times)


def included(team: Team) -> list[dict]:
    """The trials of the data whose record both reviewers included at full text."""
    records = records_by_key(team.lead.review)
    settled = {line["key"] for line in facts("screening")["full_text"] if both_include(line)}
    return [line for line in facts("trials")["studies"] if line["record"] in settled and line["record"] in records]


def both_include(line: dict) -> bool:
    return all(line[key] and line[key]["verdict"] == "include" for key in ("a", "b"))


def poolable(line: dict) -> list[dict]:
    """A trial's results in the forms that have cells; one median has none and is left to the report."""
    return [result for result in line["results"] if result["form"] in KINDS]


def make_studies(team: Team, frame: Frame) -> dict[str, Study]:
    """A study for each included trial, with its arms and the outcomes it reports."""
    records = records_by_key(team.lead.review)
    studies = {}
    for line in included(team):
        report = Report.objects.get(record=records[line["record"]])
        study = create_study(
            reports=[report], by=team.methodologist, label=line["label"], design=line.get("design") or ""
        )
        for arm in line["arms"]:
            add_arm(study=study, name=arm["name"][:200], role=role_of(line, arm), by=team.methodologist)
        for outcome, time in dict.fromkeys((r["outcome"], r["time_key"]) for r in poolable(line)):
            add_study_outcome(
                study=study, outcome=frame.outcomes[outcome], time_point=frame.times[time], by=team.methodologist
            )
        studies[line["slug"]] = study
    return studies


def role_of(line: dict, arm: dict) -> str:
    """An arm's role; the single doses beside an arm that combines them stand outside the comparison."""
    combined = {"ketamine", "placebo"} <= {each["key"] for each in line["arms"]}
    part = combined and arm["key"].startswith("ketamine-")
    return "other" if part else arm["role"]


def extract_all(team: Team, frame: Frame, studies: dict[str, Study]) -> None:
    """Both extractors' forms. One study is left half done; reconciling comes later."""
    lines = {line["slug"]: line for line in facts("trials")["studies"]}
    for slug, study in studies.items():
        if not poolable(lines[slug]):
            continue
        for key in ("a", "b"):
            if slug == HALF_DONE and key == "b":
                continue
            extract(team.members[key], key, study, lines[slug], frame)


def extract(member: Member, key: str, study: Study, line: dict, frame: Frame) -> None:
    """One person's form: what the trial prints, apart from the differences that are staged."""
    form = start_extraction(study=study, by=member)
    arms = {arm["key"]: Arm.objects.get(study=study, name=arm["name"][:200]) for arm in line["arms"]}
    for result in poolable(line):
        cell = StudyOutcome.objects.get(
            study=study, outcome=frame.outcomes[result["outcome"]], time_point=frame.times[result["time_key"]]
        )
        staged = differences(line["slug"], result)
        for values in result["values"]:
            fill(form, member, cell, result, values, arms.get(values["arm"]), staged.get(values["arm"], {}), key)
    form.refresh_from_db()
    complete_extraction(
        extraction=form, version=form.version, by=member, rest_not_reported=True, warnings_read=True
    )


def differences(slug: str, result: dict) -> dict[str, dict]:
    """Arm -> field -> what each extractor is staged to have typed."""
    found: dict[str, dict] = {}
    for line in facts("trials")["extraction_differences"]:
        if (line["study"], line["outcome"], line["time_point"]) == (slug, result["outcome"], result["time_point"]):
            typed = {"a": line["extractor_a"], "b": line["extractor_b"], "settled": line}
            found.setdefault(line["arm"], {})[line["field"]] = typed
    return found


def fill(
    form: Extraction,
    member: Member,
    cell: StudyOutcome,
    result: dict,
    values: dict,
    arm: Arm | None,
    staged: dict[str, dict],
    key: str,
) -> None:
    """Save the cells of one arm (or of the comparison) with the place and the words they stand in."""
    pairs = {name: values.get(name) for name in FIELDS.get(result["form"], ())}
    if result["form"] == "estimate":
        pairs, arm = {NAMES[name]: values.get(name) for name in NAMES}, None
    for name, number in pairs.items():
        if name in staged:
            number = staged[name][key]
        save_value(
            extraction=form,
            study_outcome=cell,
            arm=arm,
            field=name,
            by=member,
            version=0,
            text="" if number is None else f"{number:g}",
            not_reported=number is None,
            page=(result.get("place") or "")[:60],
            quote=(result.get("quote") or "")[:500],
        )


def reconcile(team: Team, studies: dict[str, Study], slugs: list[str]) -> None:
    """Accept what both typed alike; settle the staged differences that the data call reconciled."""
    lines = {line["slug"]: line for line in facts("trials")["studies"]}
    for slug in slugs:
        if not poolable(lines[slug]):
            continue
        accept_agreed(study=studies[slug], by=team.methodologist)
        for result in poolable(lines[slug]):
            for arm_key, fields in differences(slug, result).items():
                for field, typed in fields.items():
                    if typed["settled"]["state"] == "reconciled":
                        settle_one(team, studies[slug], lines[slug], result, arm_key, field, typed["settled"])


def settle_one(team: Team, study: Study, line: dict, result: dict, arm_key: str, field: str, settled: dict) -> None:
    """One difference, decided for whoever typed the printed value."""
    name = next(arm["name"] for arm in line["arms"] if arm["key"] == arm_key)
    outcomes = {each["slug"]: each["label"] for each in facts("trials")["outcomes"]}
    times = {each["key"]: each["label"] for each in facts("trials")["time_points"]}
    settle(
        study=study,
        study_outcome=StudyOutcome.objects.get(
            study=study, outcome__name=outcomes[result["outcome"]], time_point__label=times[result["time_key"]]
        ),
        arm=Arm.objects.get(study=study, name=name[:200]),
        field=field,
        choice="first" if settled["value"] == settled["extractor_a"] else "second",
        reason=settled["reason"],
        by=team.methodologist,
    )
