"""One row of every kind in a review, so that every address has something of its own, and something of
somebody else's, to be asked for."""

import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from ketreview.accounts.models import SiteInvitation
from screening.importing.actions.indexing import index_records
from screening.models import (
    Comment,
    Criterion,
    Decision,
    DuplicateLink,
    DuplicateQuestion,
    ExclusionReason,
    Invitation,
    Job,
    Keyword,
    Label,
    LabelUse,
    ManyChange,
    Member,
    Pairing,
    Proposal,
    Quote,
    RecordRelation,
    Recusal,
    RenderedFigure,
    Report,
    ReportFile,
    Resolution,
    Review,
    Round,
    SavedSearch,
    Slot,
    Stage,
    StagedRow,
    StageRecord,
    UnplacedFile,
)
from synthesis.appraisal.actions import add_tool
from synthesis.models import (
    Analysis,
    Appraisal,
    Arm,
    Block,
    Certainty,
    CertaintyDecision,
    Characteristic,
    CharacteristicValue,
    EvidenceLink,
    ExtractedValue,
    Extraction,
    FindingsRow,
    FindingsTable,
    Narrative,
    NarrativeVersion,
    NetworkAnalysis,
    NetworkComparison,
    NetworkRun,
    Outcome,
    ReconciledValue,
    Reference,
    Release,
    Run,
    RunFigure,
    SettledAppraisal,
    Statement,
    Study,
    StudyOutcome,
    StudyReport,
    TimePoint,
)
from synthesis.narratives.document import Document
from tests import factories
from tests.network_numbers import NETWORK_RESULT, NETWORK_ROWS, NETWORK_SETTINGS
from tests.numbers import RESULT, ROWS, SETTINGS


@dataclass
class World:
    """The rows of one review by the name an address gives them."""

    review: Review
    rows: dict[str, Any] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["rows"][name]
        except KeyError:
            raise AttributeError(name) from None


def make_world(lead: Member, reviewers: list[Member], extractors: list[Member]) -> World:
    """Fill the review of `lead`. The first record is in conflict at title/abstract, the second is included at
    full text and has a study; the third waits; the fourth is a copy of the third."""
    world = World(lead.review)
    _records(world, lead)
    _protocol(world, lead)
    _votes(world, lead, reviewers)
    _rounds(world, lead, reviewers)
    _reports(world, lead, reviewers)
    _studies(world, lead, extractors)
    _analyses(world, lead)
    _narrative(world, lead)
    return world


def _records(world: World, lead: Member) -> None:
    batch = factories.make_batch(lead)
    batch.file.save("search.ris", ContentFile(b"TY  - JOUR\nTI  - Ketamine\nER  - \n"))
    records = factories.make_records(batch, 6)
    copy = records[3]
    copy.primary = records[2]
    copy.save(update_fields=["primary"])
    link = DuplicateLink.objects.create(
        record=copy, primary=records[2], rule="doi", evidence="same DOI", merged_by=lead
    )
    question = DuplicateQuestion.objects.create(
        review=lead.review, first=records[4], second=records[5], score=1, why="Title 0.97", pattern="title spelling"
    )
    index_records(records)
    staged = factories.make_batch(lead, state="staged")
    staged.file.save("next.ris", ContentFile(b"TY  - JOUR\nTI  - Next\nER  - \n"))
    proposal = Proposal.objects.create(record=records[2], field="abstract", value="Found.", source="PubMed")
    row = StagedRow.objects.create(batch=staged, row_no=1, parsed={"title": "Next"})
    world.rows |= {
        "batch": batch,
        "staged": staged,
        "staged_row": row,
        "proposal": proposal,
        "records": records,
        "link": link,
        "question": question,
        "relation": RecordRelation.objects.create(
            record=records[4], other=records[5], kind="reply", why="Same authors", made_by=lead
        ),
        "source": batch.source,
    }


def _protocol(world: World, lead: Member) -> None:
    review = world.review
    world.rows |= {
        "criterion": Criterion.objects.create(review=review, kind="include", text="Adults"),
        "keyword": Keyword.objects.create(review=review, kind="include", text="ketamin*"),
        "label": Label.objects.create(review=review, name="Ask the authors"),
        "kept_search": SavedSearch.objects.create(
            review=review, member=lead, name="Pain", asked={"q": "pain"}, shared=True
        ),
        "reason": review.exclusion_reasons.first(),
        "old_reason": ExclusionReason.objects.create(
            review=review, text="No longer used", order=9, archived_at=timezone.now()
        ),
        "invitation": Invitation.objects.create(
            review=review,
            email="new@example.org",
            roles=["reviewer"],
            secret_hash=uuid.uuid4().hex * 2,
            invited_by=lead,
            expires_at=timezone.now() + timedelta(days=7),
        ),
        "site_invitation": SiteInvitation.objects.create(
            email="someone@example.org",
            secret_hash=uuid.uuid4().hex * 2,
            invited_by=lead.user,
            expires_at=timezone.now() + timedelta(days=7),
        ),
        "job": Job.objects.create(review=review, kind="find_duplicates", key="x", asked_by=lead.user, state="done"),
    }


