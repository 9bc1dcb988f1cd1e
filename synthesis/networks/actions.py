"""Defining a network, naming its treatments, asking for a run, and freezing what it gave."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from screening.errors import Closed, Invalid
from screening.models import Job, Member
from screening.team.audit import record_event
from screening.versions import save_version
from synthesis.analyses.runs.actions import archive, free_slug, refuse_quoted, start_run
from synthesis.models import NetworkAnalysis, NetworkComparison, Token
from synthesis.models.evidence import Source
from synthesis.networks.queries import Now, now_of
from synthesis.networks.recipe import MEASURES, NO_ARMS, NetworkRecipe
from synthesis.stats.network_wording import disconnected

FIELDS = ("title", "outcome", "time_point", "measure", "model", "tau2", "cautions")
LONGEST_NAME = 200


def _checked(fields: Mapping[str, Any]) -> None:
    outcome = fields["outcome"]
    if outcome.kind not in MEASURES:
        raise Invalid(NO_ARMS.format(outcome=outcome))
    try:
        NetworkRecipe(outcome.kind, fields["measure"], fields["model"], fields["tau2"], "", True)
    except ValueError as error:
        raise Invalid(str(error)) from None


@transaction.atomic
def define_network(*, by: Member, in_protocol: bool = False, **fields: Any) -> NetworkAnalysis:
    """Make a recipe. `fields` are those of FIELDS; every arm goes by its own name until it is named otherwise."""
    _checked(fields)
    free = free_slug(set(by.review.networks.values_list("slug", flat=True)), fields["title"], "network")
    network = NetworkAnalysis.objects.create(
        review=by.review, slug=free, created_by=by, in_protocol=in_protocol, **fields
    )
    after = {name: str(value) for name, value in fields.items() if value not in ("", None)}
    record_event("network defined", network, by=by, after=after)
    return network


@transaction.atomic
def change_network(*, network: NetworkAnalysis, version: int, by: Member, reason: str = "", **fields: Any) -> None:
    """Change the recipe. Runs made before keep theirs; the current one is shown as outdated."""
    _checked(fields)
    changes = save_version(network, version=version, **fields)
    if changes["after"]:
        record_event("network changed", network, by=by, reason=reason.strip(), **changes)


@transaction.atomic
def name_treatments(
    *, network: NetworkAnalysis, version: int, names: Mapping[int, str], reference: str, by: Member
) -> None:
    """Say which treatment each arm is ("" leaves it out) and which is the reference ("" takes the usual one)."""
    lines = {line.arm_id: line for line in now_of(network).lines}
    told = {}
    for arm_id, name in names.items():
        if arm_id not in lines:
            raise Invalid("An arm that was named is not in this network any more. Reload the page and try again.")
        tidy = " ".join(name.split())
        if len(tidy) > LONGEST_NAME:
            raise Invalid(f"The name of a treatment has at most {LONGEST_NAME} characters: {tidy[:40]}…")
        if tidy != " ".join(lines[arm_id].arm.split()):
            told[str(arm_id)] = tidy
    reference = " ".join(reference.split())
    known = {told.get(str(line.arm_id), " ".join(line.arm.split())).casefold() for line in lines.values()} - {""}
    if reference and reference.casefold() not in known:
        raise Invalid(f"No arm is “{reference}”. The reference must be one of the treatments named here.")
    changes = save_version(network, version=version, treatments=told, reference=reference)
    if changes["after"]:
        record_event("network treatments named", network, by=by, **changes)


def ask_for_run(*, network: NetworkAnalysis, by: Member) -> Job:
    """Start the job that pools the data as they stand now. What cannot be a network is refused in words."""
    refuse_no_network(network, now_of(network))
    return start_run(network, by=by)


def refuse_no_network(network: NetworkAnalysis, now: Now) -> None:
    """Raises Closed, in words, where there is nothing to compare, or the network is in parts."""
    if why := no_network(network, now):
        raise Closed(why)


def no_network(network: NetworkAnalysis, now: Now) -> str:
    """Why a run would be refused; "" where it would not."""
    if not now.rows:
        return (
            f"No arm gives reconciled numbers for {network.outcome}, {network.time_point}. "
            "Reconcile at least one extraction first."
        )
    if not now.shape.nodes:
        return (
            "No study compares two treatments, so there is no network. Name the treatments: arms of one study with "
            "one name are combined."
        )
    if not now.shape.connected:
        return f"{disconnected(now.shape)}."
    if not now.shape.part_of(now.reference):
        return (
            f"No study compares the reference “{now.reference}” with another treatment. Choose another reference."
        )
    return ""


def kept(source: Source) -> Source:
    """The source as a row: a comparison of a network that nobody cited before is stored."""
    if isinstance(source, NetworkComparison) and source.pk is None:
        place = {"network": source.network, "first": source.first, "second": source.second}
        return NetworkComparison.objects.get_or_create(**place)[0]
    return source


def archive_network(*, network: NetworkAnalysis, by: Member) -> None:
    """Put a network away; a statement that cites it must be changed first."""
    refuse_quoted(network, Token.objects.filter(comparison__network=network))
    archive(network, by=by)
