"""The rules of the stages."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from ketreview.web import back
from screening.models import Member, Stage
from screening.reviews import actions, queries
from screening.reviews.actions.stages import FIXED
from screening.reviews.forms import StageForm
from screening.team.access import review_page


def _form(stage: Stage, data=None) -> StageForm:
    fixed = FIXED if queries.rules_are_fixed(stage) else ()
    return StageForm(
        data, instance=stage, initial={"version": stage.version}, prefix=f"stage{stage.pk}", fixed=fixed
    )


@review_page("manage_review")
def stages(request: HttpRequest, member: Member) -> HttpResponse:
    rows = [(stage, _form(stage), queries.rules_are_fixed(stage)) for stage in member.review.stages.all()]
    return render(request, "screening/reviews/stages.html", {"rows": rows, "tab": "stages"})


@review_page("manage_review", methods=("POST",))
def change_stage(request: HttpRequest, member: Member, stage_id: int) -> HttpResponse:
    stage = get_object_or_404(member.review.stages, pk=stage_id)
    form = _form(Stage.objects.get(pk=stage.pk), request.POST)
    if not form.is_valid():
        rows = [
            (row, form if row == stage else _form(row), queries.rules_are_fixed(row))
            for row in member.review.stages.all()
        ]
        return render(request, "screening/reviews/stages.html", {"rows": rows, "tab": "stages"}, status=422)
    actions.change_stage(stage=stage, by=member, **form.cleaned_data)
    messages.success(request, f"The rules of “{stage}” are saved.")
    return back(request, "reviews:stages", slug=member.review.slug)
