"""A tool is added; two assessors judge, each for themselves; somebody settles. Events hold no sealed judgement."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from screening.errors import Closed, Invalid
from screening.models import Member
from screening.team.audit import record_event
from screening.versions import save_version
from synthesis.appraisal import sealing
from synthesis.appraisal.tools import OVERALL, OWN_LEVELS, TOOLS, as_rows, judging, own_domains
from synthesis.appraisal.tools.rob2 import ROB2, with_questions
from synthesis.appraisal.tools.signalling import Signalled, asked
from synthesis.models import Appraisal, AppraisalTool, SettledAppraisal, Study, StudyOutcome

LONGEST_SUPPORT = 1000
Judgements = Mapping[str, Mapping[str, Any]]


@transaction.atomic
def add_tool(
    *, kind: str, name: str, level: str, effect: str = "assignment", domains: str = "", by: Member
) -> AppraisalTool:
    """Take a tool into the review: `effect` is for RoB 2, `domains` (a line each) for a tool of one's own."""
    known = TOOLS.get(kind)
    name = " ".join(name.split()) or (known.name if known else "")
    if not name:
        raise Invalid("Give the tool a name.")
    if by.review.appraisal_tools.filter(name__iexact=name, archived_at__isnull=True).exists():
        raise Invalid(f"There is a tool “{name}” already; give this one another name.")
    try:
        held = as_rows(known.domains) if known else own_domains(domains)
        if known is ROB2:
            held = with_questions(held, effect)
    except ValueError as error:
        raise Invalid(str(error)) from None
    levels = as_rows(known.levels if known else OWN_LEVELS)
    tool = AppraisalTool.objects.create(
        review=by.review, kind=kind, name=name, level=level, domains=held, levels=levels
    )
    record_event("appraisal tool added", tool, by=by, after={"kind": kind, "level": level, "domains": held})
    return tool


@transaction.atomic
def archive_tool(*, tool: AppraisalTool, by: Member) -> None:
    """Put a tool away; its appraisals are kept and no longer enter new runs."""
    AppraisalTool.objects.filter(pk=tool.pk).update(archived_at=timezone.now())
    record_event("appraisal tool archived", tool, by=by)


@transaction.atomic
def save_appraisal(
    *, tool: AppraisalTool, study: Study, study_outcome: StudyOutcome | None, version: int, judgements: Judgements,
    complete: bool, by: Member,
) -> Appraisal:  # fmt: skip
    """Save one's own judgements, taking a free seat with the first; `complete` closes them for good.

    `version` is that of the row as the member saw it, 0 where there was none. Raises Invalid, Closed, Stale.
    """
    _open(tool)
    held = _checked(tool, judgements)
    Study.objects.select_for_update(no_key=True).get(pk=study.pk)
    own = sealing.own_appraisal(by, tool, study, study_outcome)
    if own is None:
        own = _take_seat(tool, study, study_outcome, by)
        version = own.version
    if own.state == Appraisal.State.COMPLETE:
        raise Closed("Your appraisal is complete: it stays as it is, so that both stand for themselves.")
    done: dict[str, Any] = {}
    if complete:
        _refuse_incomplete(tool, held, judging.signalled(tool.domains))
        done = {"state": Appraisal.State.COMPLETE, "completed_at": timezone.now()}
    save_version(own, version=version, judgements=held, **done)
    record_event("appraisal completed" if complete else "appraisal saved", own, by=by)
    return own


def _open(tool: AppraisalTool) -> None:
    if tool.archived_at:
        raise Closed(f"{tool} is archived.")


def _take_seat(tool: AppraisalTool, study: Study, study_outcome: StudyOutcome | None, by: Member) -> Appraisal:
    rows = Appraisal.objects.filter(tool=tool, study=study, study_outcome=study_outcome)
    taken = set(rows.values_list("seat", flat=True))
    free = [seat for seat in sealing.SEATS if seat not in taken]
    if not free:
        raise Closed(f"{study} has its two assessors already. Choose another.")
    if SettledAppraisal.objects.filter(tool=tool, study=study, study_outcome=study_outcome).exists():
        raise Closed(f"The appraisal of {study} is settled already.")
    return Appraisal.objects.create(tool=tool, study=study, study_outcome=study_outcome, assessor=by, seat=free[0])


