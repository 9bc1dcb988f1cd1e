"""What must hold of a review's rows, check by check. Pure: rows go in, findings come out, none where all holds."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime
from itertools import filterfalse
from typing import Any

from screening.progress.certificate import Needs, witness
from screening.progress.replay import Cast, Rules, Settled, standing, state_at
from screening.workflow.outcome import CONFLICT, Vote, outcome


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not hold: which check, where, what."""

    check: str
    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.check}: {self.where}: {self.what}"


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a record stands in the stage, as its entry says."""

    record: int
    state: str
    reason: int | None
    settled_at: datetime | None
    released_at: datetime | None


@dataclass(frozen=True)
class StageRows:
    """All rows of one stage.

    `live` are records that are no copies, `unreachable` those nobody can read. `moved` are the votes that merges
    wrote, as (record, reviewer, sequence): they keep the time at which the person voted.
    """

    name: str
    running: bool
    entries: Mapping[int, Entry]
    seats: Sequence[Any]
    votes: Mapping[int, Sequence[Cast]]
    settled: Mapping[int, Sequence[Settled]]
    needs: Needs
    rules: Any  # moment -> Rules
    reason_order: Mapping[int, int]
    live: Set[int]
    unreachable: Set[int]
    now: datetime
    moved: Mapping[tuple[int, int, int], datetime] = field(default_factory=dict)
    """(record, reviewer, sequence) of votes that a merge or its undoing wrote -> when it did."""
    pilots: Set[int] = frozenset()
    """Records of calibration rounds: where opinions differed two votes stand, also where the stage needs one."""
    copies: Mapping[int, int] = field(default_factory=dict)
    """Copy -> the record that stands for it."""
    given_back: Sequence[Any] = ()
    """Votes that a merge had brought and that went back: record, reviewer, sequence, when they came and went."""


Pair = tuple[int, int]


def in_one_place(places: Mapping[str, Iterable[int]], imported: Iterable[int]) -> list[Finding]:
    """Every imported record stands in exactly one of the places."""
    seen = Counter(record for records in places.values() for record in records)
    found = []
    for record in imported:
        if seen[record] != 1:
            names = ", ".join(name for name, records in places.items() if record in records) or "no place"
            found.append(
                Finding("conservation", f"record {record}", f"stands in {names}, not in exactly one place.")
            )
    strays = sorted(set(seen) - set(imported))
    return found + [Finding("conservation", f"record {r}", "is counted but was not imported.") for r in strays]


def copies(primaries: Mapping[int, int | None], links: Mapping[int, int]) -> list[Finding]:
    """A copy names a record of the review that is no copy itself, and a standing link says why."""
    found = []
    for record, primary in primaries.items():
        where = f"record {record}"
        if primary is None:
            if record in links:
                found.append(Finding("duplicates", where, "has a standing link but counts as no copy."))
        elif primary not in primaries:
            found.append(Finding("duplicates", where, f"is a copy of {primary}, which is not in the review."))
        elif primary == record or primaries[primary] is not None:
            found.append(Finding("duplicates", where, f"is a copy of {primary}, which is a copy itself."))
        elif links.get(record) != primary:
            found.append(Finding("duplicates", where, f"is a copy of {primary} without a link that says why."))
    return found


def said(primaries: Mapping[int, int | None], together: Iterable[Pair], apart: Iterable[Pair]) -> list[Finding]:
    """What people said of two records holds: merged by hand they are one group, held apart they are two."""

    def one_group(pair: Pair) -> bool:
        first, second = ({one, primaries.get(one)} - {None} for one in pair)
        return bool(first & second)

    left = [
        (a, f"was merged with {b} by a person, but is not in its group.")
        for a, b in filterfalse(one_group, together)
    ]
    joined = [(a, f"was said not to be the same as {b}, but is in its group.") for a, b in filter(one_group, apart)]
    return [Finding("answers", f"record {record}", what) for record, what in left + joined]


def reports_of_copies(sought: Iterable[int], copies: Set[int]) -> list[Finding]:
    """The report of a copy is put aside: the work is sought once."""
    what = "is a copy, but its own report is sought too."
    return [Finding("duplicates", f"record {record}", what) for record in sorted(set(sought) & copies)]


def stage_findings(rows: StageRows) -> list[Finding]:
    """All checks of one stage."""
    return [
        *statuses(rows),
        *seats(rows),
        *over_screening(rows),
        *foreign_votes(rows),
        *first_votes(rows),
        *settlements(rows),
    ]


def statuses(rows: StageRows) -> list[Finding]:
    """Each entry stands where its votes, its adjudication and the rules put it."""
    found = []
    for record, entry in rows.entries.items():
        moment = min(rows.now, entry.released_at) if entry.released_at else rows.now
        votes, settled = rows.votes.get(record, ()), rows.settled.get(record, ())
        rules: Rules = rows.rules(moment)
        state, reason = state_at(votes, settled, rows.now, rules, rows.reason_order, entry.reason)
        where = f"{rows.name}, record {record}"
        if state != entry.state:
            found.append(Finding("status", where, f"is “{entry.state}”, but its votes come to “{state}”."))
        elif reason != entry.reason:
            found.append(Finding("status", where, f"names reason {entry.reason}, but its votes give {reason}."))
        if (entry.settled_at is None) == (entry.state in ("included", "excluded")):
            found.append(Finding("status", where, f"is “{entry.state}” with settled_at {entry.settled_at}."))
        if entry.released_at and entry.state not in ("included", "excluded"):
            found.append(Finding("status", where, f"was released while “{entry.state}”."))
    for record in rows.votes.keys() - rows.entries.keys():
        found.append(Finding("status", f"{rows.name}, record {record}", "has votes but no entry in the stage."))
    return found


def seats(rows: StageRows) -> list[Finding]:
    """No seat is lost: each has its entry, its holder and its own vote; each record that waits has seats enough."""
    found, filled, free = [], Counter(), Counter()
    pointed: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for seat in rows.seats:
        found += [Finding("seat", f"{rows.name}, record {seat.record}, seat {seat.number}", w) for w in _seat(seat)]
        if seat.record not in rows.entries:
            found.append(Finding("seat", f"{rows.name}, record {seat.record}", "has a seat but no entry."))
        if seat.vote is not None:
            filled[seat.record] += 1
            pointed[seat.record][seat.vote_reviewer] = seat.vote_sequence
        elif not seat.done:
            free[seat.record] += 1
    return found + _votes_without_seat(rows, pointed) + _too_few(rows, filled, free)


def _seat(seat: Any) -> Iterable[str]:
    if seat.vote is None:
        if not seat.done and seat.removed is not None:
            yield "is an orphan: its holder left the review and it was not given back."
        if seat.reviewer is None and seat.leased:
            yield "is an orphan: it is leased to nobody."
        return
    if not seat.done:
        yield "holds a vote but is open."
    if (seat.vote_seat, seat.vote_reviewer) != (seat.id, seat.reviewer):
        yield "points to a vote of another seat or reviewer."
    if (seat.vote_record, seat.vote_stage) != (seat.record, seat.stage):
        yield "points to a vote on another record or in another stage."
    if seat.vote_verdict == "withdrawn":
        yield "points to a vote that was taken back."


def _votes_without_seat(rows: StageRows, pointed: Mapping[int, Mapping[int, int]]) -> list[Finding]:
    """A reviewer's last vote is the one that counts: no vote is lost, none counts twice."""
    found = []
    for record, votes in rows.votes.items():
        last = {reviewer: vote.sequence for reviewer, vote in standing(votes, rows.now).items()}
        if last != pointed.get(record, {}):
            what = "the votes that count are not each reviewer's last one."
            found.append(Finding("vote", f"{rows.name}, record {record}", what))
    return found


