"""Rounds of a stage, what waits in them, and, once a round has ended, what came of it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.shortcuts import get_object_or_404

from screening.models import Comment, Event, Member, Record, Round, Slot, Stage, StageRecord
from screening.progress.matrix import Matrix, Pair, matrix
from screening.progress.queries.lead import names_of
from screening.rounds.gate import reached, without
from screening.rounds.second_look import Found
from screening.workflow.authorship import wrote
from screening.workflow.blinding import (
    SeenVote,
    comments_on_many,
    complete_votes,
    first_votes,
    is_sealed_round,
    unfinished_first_votes,
    waits_for_conflicts,
)
from screening.workflow.queries import out_of_reach, reviewers_of, standing_recusals, unadmitted_records

LEFT = "round left"
CALIBRATION, SECOND_LOOK = Stage.Purpose.CALIBRATION, Stage.Purpose.SECOND_LOOK


def rounds(stage: Stage, purpose: str) -> QuerySet[Round]:
    """The stage's rounds of one purpose, the first one first."""
    found = Round.objects.filter(stage__parent=stage, stage__purpose=purpose)
    return found.select_related("stage__review", "stage__parent", "started_by__user").order_by("number")


def round_or_404(member: Member, slug: str, purpose: str) -> Round:
    """The review's round of that purpose at that address."""
    found = Round.objects.select_related("stage__review", "stage__parent", "started_by__user")
    return get_object_or_404(found, stage__slug=slug, stage__purpose=purpose, stage__review=member.review)


def running_round(stage: Stage) -> Round | None:
    """The calibration round whose votes are open, if there is one."""
    return rounds(stage, CALIBRATION).filter(stage__closed_at__isnull=True).first()


@dataclass(frozen=True)
class Progress:
    """How far a round is: votes cast and wanted, and by whom; of what was voted, nothing. What became a copy
    asks for no further votes."""

    cast: int
    wanted: int
    people: list[tuple[str, int, int]]

    @property
    def left(self) -> int:
        return self.wanted - self.cast


def progress_of(round_: Round) -> Progress:
    """Votes cast of those wanted, by reviewer; seats that were handed back ask nobody."""
    asked = Q(vote__isnull=False) | Q(record__primary__isnull=True)
    seats = Slot.objects.filter(asked, stage=round_.stage, reviewer__isnull=False).order_by()
    rows = seats.values_list("reviewer_id").annotate(
        all=Count("pk"), cast=Count("pk", filter=Q(vote__isnull=False))
    )
    names = names_of(round_.stage)
    people = sorted((names[who], cast, every) for who, every, cast in rows)
    return Progress(sum(cast for _, cast, _ in people), sum(every for *_, every in people), people)


def open_votes(round_: Round) -> int:
    """How many votes of the round are still wanted: none on what became a copy."""
    open_ = Slot.objects.filter(stage=round_.stage, reviewer__isnull=False, vote__isnull=True, done=False)
    return open_.filter(record__primary__isnull=True).count()


def open_seats_of(round_: Round) -> int:
    """How many seats of the round have no vote yet, held or free."""
    return Slot.objects.filter(stage=round_.stage, done=False, record__primary__isnull=True).count()


def untouched_records(stage: Stage) -> QuerySet[StageRecord]:
    """What a pilot may take: entries that wait in the stage without a vote, kept for nobody, in no earlier round.
    A card that somebody has on the screen is no obstacle: the stage takes no vote on it meanwhile."""
    begun = Q(vote__isnull=False) | Q(reserved=True)
    seated = Slot.objects.filter(begun, stage=stage, record=OuterRef("record"))
    drawn = StageRecord.objects.filter(stage__parent=stage, record=OuterRef("record"))
    found = StageRecord.objects.filter(
        ~Exists(seated), ~Exists(drawn), stage=stage, state="waiting", record__primary__isnull=True
    ).order_by("record_id")
    return found.filter(~out_of_reach()) if stage.kind == Stage.Kind.FULL_TEXT else found


def drawable_records(stage: Stage) -> list[int]:
    """Ids of the records a pilot set is drawn from: the untouched ones, and those that have no seats yet."""
    waiting = untouched_records(stage).values_list("record_id", flat=True)
    return [*waiting, *unadmitted_records(stage).values_list("pk", flat=True)]


def judged_by_all(stage: Stage, records: Iterable[int], people: Iterable[Member]) -> list[int]:
    """Of these records, those that every one of the people may judge: no author and no recusal among them."""
    ids, names = list(records), [person.user.name for person in people]
    barred = set(standing_recusals(stage).filter(member__in=people).values_list("record_id", flat=True))
    rows = Record.objects.filter(pk__in=ids).only("authors")
    own = {row.pk for row in rows if any(wrote(name, row.authors) for name in names)}
    return [record for record in ids if record not in barred | own]


@dataclass(frozen=True)
class Disagreement:
    """A record of the round on which the reviewers differ, with their votes and what was said about it."""

    entry: StageRecord
    votes: list[SeenVote]
    comments: list[Comment]


