"""The four levels of certainty, the eight domains with their steps, and the level that decisions give. Pure."""

from collections.abc import Mapping

LEVELS = ("Very low", "Low", "Moderate", "High")
STARTS = {"high": 3, "low": 1}
DOWN = ("risk-of-bias", "inconsistency", "indirectness", "imprecision", "publication-bias")
UP = ("large-effect", "dose-response", "confounding")
DOMAINS = (*DOWN, *UP)
ALLOWED: dict[str, tuple[int, ...]] = {
    "risk-of-bias": (0, -1, -2, -3),
    "inconsistency": (0, -1, -2),
    "indirectness": (0, -1, -2),
    "imprecision": (0, -1, -2, -3),
    "publication-bias": (0, -1, -2),
    "large-effect": (0, 1, 2),
    "dose-response": (0, 1),
    "confounding": (0, 1),
}
STEP_WORDS = {
    0: "No change",
    -1: "Down one level (serious)",
    -2: "Down two levels (very serious)",
    -3: "Down three levels (extremely serious)",
    1: "Up one level",
    2: "Up two levels",
}


def level(start: str, steps: Mapping[str, int]) -> str | None:
    """The level that the decided steps give; None until all five domains that rate down are decided."""
    if any(domain not in steps for domain in DOWN):
        return None
    return LEVELS[min(3, max(0, STARTS[start] + sum(steps.values())))]


def symbols(name: str) -> str:
    """The level as four circles, for instance ⊕⊕⊕⊝."""
    filled = LEVELS.index(name) + 1
    return "⊕" * filled + "⊝" * (4 - filled)
