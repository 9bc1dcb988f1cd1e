"""What a network meta-analysis says of itself: method, refusals, and what a reader must know."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from synthesis.stats.measures import MEASURES
from synthesis.stats.network_structure import Structure
from synthesis.stats.results import Notice
from synthesis.stats.wording import TAU2_NAMES, percent

if TYPE_CHECKING:
    from synthesis.stats.network import Network
    from synthesis.stats.network_arms import Arms
    from synthesis.stats.network_results import Inconsistency, Predictions

SMALL_P = 0.1
NO_SPARE = (
    "There are no more comparisons than treatments to estimate, so heterogeneity cannot be estimated. "
    "Choose the common-effect model, or wait for more studies"
)


def disconnected(shape: Structure) -> str:
    """Why a network in parts cannot be analysed, and what to do."""
    parts = "; ".join(" – ".join(part) for part in shape.parts)
    return (
        f"The network falls into {len(shape.parts)} parts that no study links: {parts}. "
        "Treatments of different parts cannot be compared. Give treatments that are the same one name, "
        "or analyse one part and leave out the rest"
    )


def method(settings: Mapping[str, Any], arms: Arms, predicted: Predictions, software: Mapping[str, str]) -> str:
    """The method as sentences."""
    measure = MEASURES[settings["measure"]].label
    if settings["model"] == "random":
        name = TAU2_NAMES[settings["tau2"]]
        model = (
            f"a random-effects model with one {name} tau² for all comparisons and a correlation of 0.5 between "
            "the random effects of one study"
        )
    else:
        model = "a common-effect model"
    parts = [
        f"Network meta-analysis of the {measure} by generalised least squares under consistency, with {model}; "
        "contrasts of a study with several arms share the variance of their common arm.",
        f"{percent(settings['level'])} confidence intervals are based on the normal distribution.",
    ]
    if settings["measure"] == "SMD":
        parts.append("Means were standardised by the standard deviation pooled over all arms of a study.")
    if predicted.df is not None:
        parts.append(
            f"Prediction intervals are based on the t distribution with {predicted.df} degrees of freedom, one "
            "less than there are spare comparisons."
        )
    if arms.corrected:
        cells = "events" if settings["kind"] == "arm_rate" else "events and non-events"
        parts.append(f"0.5 was added to {cells} of every arm of studies with a zero cell.")
    better = "larger" if settings["larger_is_better"] else "smaller"
    parts.append(
        f"Treatments are ranked by P-score and SUCRA ({settings['draws']:,} draws, seed {settings['seed']}), "
        f"{better} effects being better."
    )
    parts.append("Consistency was examined by the design-by-treatment interaction test and by node-splitting.")
    told = ", ".join(f"{name} {version}" for name, version in software.items())
    return f"{' '.join(parts)} Computed with {told}."


def notices(
    arms: Arms, shape: Structure, network: Network, found: Inconsistency, *, random: bool
) -> tuple[Notice, ...]:
    """What a reader must know of this network."""
    said: list[Notice] = []
    if len(shape.nodes) == 2:
        text = (
            "Only two treatments: this is a pairwise meta-analysis, all evidence is direct and ranks add nothing."
        )
        said.append(Notice("two_treatments", text))
    if arms.corrected:
        names = ", ".join(arms.corrected)
        said.append(Notice("zero_cells", f"0.5 was added to every cell of studies with a zero cell: {names}."))
    if found.design is None and len(shape.nodes) > 2:
        text = "No loop of different designs closes, so nothing shows whether direct and indirect evidence agree."
        said.append(Notice("no_loop", text))
    if found.design is not None and found.design.pval < SMALL_P:
        text = "Designs disagree more than chance would explain: look at the node-splits before trusting the ranks."
        said.append(Notice("inconsistent", text))
    if random and network.Q_df < 3:
        text = (
            f"tau² rests on {network.Q_df} spare {'comparison' if network.Q_df == 1 else 'comparisons'} and is "
            "very uncertain; intervals may be too narrow."
        )
        said.append(Notice("few_df", text))
    if min(len(edge.studies) for edge in shape.edges) == 1 and len(shape.edges) > 1:
        single = sum(len(edge.studies) == 1 for edge in shape.edges)
        verb = "rests on one study" if single == 1 else "rest on one study each"
        text = f"{single} of {len(shape.edges)} direct comparisons {verb}."
        said.append(Notice("single_study", text))
    return tuple(said)
