"""Compare an answer with a reference result as the reference collection prescribes."""

import math

RELATIVE = {"closed": 1e-9, "iter": 1e-6, "opt": 1e-4, "glmm": 1e-3}
VARIANCE_COMPONENTS = ("tau2", "sigma2", "sigma2_between_clusters", "sigma2_within_clusters")


def _number(value):
    return float(value) if value in ("Infinity", "-Infinity") else value


def _close(got: float, expected: float, tol: str, key: str, slack: float) -> bool:
    if math.isinf(expected):
        return got == expected
    gap = abs(got - expected)
    if gap <= RELATIVE[tol] * abs(expected) + slack:
        return True
    if "pval" in key and gap <= 1e-12:
        return True
    return tol in ("opt", "glmm") and key in VARIANCE_COMPONENTS and abs(expected) < 1e-8 and gap <= 1e-6


def differences(got, expected, tol: str, *, slack: float = 1e-13, key: str = "", path: str = "") -> list[str]:
    """One line per value of `expected` that `got` does not match."""
    if isinstance(expected, dict):
        return [
            line
            for name, value in expected.items()
            for line in (
                differences(got[name], value, tol, slack=slack, key=name, path=f"{path}.{name}")
                if isinstance(got, dict) and name in got
                else [f"{path}.{name}: missing"]
            )
        ]
    if isinstance(expected, list):
        if not isinstance(got, list) or len(got) != len(expected):
            return [f"{path}: another length"]
        pairs = enumerate(zip(got, expected, strict=True))
        return [
            line
            for i, (g, e) in pairs
            for line in differences(g, e, tol, slack=slack, key=key, path=f"{path}[{i}]")
        ]
    got, expected = _number(got), _number(expected)
    if expected is None or isinstance(expected, (bool, str)):
        return [] if got == expected else [f"{path}: got {got!r}, expected {expected!r}"]
    if isinstance(got, (int, float)) and _close(got, expected, tol, key, slack):
        return []
    return [f"{path}: got {got!r}, expected {expected!r}"]
