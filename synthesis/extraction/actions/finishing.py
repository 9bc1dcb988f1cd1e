"""A form is completed, reopened, or set aside for another extractor."""

from django.db import transaction
from django.utils import timezone

from ketreview.wording import plural
from screening.errors import Closed, Invalid
from screening.models import Member
from screening.team.audit import record_event
from screening.versions import save_version
from synthesis.extraction import sealing
from synthesis.extraction.actions.filling import save_value
from synthesis.extraction.actions.possible import refuse_errors, told
from synthesis.extraction.fields import Finding, Key
from synthesis.extraction.queries import CellGroup, cell_groups, findings_of, required_keys, unfilled_keys
from synthesis.models import ExtractedValue, Extraction, ReconciledValue, Study


@transaction.atomic
def complete_extraction(
    *,
    extraction: Extraction,
    version: int,
    by: Member,
    rest_not_reported: bool = False,
    warnings_read: bool = False,
) -> Extraction:
    """Finish one's own form. Raises Invalid with what stands in the way.

    Cells not yet filled must be filled or, with `rest_not_reported`, are marked as not reported. Values that
    cannot be true stop it; warnings stop it until `warnings_read`.
    """
    study = Study.objects.select_for_update(no_key=True).get(pk=extraction.study_id)
    _own_state(extraction, by, Extraction.State.DRAFT, "This form is complete already.")
    groups = cell_groups(study)
    values = sealing.own_values(by, study)
    unfilled = unfilled_keys(groups, values)
    if unfilled and not rest_not_reported:
        raise Invalid(
            f"{len(unfilled)} of {plural(len(required_keys(groups)), 'cell')} "
            f"{'is' if len(unfilled) == 1 else 'are'} not filled. Fill in what the report gives, and mark the rest "
            "as not reported."
        )
    _mark_not_reported(extraction, groups, unfilled, values, by)
    _check_findings(findings_of(groups, values), warnings_read)
    save_version(extraction, version=version, state=Extraction.State.COMPLETE, completed_at=timezone.now())
    record_event("form completed", extraction, by=by)
    return extraction


@transaction.atomic
def reopen_extraction(*, extraction: Extraction, version: int, by: Member, reason: str = "") -> Extraction:
    """Make one's own complete form a draft again: with a reason, not after reconciling began, and not by somebody
    who can see both forms. To fill cells that came later it is always reopened, and needs no typed reason."""
    study = Study.objects.select_for_update(no_key=True).get(pk=extraction.study_id)
    _own_state(extraction, by, Extraction.State.COMPLETE, "This form is open already.")
    if new := unfilled_keys(cell_groups(study), sealing.own_values(by, study)):
        reason = reason.strip() or f"Cells that came after it was completed: {len(new)}"
    else:
        _check_may_change(study, reason, by)
    save_version(extraction, version=version, state=Extraction.State.DRAFT)
    record_event("form reopened", extraction, by=by, reason=reason.strip())
    return extraction


def _check_may_change(study: Study, reason: str, by: Member) -> None:
    """Raises where a form without new cells may not be reopened."""
    if not reason.strip():
        raise Invalid("Say why the form is reopened; the reason is kept in the audit trail.")
    if study.pk in sealing.ready_studies(by):
        raise Closed(
            "Both forms are complete and your role lets you see both, so yours would no longer be independent. "
            "Settle the difference on the reconcile page instead."
        )
    if ReconciledValue.objects.filter(study_outcome__study=study).exists():
        raise Closed("The forms of this study are being reconciled. Tell the reconciler what to correct.")


@transaction.atomic
def set_aside(*, study: Study, seat: int, reason: str, by: Member) -> None:
    """Free a seat whose extractor does not go on; the form is kept, and its extractor may take a seat again."""
    study = Study.objects.select_for_update(no_key=True).get(pk=study.pk)
    if not reason.strip():
        raise Invalid("Say why the form is set aside; the reason is kept in the audit trail.")
    if ReconciledValue.objects.filter(study_outcome__study=study).exists():
        raise Closed(f"The forms of {study} are being reconciled, so both stay.")
    form = Extraction.objects.filter(study=study, seat=seat).select_related("extractor__user", "study").first()
    if form is None:
        raise Invalid(f"Seat {seat} of {study} is free already.")
    save_version(form, version=form.version, seat=None, state=Extraction.State.DRAFT)
    record_event("form set aside", form, by=by, before={"seat": seat}, reason=reason.strip())


def _own_state(form: Extraction, by: Member, state: str, otherwise: str) -> None:
    form.refresh_from_db()
    if form.extractor_id != by.pk or form.seat is None:
        raise Closed("A form is completed and reopened by its own extractor only.")
    if form.state != state:
        raise Closed(otherwise)


def _mark_not_reported(
    form: Extraction,
    groups: list[CellGroup],
    keys: list[Key],
    values: dict[Key, ExtractedValue],
    by: Member,
) -> None:
    lines = {key: line for group in groups for line in group.lines for key in line.keys}
    for key in keys:
        line = lines[key]
        values[key] = save_value(
            extraction=form,
            study_outcome=line.study_outcome,
            arm=line.arm,
            field=key[2],
            by=by,
            version=values[key].version if key in values else 0,
            not_reported=True,
        )


def _check_findings(found: list[tuple[Key, Finding, str]], warnings_read: bool) -> None:
    located = [(each, where) for _, each, where in found]
    refuse_errors(located)
    if (warnings := told(located, "warning")) and not warnings_read:
        raise Invalid(f"{warnings} If the numbers stand so in the report, tick that you have looked again.")
