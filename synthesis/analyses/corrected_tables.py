"""What a run finds if small studies or those without significance are missing: a table and its notes. Pure.

The table sets trim and fill, PET, PEESE and the selection model beside the run; words say what to be wary of.
"""

from collections.abc import Mapping
from typing import Any

from synthesis.analyses.printing import SHORT, by_tables, level_of, print_p, print_value
from synthesis.charts.numbers import print_number, print_spread

Held = Mapping[str, Any]
Table = tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]
NOTHING = "–"
OF_LINES = (
    "PET and PEESE are the effect at a standard error of 0, by a line through effects and standard errors (PET) or "
    "variances (PEESE); intervals by t. The conditional rule takes PEESE where PET finds an effect (one-sided p "
    "below 0.05), else PET (Stanley and Doucouliagos 2014). Both are unreliable with fewer than 20 studies or much "
    "heterogeneity (Stanley 2017)."
)
OF_SELECTION = (
    "The selection model is a step function (Vevea and Hedges 1995): random effects by maximum likelihood, where "
    "studies without a significant result are published with another probability. The step is at a one-sided p of "
    "{step} for {way} effects on the scale of the analysis, a two-sided p of 0.05."
)
OF_TABLES = (" (Mantel-Haenszel)", ", by inverse variance")
"""What stands behind the name of a run by tables, and behind those of the corrections, which take effects alone."""
CAUTION = (
    "No such method is right everywhere: where they agree with the run it is sturdy against missing studies; where "
    "they differ, say so and trust none of them alone (Carter et al. 2019)."
)


def corrected_table(settings: Held, result: Held) -> Table | None:
    """The run, then each corrected effect; None where the run holds none."""
    if not (lines := _lines(settings, result)):
        return None
    headers = ("Method", "Studies", SHORT[settings["measure"]], f"{level_of(settings)}% interval", "p")
    return headers, tuple(_row(settings, result, name, line) for name, line, _ in lines)


def corrected_told(settings: Held, result: Held) -> tuple[tuple[str, str], ...]:
    """What to know of each line of the table that needs it: its name and the words."""
    return tuple((name, _capital(told)) for name, _, told in _lines(settings, result) if told)


def _lines(settings: Held, result: Held) -> list[tuple[str, Held, str]]:
    """Name, numbers and words of each line; of a run by tables, how it and the corrections were pooled."""
    held = result.get("corrected")
    if not held or not held["lines"]:
        return []
    pooled = result["pooled"]
    whole = result["display"] | {"k": pooled["k"], "pval": pooled["pval"]}
    own, other = OF_TABLES if by_tables(settings) else ("", "")
    found: list[tuple[str, Held, str]] = [(f"This run, uncorrected{own}", whole, "")]
    if filled := (result.get("sturdiness") or {}).get("filled"):
        added = f"{filled['k0']} {'study' if filled['k0'] == 1 else 'studies'} filled in"
        told = f"{added} on the {filled['side']}" if filled["k0"] else "finds no study missing"
        found.append((f"Trim and fill (L0){other}", filled | {"k": pooled["k"] + filled["k0"], "pval": None}, told))
    for line in held["lines"]:
        choice = "taken by the conditional rule" if line["chosen"] else ""
        found.append((f"{line['name']}{other}", line, _told(choice, line)))
    last = held["selection"]
    name = f"{last['name']} (one step, p = {print_number(last['step'], 3)}){other}"
    return [*found, (name, last, _told(_selection_words(last), last))]


def _row(settings: Held, result: Held, name: str, line: Held) -> tuple[str, ...]:
    def show(value: float | None) -> str:
        return NOTHING if value is None else print_value(settings, result["display"], value)

    known = None not in (line["ci_lb"], line["ci_ub"])
    interval = f"{show(line['ci_lb'])} to {show(line['ci_ub'])}" if known else NOTHING
    return name, str(line["k"]), show(line["estimate"]), interval, print_p(line["pval"])


def _told(first: str, line: Held) -> str:
    if line["reason"]:
        return f"not estimable: {line['reason']}"
    wary = "; ".join(line["cautions"])
    return "; ".join(part for part in (first, f"unreliable: {wary}" if wary else "") if part)


def _selection_words(held: Held) -> str:
    if held["delta"] is None:
        return ""
    sides = " and ".join(str(count) for count in held["counts"])
    test = f"likelihood ratio test p {_equals(held['lrt_pval'])}"
    return (
        f"{sides} studies below and above the step; publication above it {print_number(held['delta'], 2)} times as "
        f"probable ({test}); tau² {print_spread(held['tau2'])}"
    )


def corrected_notes(result: Held) -> tuple[str, ...]:
    """How to read the table, or why there is none."""
    held = result.get("corrected")
    if not held:
        return ()
    if not held["lines"]:
        return tuple(held["notes"])
    way = "positive" if held["selection"]["alternative"] == "greater" else "negative"
    return OF_LINES, OF_SELECTION.format(step=print_number(held["selection"]["step"], 3), way=way), CAUTION


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _equals(pval: float | None) -> str:
    text = print_p(pval)
    return text if text.startswith("<") else f"= {text}"
