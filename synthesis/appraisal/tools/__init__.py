"""The tools that a review may take, and what is common to all of them."""

from synthesis.appraisal.tools.rob2 import ROB2
from synthesis.appraisal.tools.robins_i import ROBINS_I
from synthesis.appraisal.tools.tool import LIGHTS, OVERALL, OWN_LEVELS, SYMBOLS, WORDS, Tool, as_rows, own_domains

__all__ = [
    "LIGHTS", "OVERALL", "OWN_LEVELS", "ROB2", "ROBINS_I", "SYMBOLS", "TOOLS", "WORDS", "Tool", "as_rows",
    "own_domains",
]  # fmt: skip

TOOLS: dict[str, Tool] = {"rob2": ROB2, "robins-i": ROBINS_I}
