"""Records that belong together without being one: said where two are compared, taken back on a record's page."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from ketreview.web import back
from screening.dedupe import actions
from screening.dedupe.views.last_answer import keep_relation
from screening.dedupe.views.shown import pair_or_404
from screening.errors import Invalid
from screening.models import Member, RecordRelation
from screening.team.access import review_page


@review_page("merge_duplicates", methods=("POST",))
def relate(request: HttpRequest, member: Member) -> HttpResponse:
    """The first record chosen is a notice about, or a version of, the other."""
    first, second = pair_or_404(member, request.POST.getlist("record"))
    about = request.POST.get("about")
    if about not in (str(first.pk), str(second.pk)):
        raise Invalid("Choose which of the two records the other one is about.")
    if about == str(first.pk):
        first, second = second, first
    relation = actions.say_related(record=first, other=second, kind=request.POST.get("kind", ""), by=member)
    messages.success(request, keep_relation(request, member, relation))
    return back(request, "importing:record", slug=member.review.slug, record_id=second.pk)


@review_page("merge_duplicates", methods=("POST",))
def unrelate(request: HttpRequest, member: Member, relation_id: uuid.UUID) -> HttpResponse:
    relations = RecordRelation.objects.select_related("record")
    relation = get_object_or_404(relations, pk=relation_id, record__review=member.review)
    actions.take_back_relation(relation=relation, by=member)
    messages.success(request, "Taken back. The rules do not relate these two again.")
    return back(request, "importing:record", slug=member.review.slug, record_id=relation.other_id)
