"""Analyses and runs, found through the member's review; anything else is a 404."""

import uuid

from django.shortcuts import get_object_or_404

from screening.models import Member
from synthesis.analyses import queries
from synthesis.models import Analysis, Run


def analysis_of(member: Member, analysis_id: int) -> Analysis:
    return get_object_or_404(queries.analyses(member), pk=analysis_id)


def run_of(member: Member, run_id: uuid.UUID) -> Run:
    runs = Run.objects.select_related(
        "analysis__review", "run_by__user", "previous", "analysis__outcome", "analysis__time_point"
    )
    return get_object_or_404(runs, pk=run_id, analysis__review=member.review)