def _too_few(rows: StageRows, filled: Mapping[int, int], free: Mapping[int, int]) -> list[Finding]:
    found = []
    for record, entry in rows.entries.items():
        waits = rows.running and entry.state == "waiting" and record in rows.live and record not in rows.unreachable
        there, needed = filled[record] + free[record], rows.needs.at(rows.now)
        if waits and there < needed:
            what = f"waits for {needed} votes but has {there} seats: it can never be settled."
            found.append(Finding("seat", f"{rows.name}, record {record}", what))
    return found


def over_screening(rows: StageRows) -> list[Finding]:
    """No record has more votes than its stage ever needed; no reviewer's votes skip or share a number."""
    found = []
    for record, votes in rows.votes.items():
        where = f"{rows.name}, record {record}"
        count = len(standing(votes, rows.now))
        if count > max(rows.needs.most, 2 if record in rows.pilots else 0):
            found.append(
                Finding("over-screening", where, f"has {count} votes; {rows.needs.most} were needed at most.")
            )
        by_reviewer: defaultdict[int, list[Cast]] = defaultdict(list)
        for vote in votes:
            by_reviewer[vote.reviewer].append(vote)
        for reviewer, cast in by_reviewer.items():
            ordered = sorted(cast, key=lambda vote: vote.sequence)
            if [vote.sequence for vote in ordered] != list(range(1, len(ordered) + 1)):
                found.append(Finding("vote", where, f"votes of member {reviewer} are not numbered 1, 2, 3 ..."))
            told = [vote for vote in ordered if (record, reviewer, vote.sequence) not in rows.moved]
            if any(a.at > b.at for a, b in zip(told, told[1:], strict=False)):
                found.append(Finding("vote", where, f"votes of member {reviewer} are not in the order of time."))
    return found