@dataclass(frozen=True)
class Result:
    """What came of a calibration round."""

    agreement: Matrix
    names: dict[int, str]
    figure: float | None
    disagreements: list[Disagreement]
    by_criterion: list[tuple[str, int]]
    every_pair: tuple[Pair, ...]
    """Pairs with those who left among them."""
    left: set[int]
    left_out: int
    """Records of the round that the figure of all together does not take in."""
    waits: bool = False
    """True where agreement is told to the viewer once the conflicts are settled."""

    @property
    def pairs(self) -> list[tuple[str, str, object]]:
        """Both names and the figures of every pair."""
        return [(self.names[pair.first], self.names[pair.second], pair) for pair in self.every_pair]

    @property
    def leavers(self) -> list[str]:
        """Names of those who left the round in the middle."""
        return sorted(self.names[who] for who in self.left)


def result_of(member: Member, round_: Round) -> Result | None:
    """The result of an ended calibration round; None while its votes are open, whoever asks."""
    stage = round_.stage
    if is_sealed_round(stage):
        return None
    votes, unfinished = first_votes(member, stage), unfinished_first_votes(member, stage)
    left = left_round(stage)
    found, every = (
        matrix(
            without(votes, who),
            maybe_rule=stage.maybe_rule,
            votes_needed=stage.votes_needed,
            unfinished=without(unfinished, who),
        )
        for who in (left, ())
    )
    disagreements = _disagreements(member, stage)
    said: dict[str, int] = {}
    for one in disagreements:
        for text in {str(c.criterion) if c.criterion_id else "No criterion named" for c in one.comments}:
            said[text] = said.get(text, 0) + 1
    ordered = sorted(said.items(), key=lambda row: (-row[1], row[0]))
    waits = waits_for_conflicts(member, stage)
    figure = reached(found, round_.measure)
    left_out = 0 if waits else round_.size - found.together.n
    return Result(found, names_of(stage), figure, disagreements, ordered, every.pairs, left, left_out, waits)


def _disagreements(member: Member, stage: Stage) -> list[Disagreement]:
    entries = list(
        StageRecord.objects.filter(stage=stage).exclude(state="waiting").select_related("stage", "record")
    )
    votes = complete_votes(member, entries)
    differing = [entry for entry in entries if _differ(entry, votes.get(entry.pk, []))]
    comments = comments_on_many(member, differing)
    return [Disagreement(entry, votes[entry.pk], comments.get(entry.pk, [])) for entry in differing]


def _differ(entry: StageRecord, votes: list[SeenVote]) -> bool:
    """Different answers; a maybe is an include where the stage counts it so. Where how others voted is hidden, the
    entry tells."""
    if any(not vote.verdict for vote in votes):
        return entry.state == StageRecord.State.CONFLICT
    as_include = entry.stage.maybe_rule == Stage.MaybeRule.INCLUDE
    return len({"include" if as_include and vote.verdict == "maybe" else vote.verdict for vote in votes}) > 1


def released_exclusions(stage: Stage) -> QuerySet[StageRecord]:
    """Exclusions whose votes are fixed and that no second look holds now. Those not released yet are left out: that
    one is drawn would tell each voter how the other one voted."""
    drawn = StageRecord.objects.filter(
        stage__parent=stage,
        stage__purpose=SECOND_LOOK,
        stage__closed_at__isnull=True,
        record=OuterRef("record"),
    )
    return StageRecord.objects.filter(
        ~Exists(drawn),
        stage=stage,
        state=StageRecord.State.EXCLUDED,
        released_at__isnull=False,
        record__primary__isnull=True,
    )


@dataclass(frozen=True)
class Look:
    """An ended second look with what it found and the records that would be included."""

    round: Round
    found: Found
    records: list[StageRecord]


def look_of(round_: Round) -> Look | None:
    """What a second look found; None while its votes are open, whoever asks."""
    if is_sealed_round(round_.stage):
        return None
    entries = StageRecord.objects.filter(stage=round_.stage, record__primary__isnull=True)
    counts = dict(entries.order_by().values_list("state").annotate(Count("pk")))
    judged = sum(n for state, n in counts.items() if state != StageRecord.State.WAITING)
    included, unclear = counts.get("included", 0), counts.get("conflict", 0)
    records = list(entries.filter(state__in=["included", "conflict"]).select_related("record"))
    return Look(round_, Found(judged, included, unclear, round_.drawn_from), records)


def unlocking(stage: Stage) -> Event | None:
    """The latest unlocking of the stage, with its reason where the threshold was not reached."""
    found = Event.objects.filter(review_id=stage.review_id, subject_type="stage", subject_id=str(stage.pk))
    return found.filter(verb="stage unlocked").order_by("-at", "-id").first()


def left_round(stage: Stage) -> set[int]:
    """Ids of the members who left the round in the middle, with votes of theirs still wanted."""
    told = Event.objects.filter(review_id=stage.review_id, subject_type="stage", subject_id=str(stage.pk))
    return {after["member"] for after in told.filter(verb=LEFT).values_list("after", flat=True)}


def possible_reviewers(stage: Stage) -> list[Member]:
    """Who would judge the pilot: all who screen in the stage."""
    return list(reviewers_of(stage).select_related("user").order_by("user__name", "pk"))
