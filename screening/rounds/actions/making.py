"""What every round is made of."""

from django.utils import timezone

from screening.models import Stage
from screening.rounds.queries import CALIBRATION


def round_stage(stage: Stage, purpose: str, number: int, votes_needed: int) -> Stage:
    """A stage of its own for the round, with the rules of the one it belongs to."""
    names = {CALIBRATION: "Calibration round", Stage.Purpose.SECOND_LOOK: "Second look"}
    rules = ("review", "kind", "order", "maybe_rule", "reason_required", "reasons_conflict", "hidden_fields")
    return Stage.objects.create(
        parent=stage,
        purpose=purpose,
        name=f"{names[purpose]} {number}: {stage}"[:80],
        slug=f"{stage.slug[:40]}-{purpose}-{number}",
        votes_needed=votes_needed,
        opened_at=timezone.now(),
        **{rule: getattr(stage, rule) for rule in rules},
    )