def foreign_votes(rows: StageRows) -> list[Finding]:
    """A vote that a merge or its undoing wrote bears the time of the one it repeats, which its author cast on the
    record itself or which stands on another of its group. A released record keeps what it was released with."""
    if not rows.moved:
        return []
    votes = {(record, vote.reviewer, vote.sequence): vote for record, cast in rows.votes.items() for vote in cast}
    told: defaultdict[tuple[int, datetime], set[tuple[int, bool]]] = defaultdict(set)
    for key, vote in votes.items():
        told[vote.reviewer, vote.at].add((key[0], key in rows.moved))
    found = []
    for seat in rows.seats:
        key = (seat.record, seat.vote_reviewer, seat.vote_sequence)
        if key not in rows.moved or key not in votes or _is_released(rows, seat.record):
            continue
        if not _is_of_the_group(rows, seat.record, told[seat.vote_reviewer, votes[key].at]):
            what = f"counts a vote of member {seat.vote_reviewer} that was cast on a record which is no copy of it."
            found.append(Finding("vote", f"{rows.name}, record {seat.record}", what))
    return found


def settlements(rows: StageRows) -> list[Finding]:
    """An adjudicator's decision that stands is on a conflict also without the votes it was made on that went back
    since."""
    gone: defaultdict[int, list[Any]] = defaultdict(list)
    for one in rows.given_back:
        gone[one.record].append(one)
    found = []
    for record, back in gone.items():
        for settled in rows.settled.get(record, ()):
            read = [one for one in back if one.came <= settled.at <= one.went]
            if settled.until is None and read and not _is_conflict(rows, record, settled.at, read):
                what = "stands by an adjudicator's decision on a conflict that is none since its votes went back."
                found.append(Finding("settlement", f"{rows.name}, record {record}", what))
    return found


def _is_conflict(rows: StageRows, record: int, at: datetime, gone: Sequence[Any]) -> bool:
    """Whether the votes read at the moment differ without these, by the rules when the last of them went."""
    out = {(record, one.reviewer, one.sequence) for one in rows.given_back if one.record == record}
    out |= {key for key, since in rows.moved.items() if since > at}
    left = [vote for vote in rows.votes.get(record, ()) if (record, vote.reviewer, vote.sequence) not in out]
    rules: Rules = rows.rules(max(one.went for one in gone))
    came = outcome(
        [Vote(vote.verdict, vote.reason) for vote in standing(left, at).values()],
        votes_needed=rules.votes_needed,
        maybe_rule=rules.maybe_rule,
        reason_order=rows.reason_order,
        reasons_conflict=rules.reasons_conflict,
    )
    return came.state == CONFLICT or came.reasons_differ


def _is_released(rows: StageRows, record: int) -> bool:
    entry = rows.entries.get(record)
    return entry is not None and entry.released_at is not None


def _is_of_the_group(rows: StageRows, record: int, told: Iterable[tuple[int, bool]]) -> bool:
    """Whether a vote was told on the record by its author, or on another of its group. `told`: each record on which
    it stands or stood, and whether a merge wrote it there."""
    root = rows.copies.get(record, record)
    return any(not moved if on == record else rows.copies.get(on, on) == root for on, moved in told)


def first_votes(rows: StageRows) -> list[Finding]:
    """Agreement has its input: each record whose votes are in has first votes of as many reviewers as needed."""
    found = []
    for record, entry in rows.entries.items():
        if entry.state == "waiting":
            continue
        line = witness(record, rows.votes.get(record, ()), rows.needs)
        if line.complete_at is None:
            what = f"is “{entry.state}”, but its first votes were never complete: agreement lacks them."
            found.append(Finding("agreement", f"{rows.name}, record {record}", what))
    return found


def sequence_of_stages(
    first: Mapping[int, Entry], second: Iterable[int], sought: Iterable[int], copies: Set[int]
) -> list[Finding]:
    """What is at full text was included on title and abstract and released; what was released so is sought."""
    found, sought = [], set(sought)
    for record in sorted(set(second) | sought):
        entry = first.get(record)
        if record in copies:
            continue
        if entry is None or entry.state != "included" or entry.released_at is None:
            what = "is at full text, but was not included and released on title and abstract."
            found.append(Finding("conservation", f"record {record}", what))
    for record, entry in first.items():
        if entry.released_at and entry.state == "included" and record not in sought and record not in copies:
            what = "was released to full text, but its report is not sought."
            found.append(Finding("conservation", f"record {record}", what))
    return found


def passed_in_order(
    one: str, before: Mapping[int, Entry], two: str, after: Iterable[int], copies: Set[int]
) -> list[Finding]:
    """A stage behind another of its kind holds what that one released as included, no more and no less."""
    gone = {record for record, entry in before.items() if entry.state == "included" and entry.released_at}
    there = set(after)
    found = []
    for record in sorted((gone ^ there) - copies):
        what = f"is in {two}, but {one} did not release it as included."
        if record in gone:
            what = f"was released as included by {one}, but is not in {two}."
        found.append(Finding("conservation", f"record {record}", what))
    return found
