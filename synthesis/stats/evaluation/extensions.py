"""Beyond the reference collection: Bayesian pooling, permutation, PET-PEESE, consistency, ranks, drawn subsets."""

from __future__ import annotations

from typing import Any

from synthesis.stats import consistency, sensitivity
from synthesis.stats.bayes import bayes_pool
from synthesis.stats.errors import InputError
from synthesis.stats.evaluation.deletion import values_of
from synthesis.stats.evaluation.groups import moderators_asked
from synthesis.stats.evaluation.networks import contrasts_asked
from synthesis.stats.evaluation.request import Request, studies_of
from synthesis.stats.network import fit_network
from synthesis.stats.permutation import permutation_test
from synthesis.stats.pet_peese import pet_peese
from synthesis.stats.study_data import number


def _number(request: Request, option: str, default: float, *, whole: bool = False) -> Any:
    """A number that may be left out; InputError naming the option where it is none."""
    value = request.call.get(option)
    if value is None:
        return default
    if isinstance(value, bool) or not isinstance(value, int if whole else (int, float)):
        raise InputError(f"a {'whole ' if whole else ''}number is needed, got {value!r}", field=option)
    number(value, field=option)
    if whole and value < 0:
        raise InputError(f"a whole number of at least 0 is needed, got {value!r}", field=option)
    return value


def bayes(request: Request) -> dict[str, Any]:
    """`tau_scale` of the half-normal prior (0.5); the effect has a flat prior."""
    request.of_effects("tau_scale", "level")
    studies = studies_of(request)
    found = bayes_pool(studies.yi, studies.vi, _number(request, "tau_scale", 0.5), level=request.level)
    return found.to_dict()


def permutation(request: Request) -> dict[str, Any]:
    """`moderators` as in meta_regression; all arrangements up to `most` (5040), else so many by `seed`."""
    request.of_effects("moderators", "model", "tau2_estimator", "test", "most", "seed")
    effects = request.effects()
    asked = moderators_asked(request, effects)
    keep = asked.complete
    found = permutation_test(
        effects.yi[keep],
        effects.vi[keep],
        asked.matrix[keep],
        model=request.model,
        method=request.method or "REML",
        test=request.test,
        most=_number(request, "most", 5040, whole=True),
        seed=_number(request, "seed", 1, whole=True),
    )
    return {"terms": list(asked.terms), **found.to_dict()}


def corrected(request: Request) -> dict[str, Any]:
    """PET and PEESE, and which of them the conditional rule takes."""
    request.of_effects("level")
    studies = studies_of(request)
    return pet_peese(studies.yi, studies.vi, request.level).to_dict()


def drawn_subsets(request: Request) -> dict[str, Any]:
    """`count` (1000) subsets by `seed`, for more studies than `gosh` can take whole."""
    request.of_effects("model", "tau2_estimator", "count", "seed")
    studies = studies_of(request)
    count, seed = (_number(request, name, value, whole=True) for name, value in (("count", 1000), ("seed", 1)))
    if not 1 <= count <= sensitivity.MOST_SUBSETS:
        raise InputError(f"must lie between 1 and {sensitivity.MOST_SUBSETS}, got {count}", field="count")
    masks, found = sensitivity.some_subsets(studies.yi, studies.vi, request.method, count, seed)
    names = ["".join(str(int(bit)) for bit in row) for row in masks]
    return {"mask": names, **values_of(found, 0.95)}


def network_consistency(request: Request) -> dict[str, Any]:
    """The design-by-treatment test and every node that can be split."""
    request.only("measure", "model", "reference")
    contrasts, random = contrasts_asked(request), request.model == "random"
    whole = consistency.design_by_treatment(contrasts, random=random)
    splits = consistency.node_splits(contrasts, random=random)
    return {"design_by_treatment": whole.to_dict(), "node_splits": [split.to_dict() for split in splits]}


def network_ranking(request: Request) -> dict[str, Any]:
    """Rank probabilities, mean ranks and SUCRA; `better` is "larger" or "smaller"."""
    request.only("measure", "model", "reference", "better", "seed")
    better = request.one_of("better", "larger", "smaller")
    network = fit_network(contrasts_asked(request), random=request.model == "random")
    seed = _number(request, "seed", 1, whole=True)
    return consistency.ranking(network, larger_is_better=better == "larger", seed=seed).to_dict()


CAPABILITIES = {
    "bayes": bayes,
    "permutation": permutation,
    "pet_peese": corrected,
    "drawn_subsets": drawn_subsets,
    "network_consistency": network_consistency,
    "network_ranking": network_ranking,
}