def _checked(tool: AppraisalTool, judgements: Judgements) -> dict[str, dict[str, Any]]:
    """Known domains with known levels and answers; texts trimmed, answers to what is not asked left out."""
    levels, questions = {each["code"] for each in tool.levels}, judging.signalled(tool.domains)
    held = {}
    for code in (*(each["code"] for each in tool.domains), OVERALL):
        given = judgements.get(code, {})
        level, support = given.get("level", ""), " ".join(given.get("support", "").split())
        if level and level not in levels:
            raise Invalid(f"“{level}” is no level of {tool}.")
        if len(support) > LONGEST_SUPPORT:
            raise Invalid(f"The support of a judgement has at most {LONGEST_SUPPORT:,} characters.")
        answers = _answers(questions[code], given.get("answers", {})) if code in questions else {}
        if level or support or answers:
            held[code] = {"level": level, "support": support} | ({"answers": answers} if answers else {})
    return held


def _answers(domain: Signalled, given: Mapping[str, str]) -> dict[str, str]:
    """The answers to what is asked. Raises Invalid for one that its question does not allow."""
    for question in domain.questions:
        if (answer := given.get(question.number)) and answer not in question.answers:
            raise Invalid(f"“{answer}” is no answer to {question.number}.")
    return {number: answer for number, answer in asked(domain, given).items() if answer}


def _refuse_incomplete(tool: AppraisalTool, held: Judgements, answering: Collection[str]) -> None:
    """Raise Invalid for a level that is missing or unexplained, and for what is open in the domains `answering`."""
    if absent := judging.missing(tool.domains, held):
        raise Invalid(f"Judge these before you complete: {', '.join(absent)}. A draft can be saved without them.")
    if still := judging.open_questions(tool.domains, held, answering):
        raise Invalid(f"Answer these before you complete: {', '.join(still)}. A draft can be saved without them.")
    if why := judging.too_good(tool.levels, tool.domains, held):
        raise Invalid(why)
    if reasons := list(judging.unexplained(tool.levels, tool.domains, held)):
        raise Invalid(" ".join(reasons))


@transaction.atomic
def settle_appraisal(
    *, tool: AppraisalTool, study: Study, study_outcome: StudyOutcome | None, version: int, judgements: Judgements,
    by: Member,
) -> SettledAppraisal:  # fmt: skip
    """Say what both appraisals come to; where they differ and neither is taken, the support says why.

    Questions of a domain that neither assessor answered may stay open: both may have judged before there were any.
    `version` 0 settles for the first time, another changes what was settled. Raises Closed while one is sealed.
    """
    _open(tool)
    first, second = sealing.both(by, tool, study, study_outcome)
    held = _checked(tool, judgements)
    _refuse_incomplete(tool, held, _answered(first) | _answered(second))
    for code, said in held.items():
        offered = {each.judgements.get(code, {}).get("level") for each in (first, second)}
        if said["level"] not in offered and not said["support"]:
            raise Invalid(f"{code}: neither assessor judged so. Say why in the support.")
    place = {"tool": tool, "study": study, "study_outcome": study_outcome}
    settled = SettledAppraisal.objects.filter(**place).first()
    if settled is None:
        settled = SettledAppraisal.objects.create(**place, judgements=held, settled_by=by)
        record_event("appraisal settled", settled, by=by, after=_told(held))
        return settled
    before = _told(settled.judgements)
    save_version(settled, version=version, judgements=held, settled_by=by, settled_at=timezone.now())
    record_event("appraisal settled", settled, by=by, before=before, after=_told(held))
    return settled


def _answered(appraisal: Appraisal) -> set[str]:
    """The domains of which the assessor answered questions."""
    return {code for code, said in appraisal.judgements.items() if said.get("answers")}


def _told(held: Judgements) -> dict[str, str]:
    """Levels by domain and answers by number, as the audit trail tells them."""
    levels = {code: said["level"] for code, said in held.items()}
    return levels | {number: given for code in held for number, given in judging.answers_of(held, code).items()}