def vote(slot: Slot, member: Member, verdict: str, **fields: Any) -> Decision:
    """A standing vote."""
    decision = Decision.objects.create(
        slot=slot,
        stage=slot.stage,
        record=slot.record,
        reviewer=member,
        verdict=verdict,
        key=uuid.uuid4(),
        **fields,
    )
    Slot.objects.filter(pk=slot.pk).update(reviewer=member, done=True, vote=decision)
    return decision


def _votes(world: World, lead: Member, reviewers: list[Member]) -> None:
    review = world.review
    first, second = review.stages.all()
    for stage in (first, second):
        stage.opened_at = timezone.now()
        stage.save(update_fields=["opened_at"])
    states = {0: "conflict", 1: "included", 2: "waiting", 4: "conflict", 5: "waiting"}
    entries, slots = {}, {}
    for place, state in states.items():
        record = world.records[place]
        settled = timezone.now() if state == "included" else None
        entries[place] = StageRecord.objects.create(
            stage=first, record=record, state=state, rank=place, settled_at=settled, released_at=settled
        )
        for number in (1, 2):
            slots[place, number] = Slot.objects.create(stage=first, record=record, number=number, rank=place)
    reason = world.reason
    vote(slots[0, 1], reviewers[0], "include")
    vote(slots[0, 2], reviewers[1], "exclude", reason=reason, note="A secret note")
    vote(slots[1, 1], reviewers[0], "include")
    vote(slots[1, 2], reviewers[1], "include")
    vote(slots[4, 1], reviewers[0], "exclude", reason=reason)
    vote(slots[4, 2], reviewers[1], "maybe")
    vote(slots[2, 2], reviewers[1], "exclude", reason=reason)
    Slot.objects.filter(pk=slots[2, 1].pk).update(
        reviewer=reviewers[0], lease_until=timezone.now() + timedelta(minutes=30), fence=1
    )
    slots[2, 1].refresh_from_db()
    world.rows["own_keyword"] = Keyword.objects.create(
        review=review, owner=reviewers[0], kind="outcome", text="relief"
    )
    LabelUse.objects.create(label=world.label, record=world.records[0], member=reviewers[1])
    world.rows["many_change"] = ManyChange.objects.create(
        review=world.review,
        member=reviewers[0],
        kind=ManyChange.Kind.LABEL,
        args={"label": world.label.pk, "name": world.label.name},
        records=[world.records[5].pk],
    )
    entry = StageRecord.objects.create(
        stage=second, record=world.records[1], state="included", settled_at=timezone.now()
    )
    for number, member in enumerate(reviewers, 1):
        slot = Slot.objects.create(stage=second, record=world.records[1], number=number)
        vote(slot, member, "include")
    resolution = Resolution.objects.create(
        stage=first,
        record=world.records[4],
        verdict="exclude",
        reason=reason,
        rationale="Not ketamine",
        resolved_by=lead,
        key=uuid.uuid4(),
    )
    StageRecord.objects.filter(pk=entries[4].pk).update(state="excluded", reason=reason, settled_at=timezone.now())
    world.rows |= {
        "reviewer": reviewers[0],
        "pairing": Pairing.objects.create(stage=first, first=reviewers[0], second=reviewers[1]),
        "stage": first,
        "full_text": second,
        "conflict": entries[0],
        "resolved": entries[4],
        "settled": entry,
        "slot": slots[2, 1],
        "comment": Comment.objects.create(entry=entries[0], author=lead, text="Adults or not?"),
        "recusal": Recusal.objects.create(
            member=reviewers[0], record=world.records[5], stage=first, kind="handed-back", why="In Japanese"
        ),
        "free_slot": slots[5, 1],
        "resolution": resolution,
    }


