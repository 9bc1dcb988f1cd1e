"""Networks, what would go into one now, and whether its current run is still true to the data."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import F, QuerySet

from screening.models import Member
from synthesis.analyses.freezing import Difference, differences, inputs_hash
from synthesis.extraction.queries import ArmLine, arms_reporting
from synthesis.models import NetworkAnalysis, NetworkRun
from synthesis.networks.nodes import NUMBERS, Naming, Row, as_lines, rows_of, treatment_of, usable, usual_reference
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


def namings(network: NetworkAnalysis, now: Now) -> list[Naming]:
    """Every arm with the treatment it counts as."""
    return [Naming(line, treatment_of(line, network.treatments)) for line in now.lines]


def is_outdated(run: NetworkRun, now: Now) -> bool:
    """True where a run started now would have other numbers or another recipe."""
    return run.inputs_sha256 != inputs_hash(as_lines(now.rows), now.recipe.to_dict())


def changes_since(run: NetworkRun, now: Now) -> tuple[Difference, ...]:
    """What differs between the run and a run started now."""
    return differences(as_lines(run.inputs), as_lines(now.rows), run.settings, now.recipe.to_dict())


def changes_between(before: NetworkRun, after: NetworkRun) -> tuple[Difference, ...]:
    """What went into one run and not, or otherwise, into another."""
    return differences(as_lines(before.inputs), as_lines(after.inputs), before.settings, after.settings)


def current_runs(member: Member) -> Sequence[NetworkRun]:
    """The current run of every standing network, in the order of the networks."""
    runs = NetworkRun.objects.filter(
        network__review=member.review, network__archived_at__isnull=True, pk=F("network__current_run")
    )
    return runs.select_related(
        "network__review", "network__outcome", "network__time_point", "run_by__user"
    ).order_by("network_id")
