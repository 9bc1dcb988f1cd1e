"""One request: columns, kind and call, read strictly, with effects computed once."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from synthesis.stats.back_transform import transformer
from synthesis.stats.distributions import checked_level
from synthesis.stats.effect_sizes import EffectArrays, effect_arrays, exclusions_of
from synthesis.stats.errors import InputError, NotEstimable
from synthesis.stats.field_words import missing_words
from synthesis.stats.linear_model import MODELS, TESTS, check_choice
from synthesis.stats.measures import measure_of
from synthesis.stats.results import Exclusion
from synthesis.stats.study_data import SIZES, TIMES, column, is_missing, label_of, missing_fields, number
from synthesis.stats.tau2 import NAMES, WEIGHTED
from synthesis.stats.zero_cells import ZeroCells

COMMENTS = {"note", "coding", "terms"}
NUMBERS = {"level", "alpha", "within_cluster_correlation"}
LISTS = {"levels", "terms", "steps"}
FLAGS = {"tau2_common", "cmh_continuity_correction"}
TEXTS = {
    *("measure", "variance", "convention", "back_transform", "model", "test", "tau2_estimator", "estimator"),
    *("method", "order", "by", "moderators", "side", "predictor", "weights", "type", "statistic", "pvalue"),
    *("alternative", "likelihood", "integration", "reference", "heterogeneity", "cluster", "sampling_covariance"),
    *("cluster_order", "subsets", "zero_cells_in_pooling", "zero_cells_in_Q", "V", "mean_weights"),
}
"""Other options (`target`, `zero_cells`) may be of more than one type; who reads them checks them."""
OF_EFFECTS = ("measure", "variance", "convention", "zero_cells")
"""The options that say how effects are made of the columns."""


def check_shape(columns: Mapping[str, Sequence[Any]]) -> None:
    """InputError naming the first column that is no list or has another length than the first one."""
    length = None
    for name, values in columns.items():
        if isinstance(values, str) or not isinstance(values, Sequence):
            raise InputError("a list of values is needed", field=str(name))
        length = len(values) if length is None else length
        if len(values) != length:
            raise InputError(f"has {len(values)} rows where the first column has {length}", field=str(name))


def check_options(call: Mapping[str, Any]) -> None:
    """InputError naming the first option whose value is of a type it cannot have."""
    for name, value in call.items():
        if value is None:
            continue
        if name in NUMBERS:
            fits, words = isinstance(value, (int, float)) and not isinstance(value, bool), "a number"
        elif name in LISTS:
            fits, words = isinstance(value, (list, tuple)), "a list"
        elif name in FLAGS:
            fits, words = isinstance(value, bool), "true or false"
        else:
            fits, words = name not in TEXTS or isinstance(value, str), "a text"
        if not fits:
            raise InputError(f"{words} is needed, got {value!r}", field=str(name))
        if name in NUMBERS:
            number(value, field=str(name))


@dataclass(frozen=True)
class Request:
    """Columns (name -> list), kind of data, the call's options and an optional covariance V (k, k).

    `left` gathers the rows that the answer leaves out, with the reason (`leave_out`).
    """

    columns: Mapping[str, Sequence[Any]]
    kind: str
    call: Mapping[str, Any]
    V: Sequence[Sequence[float]] | None = None
    left: dict[int, dict[str, Any]] = field(default_factory=dict)

    def of_effects(self, *options: str) -> None:
        """`only` for a capability that begins with effects: it knows whatever says how these are made, too."""
        self.only(*OF_EFFECTS, *options)

    def only(self, *options: str) -> None:
        """Refuse options that the capability does not know."""
        strange = set(self.call) - set(options) - COMMENTS
        if strange:
            known = ", ".join(options)
            raise NotImplementedError(
                f"options {', '.join(sorted(strange))} are not supported here; known are {known}"
            )

    def one_of(self, option: str, *values: Any) -> Any:
        """The option's value if it is one of `values` (the first is the default)."""
        value = self.call.get(option, values[0])
        if value not in values:
            known = ", ".join(map(str, values))
            raise NotImplementedError(f"{option} = {value!r} is not supported; known are {known}")
        return value

    def needed(self, option: str) -> Any:
        """The option's value; InputError naming it where the call does not give it."""
        if self.call.get(option) is None:
            raise InputError("the call must say this", field=option)
        return self.call[option]

    @property
    def k(self) -> int:
        return len(next(iter(self.columns.values()), ()))

    @property
    def level(self) -> float:
        return checked_level(self.call.get("level", 0.95))

    @property
    def model(self) -> str:
        return check_choice(self.call.get("model", "random"), MODELS, "model")

    @property
    def test(self) -> str:
        return check_choice(self.call.get("test", "z"), TESTS, "test")

    @property
    def method(self) -> str | None:
        """tau2 estimator of a random-effects model, None for a common-effect one."""
        if self.model == "common":
            return None
        method = self.call.get("tau2_estimator", "REML")
        if method not in NAMES:
            known = ", ".join(NAMES)
            raise NotImplementedError(f"the tau2 estimator {method!r} is not supported; known are {known}")
        if method in WEIGHTED and self.needed("weights") not in self.columns:
            raise InputError(f"{method} needs a column of weights; there is none of this name", field="weights")
        return method

    def weights(self) -> np.ndarray | None:
        """The column of weights that the call names, (k,) and NaN where missing; None where it names none."""
        name = self.call.get("weights")
        if name is None:
            return None
        if name not in self.columns:
            raise InputError(f"there is no column {name!r}", field="weights")
        return column(self.columns[name], name)

    @property
    def weighted_mean(self) -> bool:
        """Whether the weights are those of the pooled effect too, as metafor takes them, or of tau2 alone."""
        return self.one_of("mean_weights", "given", "inverse variance") == "given"

    @property
    def measure(self) -> str:
        measure = self.call.get("measure")
        if measure is None and self.kind != "generic":
            said = f"the call names no measure, and {self.kind} data allow several: name one"
            raise NotImplementedError(f"{said}, as the other checks of a file say it only where they agree")
        return measure or "GEN"

    @property
    def variance(self) -> str:
        if "convention" not in self.call:
            return self.call.get("variance") or "LS"
        if str(self.call["convention"]).startswith("RevMan") and self.measure == "SMD":
            return "RevMan"
        raise NotImplementedError(f"the convention {self.call['convention']!r} is not supported")

    def effects(self) -> EffectArrays:
        """Effects of all rows by the call's measure, variance formula and zero-cell rule."""
        rule = self.call.get("zero_cells")
        if rule is not None and not isinstance(rule, Mapping):
            raise NotImplementedError(f"the zero-cell rule {rule!r} is not supported")
        cells = None if rule is None else ZeroCells.of(rule)
        return effect_arrays(self.columns, self.kind, self.measure, zero_cells=cells, variance=self.variance)

    def label(self, row: int) -> str:
        """What the row is called."""
        name = (self.columns.get("study") or [None] * self.k)[row]
        return label_of(name, row=row, field="study") or f"Row {row + 1}"

    def excluded(self, effects: EffectArrays) -> list[dict[str, Any]]:
        """The rows without an effect: row (from 0), label, code and reason."""
        labels = [self.label(row) for row in range(self.k)]
        found = exclusions_of(effects, labels, measure_of(self.measure, self.kind), self.kind)
        return [each.to_dict() for each in found]

    def sample_sizes(self) -> np.ndarray:
        """Total participants per row (k,), NaN where the data do not say."""
        nothing = [None] * self.k
        parts = {"binary": ("n1", "n2"), "continuous": ("n1", "n2")}.get(self.kind, ("n",))
        columns = [self.columns.get(name, nothing) for name in parts]
        if self.kind == "paired_binary":
            columns = [self.columns[name] for name in "abcd"]
        pairs = zip(parts if len(parts) == len(columns) else "abcd", columns, strict=True)
        values = np.array([column(values, name) for name, values in pairs])
        return values.sum(axis=0)

    def leave_out(self, rows: np.ndarray, code: str, reason: str) -> None:
        """Say of these rows (bool, k) that they are left out, unless that is said already."""
        for row in np.flatnonzero(rows).tolist():
            self.left.setdefault(row, Exclusion(row, self.label(row), code, reason).to_dict())

    def leave_out_missing(self, name: str) -> np.ndarray:
        """Leave out the rows without a value in this column; the others, bool (k,)."""
        missing = np.array([is_missing(value) for value in self.columns[name]], dtype=bool)
        self.leave_out(missing, "missing", f"it has no value of {name}")
        return ~missing

    def complete_rows(self, data: Mapping[str, np.ndarray]) -> np.ndarray:
        """The rows of counts with all numbers, and people or time in every arm, bool (k,); others are left out."""
        incomplete = np.any([np.isnan(values) for values in data.values()], axis=0)
        for row in np.flatnonzero(incomplete).tolist():
            self.leave_out(np.arange(self.k) == row, "missing", missing_words(self.kind, missing_fields(data, row)))
        empty = np.any([data[name] == 0 for name in data if name in SIZES | TIMES], axis=0)
        self.leave_out(empty, "empty_arm", "an arm has no participants or no time")
        return ~(incomplete | empty)

    def left_out(self) -> list[dict[str, Any]]:
        """The rows left out, in their order: row (from 0), label, code and reason."""
        return [self.left[row] for row in sorted(self.left)]


