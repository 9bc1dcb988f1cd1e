"""The effect measures: what each is called, what data it takes and how it is shown.

Pure data. `scale` names the analysis scale; `display` the back-transformation to the scale of readers.
"""

from __future__ import annotations

from dataclasses import dataclass

from synthesis.stats.errors import InputError


@dataclass(frozen=True)
class Measure:
    """One effect measure. `no_effect` is the value of no effect on the analysis scale (None: none).

    `possible` are the least and greatest value of a measure whose limits are not kept within them, and `within`
    the measure that keeps within them.
    """

    code: str
    label: str
    kinds: tuple[str, ...]
    scale: str = "identity"
    display: str = "identity"
    no_effect: float | None = 0.0
    adds_to_zero_cells: bool = False
    possible: tuple[float, float] | None = None
    within: str = ""

    @property
    def is_ratio(self) -> bool:
        return self.display == "exp"


def _ratio(code: str, label: str, *kinds: str, no_effect: float | None = 0.0, zero: bool = True) -> Measure:
    return Measure(code, label, kinds, "log", "exp", no_effect, zero)


COLUMNS: dict[str, tuple[str, ...]] = {
    "binary": ("e1", "n1", "e2", "n2"),
    "continuous": ("m1", "sd1", "n1", "m2", "sd2", "n2"),
    "paired": ("m1", "m2", "sd1", "sd2", "r", "n"),
    "paired_binary": ("a", "b", "c", "d"),
    "correlation": ("r", "n"),
    "proportion": ("x", "n"),
    "rate2": ("x1", "t1", "x2", "t2"),
    "rate1": ("x", "t"),
    "generic": ("yi", "vi"),
}

_ALL = (
    _ratio("OR", "odds ratio", "binary", "generic"),
    _ratio("RR", "risk ratio", "binary", "generic"),
    Measure("RD", "risk difference", ("binary", "generic"), adds_to_zero_cells=True),
    _ratio("PETO", "Peto odds ratio", "binary"),
    Measure("AS", "arcsine difference", ("binary",), scale="arcsine"),
    Measure("PHI", "phi coefficient", ("binary",)),
    _ratio("IRR", "incidence rate ratio", "rate2", "generic"),
    Measure("IRD", "incidence rate difference", ("rate2", "generic"), adds_to_zero_cells=True),
    Measure("IRSD", "difference of square-root rates", ("rate2",), scale="square root"),
    Measure("MD", "mean difference", ("continuous", "generic")),
    Measure("SMD", "standardised mean difference (Hedges' g)", ("continuous", "generic")),
    Measure("SMDH", "standardised mean difference (average variance)", ("continuous",)),
    _ratio("ROM", "ratio of means", "continuous", "generic", zero=False),
    _ratio("CVR", "ratio of coefficients of variation", "continuous", zero=False),
    _ratio("VR", "ratio of standard deviations", "continuous", zero=False),
    Measure("MC", "mean change", ("paired",)),
    Measure("SMCC", "standardised mean change (change-score SD)", ("paired",)),
    Measure("SMCR", "standardised mean change (raw-score SD)", ("paired",)),
    _ratio("ROMC", "ratio of paired means", "paired", zero=False),
    _ratio("MPOR", "marginal odds ratio, matched pairs", "paired_binary"),
    _ratio("MPORC", "conditional odds ratio, matched pairs", "paired_binary"),
    _ratio("MPRR", "risk ratio, matched pairs", "paired_binary"),
    Measure("MPRD", "risk difference, matched pairs", ("paired_binary",), adds_to_zero_cells=True),
    Measure("ZCOR", "correlation (Fisher's z)", ("correlation", "generic"), "Fisher z", "tanh"),
    Measure("COR", "correlation", ("correlation", "generic"), possible=(-1.0, 1.0), within="ZCOR"),
    Measure(
        "PR",
        "proportion",
        ("proportion",),
        no_effect=None,
        adds_to_zero_cells=True,
        possible=(0.0, 1.0),
        within="PLO",
    ),
    Measure("PLO", "proportion (logit)", ("proportion", "generic"), "logit", "inverse_logit", None, True),
    _ratio("PLN", "proportion (log)", "proportion", no_effect=None),
    Measure("PAS", "proportion (arcsine)", ("proportion",), "arcsine", "sin_squared", None),
    Measure(
        "PFT",
        "proportion (Freeman-Tukey)",
        ("proportion",),
        "double arcsine",
        "freeman_tukey_inverse_harmonic_mean_n",
        None,
    ),
    Measure("IR", "incidence rate", ("rate1",), no_effect=None, adds_to_zero_cells=True),
    _ratio("IRLN", "incidence rate (log)", "rate1", no_effect=None),
    Measure("IRS", "incidence rate (square root)", ("rate1",), "square root", "square", None),
    _ratio("HR", "hazard ratio", "generic", zero=False),
    Measure("GEN", "effect", ("generic",)),
    _ratio("GEN_LOG", "ratio", "generic", zero=False),
)

MEASURES: dict[str, Measure] = {m.code: m for m in _ALL}


def measure_of(code: str, kind: str) -> Measure:
    """The measure `code` if it can be computed from data of `kind`; InputError otherwise."""
    if kind not in COLUMNS:
        raise InputError(f"unknown kind of data {kind!r}; known: {', '.join(COLUMNS)}", field="kind")
    measure = MEASURES.get(code)
    if measure is None:
        raise InputError(f"unknown measure {code!r}; known: {', '.join(MEASURES)}", field="measure")
    if kind != "generic" and kind not in measure.kinds:
        fitting = ", ".join(m.code for m in _ALL if kind in m.kinds)
        raise InputError(f"{code} cannot be computed from {kind} data; choose {fitting}", field="measure")
    return measure
