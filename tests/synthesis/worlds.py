"""Worlds for tests of synthesis: included reports, studies with arms and outcomes, forms filled and reconciled."""

from django.utils import timezone

from screening.models import Member, Report, StageRecord
from synthesis.analyses.queries import recipe_of
from synthesis.analyses.runs.actions import freeze
from synthesis.extraction import actions as extraction
from synthesis.extraction import sealing
from synthesis.models import Analysis, Run, Study, StudyOutcome
from synthesis.studies import actions as studies
from tests import factories

BINARY = {"Ketamine": {"events": "8", "total": "12"}, "Placebo": {"events": "3", "total": "12"}}
CONTINUOUS = {
    "Ketamine": {"mean": "2.5", "sd": "1.5", "n": "20"},
    "Placebo": {"mean": "4.0", "sd": "2", "n": "21"},
}
GENERIC = {None: {"estimate": "1.95", "ci_lb": "1.46", "ci_ub": "2.61"}}
RATES = {"Ketamine": {"events": "8", "time": "120.5"}, "Placebo": {"events": "13", "time": "118"}}
NUMBERS = {"rate2": RATES, "binary": BINARY, "continuous": CONTINUOUS, "generic": GENERIC}


def frozen_run(analysis: Analysis, member: Member, *, inputs: list[dict], result: dict, **versions: str) -> Run:
    """A run of the recipe as it stands with that result, without the worker."""
    settings = recipe_of(analysis).to_dict()
    run = freeze(analysis, inputs=inputs, settings=settings, result=result, versions=versions, by=member)
    analysis.refresh_from_db()
    return run


def included_report(member: Member, *, state: str = "included", **fields) -> Report:
    """A report whose record stands in the full-text stage in that state; released unless waiting or in conflict."""
    record = factories.make_record(factories.make_batch(member), **fields)
    settled = timezone.now() if state in ("included", "excluded") else None
    stage = member.review.stages.get(kind="full-text")
    StageRecord.objects.create(stage=stage, record=record, state=state, settled_at=settled, released_at=settled)
    return Report.objects.create(review=member.review, record=record)


NAMES = {
    "binary": "Pain response",
    "continuous": "Pain intensity",
    "rate2": "Relapses",
    "generic": "Harm, rate ratio",
    "proportion": "Pain response in one group",
    "correlation": "Pain and dose",
}


def make_study(member: Member, label: str = "Noppers 2011", kind: str = "binary", arms: tuple = ()) -> Study:
    """A study with an experimental and a comparator arm that reports one outcome of the kind at one time."""
    study = studies.create_study(reports=[included_report(member)], label=label, by=member)
    for name, role in arms or (("Ketamine", "experimental"), ("Placebo", "comparator")):
        studies.add_arm(study=study, name=name, role=role, by=member)
    outcome = member.review.outcomes.filter(kind=kind).first() or studies.add_outcome(
        name=NAMES[kind],
        kind=kind,
        by=member,
    )
    point = member.review.time_points.first() or studies.add_time_point(label="1 week", days=7, by=member)
    studies.add_study_outcome(study=study, outcome=outcome, time_point=point, by=member)
    return study


def fill(member: Member, study: Study, numbers: dict, *, complete: bool = True, **place):
    """Begin the member's form, type the numbers ({arm: {field: text}}, None for not reported), complete it."""
    form = extraction.start_extraction(study=study, by=member)
    row: StudyOutcome = study.study_outcomes.select_related("outcome").get()
    for name, cells in numbers.items():
        arm = study.arms.get(name=name) if name else None
        for field, text in cells.items():
            key = (row.pk, arm.pk if arm else None, field)
            stored = sealing.own_values(member, study).get(key)
            extraction.save_value(
                extraction=form,
                study_outcome=row,
                arm=arm,
                field=field,
                by=member,
                version=stored.version if stored else 0,
                text=text,
                not_reported=text is None,
                **place,
            )
    if complete:
        extraction.complete_extraction(extraction=form, version=form.version, by=member, warnings_read=True)
    return form


def reconciled_study(
    cast, label: str = "Noppers 2011", kind: str = "binary", numbers=None, arms: tuple = ()
) -> Study:
    """A study on which both extractors agreed and whose values the methodologist accepted."""
    study = make_study(cast.lead, label, kind, arms)
    for member in (cast.extractor, cast.second_extractor):
        fill(member, study, numbers or NUMBERS[kind])
    extraction.accept_agreed(study=study, by=cast.methodologist)
    return study
