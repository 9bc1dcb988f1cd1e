"""The plot of a run's subsets (GOSH): every way to choose the studies, or those drawn. Pure."""

import statistics
from collections.abc import Sequence

from synthesis.analyses.printing import LONG, SHORT, is_ratio
from synthesis.analyses.sturdy_run import Held, printed_value
from synthesis.charts import scatter
from synthesis.charts.plot import NARROW, Numbers, Plot, Table
from synthesis.charts.study_plots import cloud


def _quantity(values: list[float]) -> str:
    return printed_value(statistics.median(values)) if values else "–"


Dot = tuple[float, float, str]
"""The pooled effect of a subset, its I², and which studies it holds, a figure each."""


def gosh_plot(settings: Held, result: Held) -> Plot | None:
    """Every subset of the studies, or those drawn; None where the run holds none."""
    held = result.get("gosh")
    if not held:
        return None
    dots = [
        (x, y, mask)
        for x, y, mask in zip(held["estimate"], held["I2"], held["masks"], strict=True)
        if x is not None and (x > 0 or not is_ratio(settings))
    ]
    moves = [_move(dots, place) for place in range(len(held["labels"]))]
    most = moves.index(max(moves))
    what = (
        "Every subset of the studies" if held["whole"] else f"{len(dots):,} subsets of the studies, drawn at random"
    )
    data = cloud(
        what,
        [(x, y, mask[most] == "1") for x, y, mask in dots],
        measure=LONG[settings["measure"]],
        log=is_ratio(settings),
        marked=held["labels"][most],
        effect=result["display"]["estimate"],
    )
    return Plot(
        "gosh",
        "All ways to choose the studies (GOSH)",
        "Is the result one cloud, or do some studies split it in two?",
        lambda: (scatter.scatter(data),),
        lambda: (scatter.scatter(data, width=NARROW),),
        _table(settings, held["labels"], dots),
        lambda: _subsets(held),
    )


def _with(dots: Sequence[Dot], place: int, bit: str) -> list[Dot]:
    """The subsets that hold the study ("1"), or those without it ("0")."""
    return [dot for dot in dots if dot[2][place] == bit]


def _move(dots: Sequence[Dot], place: int) -> float:
    """How far apart the middle effects with and without a study are; 0 where it is in all subsets or in none."""
    sides = [[dot[0] for dot in _with(dots, place, bit)] for bit in "10"]
    return abs(statistics.median(sides[0]) - statistics.median(sides[1])) if all(sides) else 0.0


def _table(settings: Held, labels: Sequence[str], dots: Sequence[Dot]) -> Table:
    """All subsets, then with and without each study."""
    rows = [_row("All subsets", dots)]
    for place, label in enumerate(labels):
        rows.append(_row(f"With {label}", _with(dots, place, "1")))
        rows.append(_row(f"Without {label}", _with(dots, place, "0")))
    return ("Subsets", "Number", f"Median {SHORT[settings['measure']]}", "Median I² (%, from Q)"), tuple(rows)


def _row(name: str, dots: Sequence[Dot]) -> tuple[str, ...]:
    return name, str(len(dots)), _quantity([dot[0] for dot in dots]), _quantity([dot[1] for dot in dots])


def _subsets(held: Held) -> Numbers:
    """Every subset: its pooled effect and I², and 1 for each study that it holds."""
    rows = zip(held["estimate"], held["I2"], held["masks"], strict=True)
    return ("estimate", "I2_from_Q", *held["labels"]), tuple((x, y, *map(int, mask)) for x, y, mask in rows)
