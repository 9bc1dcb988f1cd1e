"""The four levels of certainty, the eight domains with their steps, and the level that decisions give. Pure."""

from collections.abc import Mapping, Sequence

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


NOT_UP = "Evidence that starts high is not rated up. Let it start low if its studies are not randomised."


def counting(start: str, steps: Mapping[str, int]) -> dict[str, int]:
    """The steps that count: none up for evidence that starts high, whatever older decisions hold."""
    return {domain: step for domain, step in steps.items() if step <= 0 or start != "high"}


def caution_up(start: str, steps: Mapping[str, int]) -> str:
    """What to know of steps up beside the others, "" for nothing.

    GRADE guidelines 9 (Guyatt et al. 2011, J. Clin. Epidemiol. 64, 1311-1316).
    """
    up, down = (_named(steps, domains) for domains in (UP, DOWN))
    if up and start == "high":
        return f"The step up for {up} does not count: evidence that starts high is not rated up."
    if up and down:
        return (
            f"Rated up for {up} and down for {down}: GRADE rates up where there are no serious limitations. "
            "The reasons must carry both."
        )
    return ""


def _named(steps: Mapping[str, int], domains: Sequence[str]) -> str:
    return " and ".join(domain.replace("-", " ") for domain in domains if steps.get(domain))


def level(start: str, steps: Mapping[str, int]) -> str | None:
    """The level that the decided steps give; None until all five domains that rate down are decided."""
    if any(domain not in steps for domain in DOWN):
        return None
    return LEVELS[min(3, max(0, STARTS[start] + sum(counting(start, steps).values())))]


def symbols(name: str) -> str:
    """The level as four circles, for instance ⊕⊕⊕⊝."""
    filled = LEVELS.index(name) + 1
    return "⊕" * filled + "⊝" * (4 - filled)
