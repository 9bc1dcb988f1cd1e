"""`evaluate`: a capability by name, plain JSON in and out."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from synthesis.stats.covariance import check_variances, covariance_of
from synthesis.stats.errors import InputError, NotEstimable
from synthesis.stats.evaluation import (
    basics,
    bias,
    conversion,
    deletion,
    extensions,
    groups,
    levels,
    networks,
    one_stage,
    selecting,
    tables,
)
from synthesis.stats.evaluation.request import Request, check_options, check_shape, plain
from synthesis.stats.evaluation.siblings import taken_from
from synthesis.stats.measures import COLUMNS
from synthesis.stats.network_arms import COLUMNS as ARM_COLUMNS
from synthesis.stats.study_data import column

CAPABILITIES: dict[str, Callable[[Request], dict[str, Any]]] = {
    **basics.CAPABILITIES,
    **tables.CAPABILITIES,
    **groups.CAPABILITIES,
    **deletion.CAPABILITIES,
    **bias.CAPABILITIES,
    **conversion.CAPABILITIES,
    **selecting.CAPABILITIES,
    **levels.CAPABILITIES,
    **networks.CAPABILITIES,
    **one_stage.CAPABILITIES,
    **extensions.CAPABILITIES,
}


USING_V = ("multivariate",)
KINDS = (*COLUMNS, *ARM_COLUMNS)


def _check_parts(columns: Any, kind: Any, capability: Any, call: Any) -> None:
    """Refuse what is not a request at all, naming the part."""
    for name, value in (("columns", columns), ("call", call)):
        if not isinstance(value, Mapping):
            raise InputError(f"names with values are needed, got {type(value).__name__}", field=name)
    if not isinstance(capability, str) or capability not in CAPABILITIES:
        raise NotImplementedError(f"the capability {capability!r} is not supported")
    if capability != "convert" and kind not in KINDS:
        raise NotImplementedError(f"the kind of data {kind!r} is not supported; known are {', '.join(KINDS)}")


def _check_covariance(request: Request, capability: str) -> None:
    """Refuse a V of another shape, one that contradicts vi, and covariances where rows are taken as independent."""
    V = covariance_of(request.V, request.k)
    if "vi" in request.columns:
        check_variances(V, column(request.columns["vi"], "vi"))
    if capability in USING_V:
        return
    if np.any(V - np.diag(np.diag(V))):
        raise NotImplementedError(f"{capability} takes the rows as independent, and V says that they are not")
    if "vi" not in request.columns and capability != "convert":
        check_variances(V, request.effects().vi)


def evaluate(
    columns: Mapping[str, Sequence[Any]],
    kind: str,
    capability: str,
    call: Mapping[str, Any] | None = None,
    V: Sequence[Sequence[float]] | None = None,
    *,
    siblings: Sequence[Any] = (),
) -> dict[str, Any]:
    """Answer one request as plain JSON values.

    columns: name -> list of k values (None = missing); kind: what the columns hold (`measures.COLUMNS`);
    capability: a key of `CAPABILITIES`; call: its options; V: sampling covariance (k, k) where asked for.
    siblings: the checks of the same file (`capability`, `call`), which say the measure or the column of clusters
    that this call does not say, where they agree on it; the answer then names it in `taken`.
    Raises NotImplementedError for a capability or option that is not there, InputError (a ValueError,
    with row and field) for bad input and NotEstimable (a ValueError) where the data do not determine
    the answer. The result carries `outcome: "value"`; NaN is None, infinities are named. `excluded` names the rows
    that gave no effect or no comparison, with the reason; `warnings` holds what a reader must know.
    """
    call = {} if call is None else call
    _check_parts(columns, kind, capability, call)
    if not isinstance(siblings, list | tuple):
        raise InputError(f"a list of checks is needed, got {type(siblings).__name__}", field="siblings")
    taken = taken_from(siblings, capability, call, kind)
    call = {**call, **taken}
    check_shape(columns)
    if capability != "convert":
        check_options(call)
    request = Request(columns, kind, call, V)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        try:
            if V is not None:
                _check_covariance(request, capability)
            answer = CAPABILITIES[capability](request)
        except (ArithmeticError, np.linalg.LinAlgError) as failure:
            text = f"these numbers are too extreme or too alike to compute with ({failure})"
            raise NotEstimable(text, code="numerical") from failure
    if capability != "convert":
        answer.setdefault("excluded", request.left_out())
    return plain({"outcome": "value", **answer} | ({"taken": taken} if taken else {}))
