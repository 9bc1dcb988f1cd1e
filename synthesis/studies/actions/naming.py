"""No two arms of a study, outcomes or time points of a review have one name: nobody could tell them apart."""

from screening.errors import Invalid
from synthesis.models import Arm, Outcome, TimePoint
from synthesis.studies.names import same_name

Named = Arm | Outcome | TimePoint


def refuse_taken_name(row: Named, name: str = "") -> None:
    """Raise Invalid where another row beside it has the name (by default its own), whatever capitals and spaces."""
    name = name or str(row)
    found = next((each for each in _beside(row) if same_name(str(each), name)), None)
    if found is None:
        return
    if found.archived_at:
        raise Invalid(f"There is {_called(found)} already. It is archived: restore it.")
    raise Invalid(f"There is {_called(found)} already. {_ADVICE[type(row)]}")


_ADVICE = {
    Arm: "Give this one a name of its own, such as one with its dose, so that forms and plots tell them apart.",
    Outcome: "Use that one, or give this one a name that says how it differs; times are named apart.",
    TimePoint: "Use that one.",
}


def _beside(row: Named) -> list[Named]:
    """The rows among which the name must be told apart. An archived time point keeps its label."""
    if isinstance(row, TimePoint):
        return list(row.review.time_points.exclude(pk=row.pk))
    rows = row.study.arms if isinstance(row, Arm) else row.review.outcomes
    return list(rows.filter(archived_at__isnull=True).exclude(pk=row.pk))


def _called(row: Named) -> str:
    article = "an" if row._meta.verbose_name[0] in "aeiou" else "a"
    where = f" in {row.study}" if isinstance(row, Arm) else ""
    return f"{article} {row._meta.verbose_name} “{row}”{where}"
