"""The charts of the lead's view: each a drawing with the table of its numbers."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from ketreview.drawing.scene import Scene
from ketreview.drawing.svg import standalone
from screening.models import Member, RenderedFigure, Stage
from screening.progress.pace import Point
from screening.progress.queries.lead import Outcomes, Pace, outcomes_of, pace_of
from screening.progress.trend_chart import Series, bars, trend

WIDE, NARROW = 660.0, 250.0


@dataclass(frozen=True)
class Chart:
    """A chart for a sheet and for a phone, and its twin in numbers."""

    key: str
    title: str
    wide: Scene
    narrow: Scene
    headings: tuple[str, ...]
    rows: list[tuple[str, ...]]


def charts(member: Member, stage: Stage) -> list[Chart]:
    """All charts of the stage that have something to show."""
    return charts_of(pace_of(member, stage), outcomes_of(member, stage))


def charts_of(pace: Pace, outcomes: Outcomes | None) -> list[Chart]:
    """The charts of figures already read."""
    if outcomes is None:
        return []
    found = [burn_down(pace), discovery(outcomes), reasons(outcomes)]
    return [chart for chart in found if chart is not None]


def burn_down(pace: Pace) -> Chart | None:
    """Votes left at the end of each day, and on to the estimated finish."""
    if not pace.burn_down:
        return None
    series = [Series("Votes left", pace.burn_down)]
    today = pace.burn_down[-1].day
    if (
        pace.left
        and pace.finish
        and (pace.finish.likely - today).days <= 2 * max(30, (today - pace.burn_down[0].day).days)
    ):
        ahead = [Point(today, pace.left), Point(pace.finish.likely, 0)]
        series.append(Series("At the pace of the last two weeks", ahead, "prediction", dashed=True))
    rows = [(str(point.day), f"{point.value:.0f}") for point in pace.burn_down]
    return _chart(
        "burn-down",
        "Votes left, day by day",
        ("Day", "Votes left"),
        rows,
        lambda title, width: _by_day(title, "Votes left at the end of each day", series, width),
    )


def discovery(outcomes: Outcomes) -> Chart | None:
    """Settled and included records, running totals."""
    if not outcomes.settled:
        return None
    series = [Series("Settled", outcomes.settled, "muted"), Series("Included", outcomes.included, "include")]
    included: dict[date, float] = {point.day: point.value for point in outcomes.included}
    rows = [(str(p.day), f"{p.value:.0f}", f"{included.get(p.day, 0):.0f}") for p in outcomes.settled]
    return _chart(
        "discovery",
        "Records settled and included, day by day",
        ("Day", "Settled", "Included"),
        rows,
        lambda title, width: _by_day(title, "Records at the end of each day", series, width),
    )


def reasons(outcomes: Outcomes) -> Chart | None:
    """How often each reason of exclusion was given."""
    if not outcomes.reasons:
        return None
    return _chart(
        "reasons",
        "Reasons of exclusion",
        ("Reason", "Records"),
        [(text, str(count)) for text, count in outcomes.reasons],
        lambda title, width: bars(title, "Records excluded by reason", outcomes.reasons, width=width),
    )


def _by_day(title: str, unit: str, series: list[Series], width: float) -> Scene:
    """Lines over days; bars on the first day, of which no line can be drawn."""
    if len(series[0].points) > 1:
        return trend(title, unit, series, width=width)
    rows = [(f"{each.name}, {each.points[0].day}", round(each.points[0].value)) for each in series]
    return bars(title, unit, rows, width=width)


def _chart(
    key: str, title: str, headings: tuple[str, ...], rows: list, draw: Callable[[str, float], Scene]
) -> Chart:
    return Chart(key, title, draw(title, WIDE), draw(title, NARROW), headings, rows)


def drawing_hash(scene: Scene) -> str:
    """What a drawn file is found again by."""
    return hashlib.sha256(standalone(scene).encode()).hexdigest()


def drawn_file(member: Member, scene: Scene, file_format: str) -> RenderedFigure | None:
    """The file of the scene, where the worker has drawn it."""
    return RenderedFigure.objects.filter(
        review=member.review, sha256=drawing_hash(scene), format=file_format
    ).first()
