"""Leaks in what is counted, ordered, found, exported: somebody reads votes past the one reader."""

from dataclasses import replace

from django.db.models import Case, Count, Exists, F, OuterRef, Subquery, When
from django.db.models.functions import Coalesce

from screening.models import Decision, ExclusionReason, Keyword, LabelUse, Record, StageRecord
from tests.crawl import CANARY
from tests.leaks.planting import leaks, number_of_includes, theirs


@leaks("workflow:queue")
def progress_by_direction(patch, house):
    from screening.workflow.queries import standing

    honest = standing.stage_count

    def count(member, stage, tally=None):
        found = honest(member, stage, tally)
        return replace(found, cast=found.cast + theirs(house, stage=stage, verdict="include").count())

    patch.setattr(standing, "stage_count", count)


@leaks("review")
def a_tile_that_counts_conflicts(patch, house):
    patch.setattr("screening.workflow.blinding.may_see_outcomes", lambda member, stage: True)


@leaks("importing:record")
def a_note_on_the_record_page(patch, house):
    honest = Record.label.fget

    def label(record):
        notes = Decision.objects.filter(record=record).exclude(note="").values_list("note", flat=True)
        return honest(record) + "; ".join(notes)

    patch.setattr(Record, "label", property(label))


@leaks("workflow:cards")
def a_queue_of_what_the_other_included(patch, house):
    from screening.workflow.actions import seats

    honest = seats.held_seats

    def held(member, stage):
        return honest(member, stage).filter(record__in=theirs(house, verdict="include").values("record"))

    patch.setattr(seats, "held_seats", held)


@leaks("workflow:cards")
def a_queue_ranked_by_the_others_votes(patch, house):
    from screening.workflow.actions import seats

    honest = seats.held_seats

    def held(member, stage):
        included = Exists(theirs(house, record=OuterRef("record"), verdict="include").order_by())
        return honest(member, stage).order_by(Case(When(included, then=F("rank")), default=-F("rank")))

    patch.setattr(seats, "held_seats", held)


@leaks("workflow:cards", "take=50")
def a_bundle_for_the_train_without_what_is_settled(patch, house):
    from screening.workflow.views import voting

    honest = voting.cards

    def cards(member, stage, slots, votes, template="_card.html"):
        out = set(theirs(house, stage=stage, verdict="exclude").values_list("record_id", flat=True))
        return honest(member, stage, [slot for slot in slots if slot.record_id not in out], votes, template)

    patch.setattr(voting, "cards", cards)


@leaks("workflow:screen")
def reasons_sorted_by_use(patch, house):
    uses = Decision.objects.filter(reason=OuterRef("pk"), reviewer=house.b).order_by().values("reason")
    by_use = Coalesce(Subquery(uses.annotate(n=Count("pk")).values("n")), 0).desc()
    patch.setattr(ExclusionReason._meta, "ordering", [by_use, "order"])


@leaks("workflow:cards")
def words_that_another_marks(patch, house):
    from screening.workflow.highlight import Highlighter

    def everybodys(member):
        return Highlighter(Keyword.objects.filter(review=member.review).values_list("kind", "text"))

    patch.setattr("screening.workflow.views.cards.highlighter", everybodys)


@leaks("workflow:mine")
def labels_that_another_put(patch, house):
    def everybodys(member, records):
        found = {}
        for record, label in LabelUse.objects.filter(record__in=list(records)).values_list("record", "label"):
            found.setdefault(record, []).append(label)
        return found

    patch.setattr("screening.workflow.views.voting.own_labels", everybodys)


def _listed(patch, change):
    from screening.finding import queries

    honest = queries.records_found
    patch.setattr(queries, "records_found", lambda member, wanted: change(honest(member, wanted), wanted))


@leaks("finding:list", f"q={CANARY}")
def search_hits_in_notes(patch, house):
    def noted(found, wanted):
        votes = Decision.objects.filter(note__contains=wanted.words).exclude(note="").values("record")
        return found | Record.objects.filter(pk__in=votes if wanted.words else [])

    _listed(patch, noted)


