"""Networks, what would go into one now, and whether its current run is still true to the data."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from screening.models import Member
from synthesis.analyses.runs import queries as runs
from synthesis.extraction.queries import ArmLine, arms_reporting
from synthesis.models import NetworkAnalysis, NetworkComparison, NetworkRun
from synthesis.networks.citing import citable_pairs
from synthesis.networks.nodes import NUMBERS, Naming, Row, rows_of, treatment_of, usable, usual_reference
from synthesis.networks.recipe import NetworkRecipe
from synthesis.stats.network_structure import Structure, structure


@dataclass(frozen=True)
class Now:
    """A network as the data stand: the arms, their rows, the recipe, and who is compared with whom."""

    lines: list[ArmLine]
    rows: list[Row]
    reference: str
    recipe: NetworkRecipe
    shape: Structure

    @property
    def usable(self) -> list[Row]:
        return usable(self.rows)

    @property
    def pool(self) -> runs.Pool:
        """What a run started now would freeze."""
        return runs.Pool(self.rows, self.recipe.to_dict())


def networks(member: Member) -> QuerySet[NetworkAnalysis]:
    """The review's standing networks with what their list shows."""
    return member.review.networks.filter(archived_at__isnull=True).select_related(
        "outcome", "time_point", "current_run", "job", "review"
    )


def now_of(network: NetworkAnalysis) -> Now:
    """The network as the data stand."""
    return all_now([network])[network.pk]


def all_now(found: Iterable[NetworkAnalysis]) -> dict[int, Now]:
    """Each network as the data stand, with as many queries for many as for one."""
    held = list(found)
    if not held:
        return {}
    places = [(each.outcome_id, each.time_point_id) for each in held]
    lines = arms_reporting(held[0].review, places)
    return {each.pk: _now(each, lines[place]) for each, place in zip(held, places, strict=True)}


def _now(network: NetworkAnalysis, lines: list[ArmLine]) -> Now:
    kind = str(network.outcome.kind)
    rows = rows_of(kind, lines, network.treatments) if kind in NUMBERS else []
    named = {row["treat"].casefold(): row["treat"] for row in rows}
    reference = named.get(network.reference.casefold(), network.reference) or usual_reference(usable(rows), lines)
    recipe = NetworkRecipe(
        kind=kind,
        measure=str(network.measure),
        model=str(network.model),
        tau2=str(network.tau2),
        reference=reference,
        larger_is_better=network.outcome.better == "higher",
    )
    return Now(lines, rows, reference, recipe, structure(usable(rows), reference))


def standings_of(found: Sequence[NetworkAnalysis]) -> list[runs.Standing]:
    """Where each of these networks of a review stands; as many queries for many as for one."""
    now = all_now(found)
    return [runs.standing_of(each, now[each.pk].pool) for each in found]


def standing_of_run(run: NetworkRun) -> runs.Standing | None:
    """Where its network stands, if the run is its newest; an older one stands for the data of its day."""
    return standings_of([run.network])[0] if run.pk == run.network.current_run_id else None


def namings(network: NetworkAnalysis, now: Now) -> list[Naming]:
    """Every arm with the treatment it counts as."""
    return [Naming(line, treatment_of(line, network.treatments)) for line in now.lines]


def is_outdated(run: NetworkRun, now: Now) -> bool:
    """True where a run started now would have other numbers or another recipe."""
    return runs.is_outdated(run, now.pool)


def citable_comparisons(network: NetworkAnalysis) -> Iterator[NetworkComparison]:
    """What a text, a certainty or a table can name of the newest run, stored or not: each against each other."""
    if network.current_run:
        for first, second in citable_pairs(network.current_run.result):
            yield NetworkComparison(network=network, first=first, second=second)


def runs_of_review(member: Member) -> QuerySet[NetworkRun]:
    """Every run of the review's networks, newest first, for choosing one to compare with; without their numbers."""
    found = NetworkRun.objects.filter(network__review=member.review).select_related("network")
    return found.only("id", "number", "run_at", "network__title").order_by("-run_at")
