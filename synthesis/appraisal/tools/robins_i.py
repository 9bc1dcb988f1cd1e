"""ROBINS-I of 2016, seven domains. Pure data.

Sterne et al. (2016) BMJ 355, i4919. It brings no signalling questions here and so suggests nothing: its levels are
judged, with their support, by those who read the guidance.
"""

from synthesis.appraisal.tools.tool import Tool

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
