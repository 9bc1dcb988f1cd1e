"""Risk of bias beside a run's studies: the overall word, and a light a domain where one tool judged them. Pure."""

from synthesis.appraisal.tools import LIGHTS as LEVELS
from synthesis.appraisal.tools import OVERALL
from synthesis.charts.forest_data import Judgement

LIGHTS: dict[str, Judgement] = {"low": "low", "some concerns": "some", "high": "high"}


def judgements(inputs: list[dict]) -> dict[int, str]:
    """Row -> overall risk of bias in lower case, where the run holds it."""
    return {place: row["risk_of_bias"].lower() for place, row in enumerate(inputs) if row.get("risk_of_bias")}


def _one_tool(inputs: list[dict]) -> list[str]:
    """The domains of the tool with which all appraised studies were judged; none where there are several tools."""
    held = [row["appraisal"] for row in inputs if row.get("appraisal")]
    tools = {(each["tool"], *each["domains"]) for each in held}
    return held[0]["domains"] if len(tools) == 1 else []


def judgement_headers(inputs: list[dict]) -> tuple[str, ...]:
    """What stands over the lights: the domains of the one tool and the overall judgement, or that alone."""
    domains = _one_tool(inputs)
    return (*domains, "Overall") if domains else ("RoB",)


def judgement_notes(inputs: list[dict]) -> tuple[str, ...]:
    """What the domains over the lights are called; nothing where the overall judgement stands alone."""
    domains = _one_tool(inputs)
    if not domains:
        return ()
    held = next(row["appraisal"] for row in inputs if row.get("appraisal"))
    names = "; ".join(f"{code} {held['names'][code].lower()}" for code in domains)
    return (f"Risk of bias ({held['tool']}): {names}",)


def lights_of(inputs: list[dict]) -> dict[int, tuple[Judgement, ...]]:
    """The lights of each judged row; a study that was judged without the tool has its overall light alone."""
    domains = _one_tool(inputs)
    found: dict[int, tuple[Judgement, ...]] = {}
    for row, word in judgements(inputs).items():
        if word in LIGHTS:
            found[row] = (*("unclear" for _ in domains), LIGHTS[word])
    for place, row in enumerate(inputs):
        if domains and row.get("appraisal"):
            levels = row["appraisal"]["levels"]
            found[place] = tuple(LEVELS[levels[code]] for code in (*domains, OVERALL))
    return found
