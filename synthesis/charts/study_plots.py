"""Baujat, radial (Galbraith), L'Abbé and bubble plots: what each study does, how precise it is, how often events
happen, and how the effect moves with something known of the studies.

Sources: Baujat et al. (2002) Stat. Med. 21, 2641-2652; Galbraith (1988) Stat. Med. 7, 889-894; L'Abbé, Detsky &
O'Rourke (1987) Ann. Intern. Med. 107, 224-233.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from synthesis.charts.numbers import print_number
from synthesis.charts.scatter import Curve, ScatterData, ScatterPoint

STEPS = 60
WIDEST = 9.0
OUTSIDE = "outside the band"


@dataclass(frozen=True, slots=True)
class Influence:
    """One study of a Baujat plot: its part of Q and how far the result moves without it."""

    label: str
    heterogeneity: float
    influence: float
    flagged: bool = False


def baujat(title: str, studies: Sequence[Influence]) -> ScatterData:
    """Right what makes studies differ, above what moves the result; the outermost and the flagged are named."""
    reach = {s.label for s in sorted(studies, key=lambda s: -s.heterogeneity)[:3]}
    reach |= {s.label for s in sorted(studies, key=lambda s: -s.influence)[:3]}
    points = tuple(
        ScatterPoint(
            s.label,
            s.heterogeneity,
            s.influence,
            named=s.flagged or s.label in reach,
            note="influential" if s.flagged else "",
        )
        for s in studies
    )
    return ScatterData(title, "Contribution to heterogeneity (Q)", "Influence on the result", points)


@dataclass(frozen=True, slots=True)
class Estimate:
    """One study of a radial plot, on the scale of the analysis."""

    label: str
    yi: float
    se: float


def radial(
    title: str, studies: Sequence[Estimate], centre: float, *, measure: str, compares: bool = True
) -> ScatterData:
    """Effect over its standard error by precision: the slope from 0 is the effect, two steps beside it 95%.

    The line of no effect, 0, is left out where 0 is a value like others (`compares` is False).
    """
    if not studies:
        return ScatterData(title, "Precision (1 / SE)", "Effect / SE")
    points = tuple(_of_band(s, abs(s.yi - centre) / s.se > 2) for s in studies)
    widest = 1.08 * max(p.x for p in points)
    ends = [centre * widest + shift for shift in (-2.0, 2.0)]
    heights = [*(p.y for p in points), -2.0, 2.0, *ends]
    room = 0.06 * (max(heights) - min(heights))
    band = ((0.0, -2.0), (widest, ends[0]), (widest, ends[1]), (0.0, 2.0))
    curves = (Curve(((0.0, 0.0), (widest, centre * widest)), "pooled effect ± 2", "pooled"),)
    if compares:
        curves += (Curve(((0.0, 0.0), (widest, 0.0)), "no effect", "line", (1.0, 2.0)),)
    limits = ((0.0, widest), (min(heights) - room, max(heights) + room))
    note = f"Studies outside the band lie more than two standard errors from the pooled {measure}: all are marked "
    note += "here and in the table, those with room are named."
    return ScatterData(title, "Precision (1 / SE)", "Effect / SE", points, curves, band, limits, notes=(note,))


def _of_band(study: Estimate, outside: bool) -> ScatterPoint:
    point = ScatterPoint(study.label, 1 / study.se, study.yi / study.se)
    return replace(point, radius=4.2, named=True, note=OUTSIDE) if outside else point


@dataclass(frozen=True, slots=True)
class Risks:
    """One study of a L'Abbé plot: events of people, experimental and comparator."""

    label: str
    e1: float
    n1: float
    e2: float
    n2: float


def _pooled_risk(measure: str, effect: float) -> Callable[[float], float]:
    """The risk of the experimental arm that the pooled effect gives for a comparator risk."""
    if measure == "RR":
        return lambda p: p * effect
    if measure == "RD":
        return lambda p: p + effect
    return lambda p: p * effect / (1 - p + p * effect)