@dataclass(frozen=True)
class Studies:
    """Effects with weights: the usable rows (indices into the input) and their yi, vi."""

    rows: np.ndarray
    yi: np.ndarray
    vi: np.ndarray
    total: int

    @property
    def k(self) -> int:
        return len(self.yi)

    def spread(self, values: Sequence[float]) -> list[float]:
        """Per-study values back at their input rows, NaN elsewhere."""
        out = np.full(self.total, math.nan)
        out[self.rows] = values
        return out.tolist()


def studies_of(request: Request, keep: np.ndarray | None = None) -> Studies:
    """Rows with an effect and a variance (and `keep`); refuses non-positive variances and empty sets."""
    effects = request.effects()
    request.left.update({each["row"]: each for each in request.excluded(effects)})
    usable = effects.usable if keep is None else effects.usable & keep
    rows = np.flatnonzero(usable)
    if len(rows) == 0:
        raise NotEstimable("no row has both an effect and a variance, so nothing can be pooled", code="k0")
    bad = rows[effects.vi[rows] <= 0]
    if len(bad):
        raise InputError("a sampling variance must be positive to give a weight", row=int(bad[0]), field="vi")
    return Studies(rows, effects.yi[rows], effects.vi[rows], len(effects.yi))


def weighted_studies(request: Request) -> tuple[Studies, dict[str, Any]]:
    """The usable studies and the arguments of `fit_model` that weights make; a row without a weight is left out."""
    weights = request.weights()
    if weights is None:
        return studies_of(request), {}
    studies = studies_of(request, ~np.isnan(weights))
    request.leave_out(np.isnan(weights), "no_weight", "it has no weight")
    bad = [int(row) for row in studies.rows if not (0 < weights[row] < math.inf)]
    if bad:
        raise InputError(f"a weight must be positive, got {weights[bad[0]]:g}", row=bad[0], field="weights")
    return studies, {"weights": weights[studies.rows], "weighted_mean": request.weighted_mean}


def back_transformed(request: Request, studies: Studies, values: Mapping[str, float]) -> dict[str, float]:
    """`values` through the call's back-transformation."""
    info = measure_of(request.measure, request.kind)
    asked = request.needed("back_transform")
    if info.code != "GEN" and asked not in ("identity", info.display):
        text = f"{info.code} is shown by {info.display}; got {asked!r}"
        raise InputError(text, field="back_transform")
    sizes = request.sample_sizes()[studies.rows].tolist()
    back = transformer(asked, sizes)
    return {name: back(value) for name, value in values.items()}


def plain(value: Any) -> Any:
    """JSON values: NaN becomes None, infinities their names, numpy scalars and arrays plain Python."""
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None if math.isnan(value) else ("Infinity" if value > 0 else "-Infinity")
    return value