def _rounds(world: World, lead: Member, reviewers: list[Member]) -> None:
    """A calibration round that has ended, and one in which both reviewers have still to vote."""
    now = timezone.now()
    ended, running = (_round(world, lead, number) for number in (1, 2))
    entry = StageRecord.objects.create(stage=ended.stage, record=world.records[4], state="conflict")
    StageRecord.objects.create(stage=running.stage, record=world.records[5])
    for number, (member, verdict) in enumerate(zip(reviewers, ("include", "exclude"), strict=True), 1):
        vote(Slot.objects.create(stage=ended.stage, record=world.records[4], number=number), member, verdict)
        Slot.objects.create(
            stage=running.stage, record=world.records[5], number=number, reviewer=member, reserved=True
        )
    Stage.objects.filter(pk=ended.stage.pk).update(closed_at=now)
    Round.objects.filter(pk=ended.pk).update(figure=0, met=False)
    look = _round(world, lead, 3, "second-look")
    world.rows["look"] = look
    StageRecord.objects.create(stage=look.stage, record=world.records[1])
    Slot.objects.create(stage=look.stage, record=world.records[1], number=1)
    world.rows |= {"ended_round": ended, "running_round": running, "pilot_entry": entry}


def _round(world: World, lead: Member, number: int, purpose: str = "calibration") -> Round:
    stage = Stage.objects.create(
        review=world.review,
        parent=world.stage,
        purpose=purpose,
        kind=world.stage.kind,
        name=f"Calibration round {number}",
        slug=f"title-abstract-{purpose}-{number}",
        opened_at=timezone.now(),
    )
    return Round.objects.create(
        stage=stage, number=number, seed="seed", drawn_from=6, size=1, threshold="0.60", started_by=lead
    )


def _reports(world: World, lead: Member, reviewers: list[Member]) -> None:
    from tests.screening.fulltext.test_fulltext import PDF

    report = Report.objects.create(review=world.review, record=world.records[1], retrieval="retrieved")
    file = ReportFile(
        report=report, filename="trial.pdf", sha256="0" * 64, size=len(PDF), pages=2, uploaded_by=lead
    )
    file.file.save("trial.pdf", ContentFile(PDF), save=False)
    file.save()
    removed = ReportFile(
        report=report, filename="wrong.pdf", sha256="1" * 64, size=len(PDF), pages=2, uploaded_by=lead
    )
    removed.archived_at = timezone.now()
    removed.file.save("wrong.pdf", ContentFile(PDF), save=False)
    removed.save()
    Quote.objects.create(file=removed, member=reviewers[0], page=2, text="Forty adults")
    world.rows["removed_file"] = removed
    world.rows["quote"] = Quote.objects.create(file=file, member=reviewers[0], page=1, text="Adults")
    unplaced = UnplacedFile(
        review=world.review, filename="scan.pdf", sha256="9" * 64, size=len(PDF), pages=2, uploaded_by=lead
    )
    unplaced.file.save("scan.pdf", ContentFile(PDF), save=False)
    unplaced.save()
    world.rows |= {"report": report, "file": file, "unplaced": unplaced}


def _studies(world: World, lead: Member, extractors: list[Member]) -> None:
    review = world.review
    study = Study.objects.create(review=review, label="Author 2020", year=2020)
    StudyReport.objects.create(study=study, report=world.report, is_main=True, linked_by=lead)
    arms = [
        Arm.objects.create(study=study, name=name, role=role, order=order)
        for order, (name, role) in enumerate([("Ketamine", "experimental"), ("Placebo", "comparator")])
    ]
    outcome = Outcome.objects.create(review=review, name="Response", kind="binary", better="higher")
    time_point = TimePoint.objects.create(review=review, label="1 week", days=7)
    cell = StudyOutcome.objects.create(study=study, outcome=outcome, time_point=time_point)
    forms = []
    for seat, member in enumerate(extractors, 1):
        form = Extraction.objects.create(
            study=study, extractor=member, seat=seat, state="complete", completed_at=timezone.now()
        )
        for arm, (events, total) in zip(arms, [(8, 12), (3, 12)], strict=True):
            for name, number in (("events", events), ("total", total)):
                ExtractedValue.objects.create(
                    extraction=form, study_outcome=cell, arm=arm, field=name, text=str(number), number=number
                )
        forms.append(form)
    values = [
        ReconciledValue.objects.create(
            study_outcome=cell,
            arm=arm,
            field=name,
            text=str(number),
            number=number,
            origin="agreed",
            settled_by=lead,
        )
        for arm, (events, total) in zip(arms, [(8, 12), (3, 12)], strict=True)
        for name, number in (("events", events), ("total", total))
    ]
    world.rows |= {
        "study": study,
        "arm": arms[0],
        "outcome": outcome,
        "time_point": time_point,
        "study_outcome": cell,
        "extraction": forms[0],
        "reconciled": values[0],
    }


