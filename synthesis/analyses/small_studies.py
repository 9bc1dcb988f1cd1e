"""Whether tests of funnel asymmetry are advisable for a run, in words for its figure. Pure.

Sources: Sterne et al. (2011) BMJ 343, d4002 (ten studies at least; Egger's test of odds ratios); Ioannidis &
Trikalinos (2007) CMAJ 176, 1091-1096 (heterogeneity below half, largest over smallest variance above four);
Pustejovsky & Rodgers (2019) Res. Synth. Methods 10, 57-71 (standardised means, whose standard errors follow their
effects); Hunter et al. (2014) J. Clin. Epidemiol. 67, 897-903 (proportions, by logit or as they are: sample size
on the axis in place of the standard error); Stanley, Doucouliagos & Havranek (2025) Res. Synth. Methods 16
(correlations). The arcsines (PFT, PAS) and Fisher's z have errors that follow the size of a study alone.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from ketreview.wording import plural
from synthesis.charts.numbers import print_i2

Held = Mapping[str, Any]
FEWEST, FEWEST_AT_ALL = 10, 3
MOST_I2 = 50.0
LEAST_RATIO_OF_VARIANCES = 4.0
OF_MEANS = "Egger’s test of standardised means finds asymmetry too often: their standard errors follow the effects."
OF_PROPORTIONS = (
    "Egger’s test of proportions finds asymmetry where there is none: their standard errors follow the proportion."
)
EGGER_MISLED = {
    "OR": "Egger’s test of odds ratios finds asymmetry too often where effects are large: read Harbord and Peters.",
    "SMD": OF_MEANS,
    "SMDH": OF_MEANS,
    "PLO": OF_PROPORTIONS,
    "PR": OF_PROPORTIONS,
    "COR": "Egger’s test of correlations finds asymmetry where there is none: their standard errors follow r.",
}


def asymmetry_cautions(settings: Held, result: Held, errors: Sequence[float]) -> tuple[str, ...]:
    """What stands before the tests in the figure; `errors` are the standard errors of the k points.

    Fewer than three studies have no test; a test is not advised where one of the conditions of the sources fails.
    """
    k = len(errors)
    if k < FEWEST_AT_ALL:
        return ("Fewer than three studies: asymmetry cannot be tested, and a funnel cannot be seen.",)
    why = _against(result, errors)
    told = [f"Tests of asymmetry are not advised here: {'; '.join(why)}."] if why else []
    if k < FEWEST:
        told.append(
            "So few points cannot tell asymmetry from chance (Sterne et al. 2011); the tests have little power."
        )
    if misled := EGGER_MISLED.get(settings["measure"]):
        told.append(misled)
    return tuple(told)


def _against(result: Held, errors: Sequence[float]) -> list[str]:
    """The conditions for a test that the run does not meet."""
    k, why = len(errors), []
    if k < FEWEST:
        why.append(f"{plural(k, 'study,studies')}, fewer than ten")
    i2 = (result["pooled"]["heterogeneity"] or {}).get("I2_from_Q")
    if i2 is not None and i2 >= MOST_I2:
        why.append(f"I² is {print_i2(i2)}, half or more")
    if (max(errors) / min(errors)) ** 2 <= LEAST_RATIO_OF_VARIANCES:
        why.append("the studies are of much the same precision")
    return why
