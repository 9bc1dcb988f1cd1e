"""Nothing of the frame is deleted: it is archived, and can be restored."""

from django.db import transaction
from django.utils import timezone

from screening.errors import Closed
from screening.models import Member
from screening.team.audit import record_event
from screening.versions import save_version
from synthesis.models import Arm, Outcome, Study
from synthesis.studies.actions.grouping import refuse_taken_label
from synthesis.studies.actions.naming import refuse_taken_name
from synthesis.studies.queries import Frame


@transaction.atomic
def archive(*, row: Frame, version: int, by: Member) -> None:
    """Leave the row out of forms and new runs; every value under it is kept."""
    if row.archived_at:
        raise Closed(f"“{row}” is archived already.")
    record_event(
        f"{row._meta.verbose_name} archived", row, by=by,
        **save_version(row, version=version, archived_at=timezone.now()),
    )  # fmt: skip


@transaction.atomic
def restore(*, row: Frame, version: int, by: Member) -> None:
    """Bring an archived row back with all that stands under it."""
    if not row.archived_at:
        raise Closed(f"“{row}” is not archived.")
    if isinstance(row, Study):
        refuse_taken_label(row.label, by, besides=row)
    if isinstance(row, Arm | Outcome):
        refuse_taken_name(row)
    record_event(
        f"{row._meta.verbose_name} restored", row, by=by,
        **save_version(row, version=version, archived_at=None),
    )  # fmt: skip
