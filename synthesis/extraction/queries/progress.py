"""How far extraction is, as each member may know it."""

from dataclasses import dataclass, field

from django.urls import reverse

from ketreview.tiles import StepCount
from screening.models import Member
from synthesis.extraction import sealing
from synthesis.extraction.queries.cells import required_counts
from synthesis.extraction.queries.reconciled import settled_counts
from synthesis.models import Study


@dataclass(frozen=True)
class StudyLine:
    """One study in the list: `own_state` of the member's own form and `new_cells` that came after it was complete;
    `seats`, `ready` and `settled` only for those who may reconcile or see reconciled data."""

    study: Study
    cells: int
    own_state: str = ""
    new_cells: int = 0
    full: bool = False
    seats: list[sealing.Seat] = field(default_factory=list)
    ready: bool = False
    settled: int | None = None

    @property
    def to_extract(self) -> bool:
        begun = self.own_state == "draft" or self.new_cells > 0
        return bool(self.cells) and (begun or not (self.own_state or self.full))

    @property
    def waiting(self) -> int:
        """Cells that came after both forms were complete and that not both have filled; they cannot be settled."""
        return max((self.cells - seat.filled for seat in self.seats), default=0) if self.ready else 0

    @property
    def to_reconcile(self) -> bool:
        return self.ready and self.settled is not None and self.settled < self.cells - self.waiting

    @property
    def is_reconciled(self) -> bool:
        return bool(self.cells) and self.settled is not None and self.settled >= self.cells


def study_lines(member: Member) -> list[StudyLine]:
    """The review's studies as this member may see their extraction."""
    studies = list(member.review.studies.filter(archived_at__isnull=True).order_by("label", "pk"))
    cells = required_counts(studies)
    own = dict(sealing.own_forms(member).values_list("study_id", "state"))
    new = _new_cells(member, own, cells)
    full, ready = sealing.full_studies(member), sealing.ready_studies(member)
    seats = sealing.seats(member, studies)
    settled = settled_counts(member) if member.can("see_extracted") else None
    return [
        StudyLine(
            study=study,
            cells=cells[study.pk],
            own_state=own.get(study.pk, ""),
            new_cells=new.get(study.pk, 0),
            full=study.pk in full,
            seats=seats.get(study.pk, []),
            ready=study.pk in ready,
            settled=None if settled is None else settled.get(study.pk, 0),
        )
        for study in studies
    ]


def _new_cells(member: Member, own: dict[int, str], cells: dict[int, int]) -> dict[int, int]:
    """Required cells that the member's complete forms have not filled, having come later, by study."""
    filled = sealing.own_filled(member)
    complete = [study_id for study_id, state in own.items() if state == "complete" and study_id in cells]
    return {study_id: max(0, cells[study_id] - filled[study_id]) for study_id in complete}


def step_count(member: Member) -> StepCount:
    """Extractors see how far their own forms are; those who see reconciled data, how far the studies are."""
    url = reverse("extraction:list", kwargs={"slug": member.review.slug})
    lines = [line for line in study_lines(member) if line.cells]
    extract = sum(line.to_extract for line in lines) if member.can("extract") else 0
    reconcile = sum(line.to_reconcile for line in lines)
    if member.can("see_extracted"):
        done, total = sum(line.is_reconciled for line in lines), len(lines)
    else:
        mine = [line for line in lines if line.own_state or not line.full]
        done, total = sum(line.own_state == "complete" and not line.new_cells for line in mine), len(mine)
    note = _new_note(sum(line.new_cells for line in lines)) if member.can("extract") else ""
    if reconcile:
        label = f"Reconcile {_studies(reconcile)}"
        return StepCount(done, total, "studies", reconcile + extract, url, label, note)
    label = f"Extract {_studies(extract)}" if extract else "Open extraction"
    return StepCount(done, total, "studies", extract, url, label, note)


def _new_note(count: int) -> str:
    return f"{count} new {'cell' if count == 1 else 'cells'}" if count else ""


def _studies(count: int) -> str:
    return f"{count} {'study' if count == 1 else 'studies'}"