def _analyses(world: World, lead: Member) -> None:
    analysis = Analysis.objects.create(
        review=world.review,
        slug="response",
        title="Response",
        outcome=world.outcome,
        time_point=world.time_point,
        measure="RR",
        created_by=lead,
    )
    runs = []
    for number in (1, 2):
        runs.append(
            Run.objects.create(
                analysis=analysis,
                number=number,
                inputs=[ROWS[0] | {"study_id": world.study.pk}, *ROWS[1:]],
                inputs_sha256=str(number) * 64,
                settings=SETTINGS,
                versions={"synthesis.stats": "1.0"},
                result=RESULT,
                previous=runs[-1] if runs else None,
                run_by=lead,
            )
        )
    figure = RenderedFigure(review=world.review, sha256="1" * 64, format="pdf")
    figure.file.save("forest.pdf", ContentFile(b"%PDF-1.7"), save=False)
    figure.save()
    RunFigure.objects.create(run=runs[1], kind="forest", figure=figure)
    analysis.current_run = runs[1]
    analysis.save(update_fields=["current_run"])
    characteristic = Characteristic.objects.create(review=world.review, name="Dose class")
    CharacteristicValue.objects.create(characteristic=characteristic, study=world.study, text="low", set_by=lead)
    world.rows["characteristic"] = characteristic
    findings = FindingsTable.objects.create(
        review=world.review, title="Response", intervention="ketamine", comparison="placebo", created_by=lead
    )
    world.rows["findings"] = findings
    world.rows["finding"] = FindingsRow.objects.create(table=findings, analysis=analysis, order=1)
    certainty = Certainty.objects.create(analysis=analysis, created_by=lead)
    CertaintyDecision.objects.create(
        certainty=certainty, domain="imprecision", steps=-1, reason="Few people", run=runs[1], decided_by=lead
    )
    network = NetworkAnalysis.objects.create(
        review=world.review,
        slug="all-treatments",
        title="All treatments",
        outcome=world.outcome,
        time_point=world.time_point,
        measure="RR",
        created_by=lead,
    )
    # The first run is of a time when predictions were not computed yet.
    older = {name: value for name, value in NETWORK_RESULT.items() if name != "prediction"}
    for number, result in enumerate((older, NETWORK_RESULT), 1):
        network.current_run = NetworkRun.objects.create(
            network=network,
            number=number,
            inputs=[NETWORK_ROWS[0] | {"study_id": world.study.pk}, *NETWORK_ROWS[1:]],
            inputs_sha256="3" * 64,
            settings=NETWORK_SETTINGS,
            versions={"synthesis.stats": "1.0"},
            result=result,
            previous=network.current_run,
            run_by=lead,
        )
    network.save(update_fields=["current_run"])
    tool = add_tool(kind="rob2", name="", level="study", by=lead)
    judgements = {code: {"level": "low", "support": ""} for code in ("D1", "D2", "D3", "D4", "D5", "overall")}
    place = {"tool": tool, "study": world.study, "study_outcome": None, "judgements": judgements}
    for seat, member in enumerate((lead, world.reviewer), 1):
        Appraisal.objects.create(**place, assessor=member, seat=seat, state="complete")
    SettledAppraisal.objects.create(**place, settled_by=lead)
    world.rows["tool"] = tool
    comparison = NetworkComparison.objects.create(network=network, first="Ketamine", second="Placebo")
    Certainty.objects.create(comparison=comparison, created_by=lead)
    FindingsRow.objects.create(table=findings, comparison=comparison, order=2)
    world.rows |= {"network": network, "network_run": network.current_run, "comparison": comparison}
    world.rows["other_network_run"] = network.current_run.previous
    world.rows |= {"analysis": analysis, "run": runs[1], "other_run": runs[0]}


def _narrative(world: World, lead: Member) -> None:
    narrative = Narrative.objects.create(review=world.review, slug="pain", title="Ketamine for pain")
    first = NarrativeVersion.objects.create(
        narrative=narrative, number=1, created_by=lead, frozen_at=timezone.now()
    )
    current = NarrativeVersion.objects.create(narrative=narrative, number=2, parent=first, created_by=lead)
    narrative.current = current
    narrative.save(update_fields=["current"])
    text = Document(narrative.title, world.review.title, "en", version=1, date="2026-03-04", released=True)
    release = Release.objects.create(version=first, released_by=lead, content=text.to_dict())
    block = Block.objects.create(narrative_version=current, order=1, kind="paragraph")
    statement = Statement.objects.create(block=block, order=1, text="Ketamine blocks a receptor.", kind="fact")
    reference = Reference.objects.create(narrative=narrative, record=world.records[1])
    evidence = EvidenceLink.objects.create(
        statement=statement, record=world.records[1], stance="supports", quote="It does", made_by=lead
    )
    world.rows |= {
        "narrative": narrative,
        "version": current,
        "old_version": first,
        "release": release,
        "block": block,
        "statement": statement,
        "reference": reference,
        "evidence": evidence,
    }
