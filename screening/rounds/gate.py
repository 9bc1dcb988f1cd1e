"""Whether a calibration round reached what the team asked for. Pure."""

from collections.abc import Collection

from screening.progress.matrix import FirstVotes, Matrix, Pair

KAPPA, PABAK, AC1, AGREEMENT = "kappa", "pabak", "ac1", "agreement"


def without(votes: FirstVotes, left: Collection[int]) -> FirstVotes:
    """The votes of those still in the round: who left it in the middle judged a part of the records, and each with
    their vote would have one more than the others."""
    return {record: {who: said for who, said in each.items() if who not in left} for record, each in votes.items()}


def reached(found: Matrix, measure: str) -> float | None:
    """The figure that is held against the threshold, or None where it cannot be estimated.

    Kappa is Cohen's for two reviewers and Fleiss' for more; of the others it is the lowest of all pairs, so that
    no pair hides behind another. A pair without a figure leaves none.
    """
    if measure == KAPPA:
        return found.pairs[0].figures.kappa if len(found.pairs) == 1 else found.together.kappa
    figures = [_figure(pair, measure) for pair in found.pairs]
    known = [figure for figure in figures if figure is not None]
    return min(known) if known and len(known) == len(figures) else None


def _figure(pair: Pair, measure: str) -> float | None:
    return {PABAK: pair.figures.pabak, AC1: pair.figures.ac1, AGREEMENT: pair.figures.observed}[measure]


def met(figure: float | None, threshold: float) -> bool:
    """True where the figure was estimated and is as high as the threshold."""
    return figure is not None and figure >= threshold - 1e-9
