"""Risk-of-bias tools as data: domains, levels, and how a level is drawn. Pure.

Sources: Sterne et al. (2019) BMJ 366, l4898 (RoB 2); Sterne et al. (2016) BMJ 355, i4919 (ROBINS-I, seven domains);
McGuinness & Higgins (2021) Res. Synth. Methods 12, 55-61 (robvis: names of columns and levels).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Light = Literal["low", "some", "high", "unclear"]
OVERALL = "overall"


@dataclass(frozen=True)
class Tool:
    """Domains (code, name) in their order and levels (code, name) from best to worst; `unit`: study or result."""

    name: str
    domains: tuple[tuple[str, str], ...]
    levels: tuple[tuple[str, str], ...]
    unit: str


ROB2 = Tool(
    "RoB 2",
    (
        ("D1", "Randomisation process"),
        ("D2", "Deviations from the intended interventions"),
        ("D3", "Missing outcome data"),
        ("D4", "Measurement of the outcome"),
        ("D5", "Selection of the reported result"),
    ),
    (("low", "Low"), ("some", "Some concerns"), ("high", "High")),
    "result",
)
ROBINS_I = Tool(
    "ROBINS-I",
    (
        ("D1", "Confounding"),
        ("D2", "Selection of participants"),
        ("D3", "Classification of interventions"),
        ("D4", "Deviations from the intended interventions"),
        ("D5", "Missing data"),
        ("D6", "Measurement of outcomes"),
        ("D7", "Selection of the reported result"),
    ),
    (
        ("low", "Low"),
        ("moderate", "Moderate"),
        ("serious", "Serious"),
        ("critical", "Critical"),
        ("none", "No information"),
    ),
    "result",
)
OWN_LEVELS = (("low", "Low"), ("unclear", "Unclear"), ("high", "High"))
TOOLS: dict[str, Tool] = {"rob2": ROB2, "robins-i": ROBINS_I}
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


def missing(domains: Sequence[Mapping[str, str]], judgements: Mapping[str, Any]) -> list[str]:
    """The names of the domains, and "Overall", that have no level yet."""
    asked = [*((each["code"], each["name"]) for each in domains), (OVERALL, "Overall")]
    return [name for code, name in asked if not judgements.get(code, {}).get("level")]


def worst(levels: Sequence[Mapping[str, str]], domains: Sequence[Mapping[str, str]], judgements: Mapping) -> str:
    """The worst level of the domains: what an overall judgement cannot be better than; "" where none is judged."""
    order = [each["code"] for each in levels]
    given = [judgements.get(each["code"], {}).get("level", "") for each in domains]
    return max((level for level in given if level in order), key=order.index, default="")


def too_good(levels: Sequence[Mapping[str, str]], domains: Sequence[Mapping[str, str]], judgements: Mapping) -> str:
    """Why the overall level cannot stand without a reason; "" where it can."""
    codes = [each["code"] for each in levels]
    overall, least = judgements.get(OVERALL, {}).get("level", ""), worst(levels, domains, judgements)
    if not overall or not least or judgements[OVERALL].get("support"):
        return ""
    if codes.index(overall) >= codes.index(least):
        return ""
    names = {each["code"]: each["name"] for each in levels}
    return f"Overall is better than the worst domain ({names[least].lower()}): say why in its support."


def robvis_rows(tool: Any, settled: Iterable[tuple[str, Mapping[str, Any]]]) -> tuple[list[str], list[list[str]]]:
    """Header and lines that robvis reads: Study, a column a domain, Overall, Weight (1 for each)."""
    names = {each["code"]: each["name"] for each in tool.levels}
    codes = [each["code"] for each in tool.domains]
    heads = codes if tool.kind in TOOLS else [each["name"] for each in tool.domains]
    rows = [
        [label, *(names.get(held.get(code, {}).get("level", ""), "") for code in (*codes, OVERALL)), "1"]
        for label, held in settled
    ]
    return ["Study", *heads, "Overall", "Weight"], rows
