"""The demo's screening: the staged votes of two reviewers, cast as the page would cast them."""

import uuid
from decimal import Decimal

from ketreview.demo.facts import facts, records_by_key
from ketreview.demo.people import Team
from screening.fulltext.actions import log_retrieval
from screening.models import ExclusionReason, Member, Record, Report, Round, Stage, StageRecord
from screening.rounds.actions import end_calibration, start_calibration, unlock_stage
from screening.rounds.queries import open_votes
from screening.workflow.actions import claim_slots, decide, open_stage, release_settled, resolve_conflict

PILOT = 20
LEFT_OUT = "The votes there are suffice to talk the criteria through."
DISCUSSED = "We talked through where we differed; the criteria say now what had been unclear."
RETRIEVAL = {"retrieved": Report.Retrieval.RETRIEVED, "not_retrieved": Report.Retrieval.NOT_RETRIEVED}


def screen(team: Team) -> None:
    """A pilot set and both stages: votes, the conflicts settled, what is released, which reports were had."""
    review = team.lead.review
    title_abstract, full_text = review.stages.order_by("order")
    records = records_by_key(review)
    plan = {records[line["key"]].pk: line for line in facts("screening")["title_abstract"]}
    calibrate(team, title_abstract, plan)
    for key in ("a", "b"):
        vote(team.members[key], key, title_abstract, plan)
    settle(team, title_abstract, records, facts("screening")["title_abstract"])
    release_settled(stage=title_abstract, by=team.lead)
    full_text.refresh_from_db()
    if full_text.opened_at is None:
        open_stage(stage=full_text, by=team.lead)
    log_searches(team, records)
    plan = {records[line["key"]].pk: line for line in facts("screening")["full_text"]}
    for key in ("a", "b"):
        vote(team.members[key], key, full_text, plan)
    release_settled(stage=full_text, by=team.lead)


def calibrate(team: Team, stage: Stage, plan: dict[int, dict]) -> None:
    """A small pilot set, drawn like any other and ended. Its votes are the planned ones, which then count in the
    stage; of records without a planned vote nothing is told."""
    asked = {"size": PILOT, "measure": Round.Measure.AGREEMENT, "threshold": Decimal("0.75")}
    round_ = start_calibration(stage=stage, version=stage.version, by=team.lead, **asked)
    for key in ("a", "b"):
        vote(team.members[key], key, round_.stage, plan)
    end_calibration(round_=round_, why=LEFT_OUT if open_votes(round_) else "", by=team.lead)
    if not round_.met:
        unlock_stage(stage=stage, why=DISCUSSED, by=team.lead)
    stage.refresh_from_db()


def reasons(team: Team) -> dict[str, ExclusionReason]:
    """The exclusion reasons by the code of the protocol."""
    by_text = {reason.text: reason for reason in team.lead.review.exclusion_reasons.all()}
    return {line["code"]: by_text[line["label"]] for line in facts("protocol")["exclusion_reasons"]}


def vote(member: Member, key: str, stage: Stage, plan: dict[int, dict]) -> None:
    """Cast the member's planned votes; a seat without one stays the member's, to vote in."""
    codes = reasons(Team({"lead": member}))
    done: set[uuid.UUID] = set()
    while slots := [slot for slot in claim_slots(by=member, stage=stage, count=100) if slot.pk not in done]:
        for slot in slots:
            done.add(slot.pk)
            planned = (plan.get(slot.record_id) or {}).get(key)
            if planned:
                decide(
                    slot=slot,
                    verdict=planned["verdict"],
                    reason=codes.get(planned["reason"]),
                    by=member,
                    key=uuid.uuid4(),
                    fence=slot.fence,
                    note=planned["note"],
                )


def settle(team: Team, stage: Stage, records: dict[str, Record], lines: list[dict]) -> None:
    """Resolve the conflicts that the demo shows as settled."""
    codes = reasons(team)
    for line in lines:
        if resolution := line.get("resolution"):
            resolve_conflict(
                entry=StageRecord.objects.get(stage=stage, record=records[line["key"]]),
                verdict=resolution["verdict"],
                reason=codes.get(resolution["reason"]),
                rationale=resolution["comment"],
                by=team.adjudicator,
                key=uuid.uuid4(),
            )


def log_searches(team: Team, records: dict[str, Record]) -> None:
    """Which reports were had. No PDF comes with the demo: the articles are their publishers'."""
    for line in facts("screening")["full_text"]:
        report = Report.objects.get(record=records[line["key"]])
        note = line.get("note") or "Read at the publisher's page; no copy is part of the demo."
        log_retrieval(
            report=report, retrieval=RETRIEVAL[line["retrieval"]], note=note, version=report.version, by=team.a
        )