@leaks("finding:list")
def a_list_sorted_by_the_others_votes(patch, house):
    def sorted_(found, wanted):
        votes = theirs(house, record=OuterRef("pk")).order_by().values("verdict")[:1]
        return found.order_by(Subquery(votes), "pk")

    _listed(patch, sorted_)


@leaks("finding:list")
def a_total_without_what_is_out(patch, house):
    _listed(patch, lambda found, wanted: found.exclude(pk__in=theirs(house, verdict="exclude").values("record")))


@leaks("prisma_records", "box=screening.conflicts")
def records_behind_a_number(patch, house):
    patch.setattr("screening.progress.queries.standing.may_see_outcomes", lambda member, stage: True)


@leaks("prisma_table")
def the_flow(patch, house):
    patch.setattr("screening.progress.queries.standing.may_see_outcomes", lambda member, stage: True)


@leaks("progress:ledger_file", "place=screening.excluded")
def the_ledger(patch, house):
    patch.setattr("screening.progress.queries.standing.may_see_outcomes", lambda member, stage: True)


@leaks("exporting:records")
def columns_of_an_export(patch, house):
    patch.setattr("screening.exporting.resources.records.may_see_outcomes", lambda member, stage: True)


@leaks("exporting:records")
def the_name_of_an_export(patch, house):
    from screening.exporting import views

    honest = views._table

    def table(resource, name, format):
        return honest(resource, f"{name}-{number_of_includes(house)}", format)

    patch.setattr(views, "_table", table)


@leaks("exporting:records", "format=xlsx")
def the_name_of_a_sheet(patch, house):
    from screening.exporting import views

    honest = views.xlsx_pieces

    def workbook(headings, rows, name):
        return honest(headings, rows, f"{name} ({number_of_includes(house)} included)")

    patch.setattr(views, "xlsx_pieces", workbook)


@leaks("workflow:discussion")
def a_discussion_that_opens_with_a_conflict(patch, house):
    from screening.workflow.views import discussion

    patch.setattr(discussion, "may_discuss", lambda member, entry: entry.state == "conflict")


def waiting_or_in_conflict(member, records):
    return StageRecord.objects.filter(record__in=set(records), state__in=("waiting", "conflict"))


@leaks("workflow:discussion")
def an_earlier_discussion_that_opens_with_agreement(patch, house):
    patch.setattr("screening.workflow.blinding.talk._judged", waiting_or_in_conflict)


@leaks("workflow:mentions")
def a_mention_that_comes_with_agreement(patch, house):
    patch.setattr("screening.workflow.blinding.talk._judged", waiting_or_in_conflict)


@leaks("jobs:show")
def the_log_of_a_job(patch, house):
    from screening.jobs import views

    def job(member, job_id):
        found = member.review.jobs.get(pk=job_id)
        found.message = f"{number_of_includes(house)} included"
        return found

    patch.setattr(views, "_job", job)


@leaks("rounds:result")
def agreement_in_an_open_round(patch, house):
    for module in ("screening.workflow.blinding.sight", "screening.rounds.queries"):
        patch.setattr(f"{module}.is_sealed_round", lambda stage: False)
    patch.setattr("screening.workflow.blinding.votes.may_see_outcomes", lambda member, stage: True)


@leaks("progress:audit", roles="lead")
def the_verdict_in_the_audit_trail(patch, house):
    patch.setattr(Decision, "__str__", lambda vote: f"{vote.verdict} on {vote.record}")


@leaks("progress:stage", roles="lead")
def pace_by_direction(patch, house):
    from screening.progress.queries import lead

    honest = lead.votes_by_day

    def by_day(member, stage):
        seen = theirs(house, stage=stage, verdict="include").count()
        return [(who, day, n + seen * (who == house.b.pk), last) for who, day, n, last in honest(member, stage)]

    patch.setattr(lead, "votes_by_day", by_day)


@leaks("progress:certificate_file", roles="lead")
def an_open_vote_in_the_certificate(patch, house):
    from screening.progress.queries import certificates

    honest = certificates._named

    def named(told, names):
        return replace(honest(told, names), late=tuple(vote.verdict for vote in theirs(house, record=told.record)))

    patch.setattr(certificates, "_named", named)