def labbe(title: str, studies: Sequence[Risks], measure: str, effect: float | None) -> ScatterData:
    """Risks of both arms; on the diagonal they are equal. The area of a point follows the study's size."""
    x_title, y_title = "Risk with the comparator (%)", "Risk with the experimental arm (%)"
    if not studies:
        return ScatterData(title, x_title, y_title)
    largest = max(s.n1 + s.n2 for s in studies)
    points = tuple(
        ScatterPoint(
            s.label,
            100 * s.e2 / s.n2,
            100 * s.e1 / s.n1,
            radius=max(2.2, WIDEST * math.sqrt((s.n1 + s.n2) / largest)),
            note=f"{s.e1:g} of {s.n1:g} against {s.e2:g} of {s.n2:g}",
            numbers=(s.e1, s.n1, s.e2, s.n2),
        )
        for s in sorted(studies, key=lambda s: -(s.n1 + s.n2))
    )
    top = min(100.0, 1.1 * max(max(p.x, p.y) for p in points) or 1.0)
    curves = [Curve(((0.0, 0.0), (top, top)), "equal risks", "line")]
    if effect is not None:
        grid = [top * i / STEPS for i in range(STEPS + 1)]
        risk = _pooled_risk(measure, effect)
        line = tuple((x, 100 * risk(x / 100)) for x in grid if 0 <= 100 * risk(x / 100) <= top)
        if len(line) > 1:
            curves.append(Curve(line, f"pooled {measure} {print_number(effect, 2)}", "pooled", (4.0, 3.0)))
    limits = ((0.0, top), (0.0, top))
    return ScatterData(
        title, x_title, y_title, points, tuple(curves), limits=limits, digits=(1, 1),
        number_headers=("e1", "n1", "e2", "n2"),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bubble:
    """One study of a bubble plot: its moderator, its effect as printed and its weight (per cent)."""

    label: str
    x: float
    effect: float
    weight: float


Course = Sequence[tuple[float, float, float, float]]
"""x, mean, lower and upper limit of the fitted line, as printed."""


def bubble(
    title: str, studies: Sequence[Bubble], course: Course, *, moderator: str, measure: str, log: bool, level: float
) -> ScatterData:
    """Effects by a moderator with the fitted line and its interval; the area of a bubble follows its weight.

    Source: Thompson & Higgins (2002) Stat. Med. 21, 1559-1573.
    """
    if not studies or not course:
        return ScatterData(title, moderator, measure)
    largest = max(s.weight for s in studies) or 1.0
    points = tuple(
        ScatterPoint(
            s.label,
            s.x,
            s.effect,
            radius=max(2.0, WIDEST * math.sqrt(s.weight / largest)),
            note=f"weight {s.weight:.1f}%",
            numbers=(s.weight,),
        )
        for s in sorted(studies, key=lambda s: -s.weight)
    )
    x_limits = _span([*(s.x for s in studies)])
    heights = [*(s.effect for s in studies), *(p[1] for p in course), 1.0 if log else 0.0]
    y_limits = _ratio_span(heights) if log else _span(heights)
    inside = [tuple(min(max(v, y_limits[0]), y_limits[1]) for v in p[1:]) for p in course]
    upper = [(p[0], held[2]) for p, held in zip(course, inside, strict=True)]
    lower = [(p[0], held[1]) for p, held in zip(course, inside, strict=True)]
    null = 1.0 if log else 0.0
    curves = (
        Curve(tuple((p[0], held[0]) for p, held in zip(course, inside, strict=True)), f"fit, {level:g}%", "pooled"),
        Curve(((x_limits[0], null), (x_limits[1], null)), "no effect", "line", (1.0, 2.0)),
    )
    whole = all(float(s.x).is_integer() for s in studies)
    return ScatterData(
        title, moderator, measure, points, curves, (*upper, *reversed(lower)), (x_limits, y_limits),
        digits=(0 if whole else 2, 2), log_y=log, x_from_zero=False, number_headers=("weight_pct",),
    )  # fmt: skip


def _span(values: Sequence[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    room = 0.08 * (high - low) or 1.0
    return low - room, high + room


def _ratio_span(values: Sequence[float]) -> tuple[float, float]:
    low, high = _span([math.log(value) for value in values])
    return math.exp(low), math.exp(high)


def cloud(
    title: str,
    dots: Sequence[tuple[float, float, bool]],
    *,
    measure: str,
    log: bool,
    marked: str,
    effect: float | None,
) -> ScatterData:
    """GOSH: I² (from Q, per cent) by pooled effect, a dot a subset; those with the study `marked` stand out.

    Source: Olkin, Dahabreh & Trikalinos (2012) Res. Synth. Methods 3, 214-223.
    """
    crowd = tuple(sorted(dots, key=lambda dot: dot[2]))
    curves = (Curve(((effect, 0.0), (effect, 100.0)), "all studies", "line", (4.0, 3.0)),) if effect else ()
    note = f"Rings: subsets with {marked}, whose presence moves the result most. Dots: subsets without it."
    limits = None
    if dots:
        xs = [d[0] for d in dots]
        limits = ((_ratio_span(xs) if log else _span(xs)), (-4.0, 104.0))
    return ScatterData(
        title, measure, "I² (%, from Q)", (), curves, limits=limits, notes=(note,), log_x=log, crowd=crowd,
        empty_message="A plot of subsets needs at least three studies.",
    )  # fmt: skip
