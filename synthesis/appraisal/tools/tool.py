"""What a tool of risk of bias is, how its levels are drawn, and how it is kept. Pure.

McGuinness & Higgins (2021) Res. Synth. Methods 12, 55-61 (robvis: names of columns and levels).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Light = Literal["low", "some", "high", "unclear"]
OVERALL = "overall"


@dataclass(frozen=True)
class Tool:
    """Domains (code, name) in their order and levels (code, name) from best to worst; `unit`: study or result."""

    name: str
    domains: tuple[tuple[str, str], ...]
    levels: tuple[tuple[str, str], ...]
    unit: str


OWN_LEVELS = (("low", "Low"), ("unclear", "Unclear"), ("high", "High"))
MOST_DOMAINS = 12

LIGHTS: dict[str, Light] = {
    "low": "low",
    "some": "some",
    "moderate": "some",
    "high": "high",
    "serious": "high",
    "critical": "high",
    "unclear": "unclear",
    "none": "unclear",
}
"""How a level is drawn; worse levels than high share its colour and are told apart by symbol and word."""

SYMBOLS = {"low": "+", "some": "!", "moderate": "!", "high": "−", "serious": "−", "critical": "×"}
WORDS: dict[Light, str] = {"low": "Low", "some": "Some concerns", "high": "High", "unclear": ""}
"""The overall risk of bias as sensitivity sets and certainty know it."""


def own_domains(lines: str) -> list[dict[str, str]]:
    """Domains typed a line each, as D1, D2 ... Raises ValueError where there is none, too many, or one twice."""
    names = [" ".join(line.split()) for line in lines.splitlines() if line.strip()]
    if not names:
        raise ValueError("Name at least one domain, a line each.")
    if len(names) > MOST_DOMAINS:
        raise ValueError(f"A tool has at most {MOST_DOMAINS} domains; these are {len(names)}.")
    if len({name.casefold() for name in names}) < len(names):
        raise ValueError("Two domains have one name; give each its own.")
    return as_rows((f"D{place}", name) for place, name in enumerate(names, 1))


def as_rows(pairs: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    """Pairs as the database keeps them."""
    return [{"code": code, "name": name} for code, name in pairs]
