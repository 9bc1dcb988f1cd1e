"""Stages, the seats for votes, the votes and what came of them. Votes and seats have no way back from
other models (`related_name="+"`): `screening.workflow.blinding` is their only reader."""

import uuid

from django.db import models
from django.utils import timezone

from screening.models.importing import ImportBatch
from screening.models.records import Record
from screening.models.reviews import ExclusionReason, Review
from screening.models.team import Member


class Verdict(models.TextChoices):
    INCLUDE = "include", "Include"
    EXCLUDE = "exclude", "Exclude"
    MAYBE = "maybe", "Maybe"
    WITHDRAWN = "withdrawn", "Withdrawn"


class Stage(models.Model):
    """One step of screening with its own rules, or a round beside it: a pilot set, a second look.

    `kind` says what is judged in it, and so in which boxes of the flow diagram it counts; `slug` is its address;
    `added_at` is null of the two stages that a review begins with. A
    round has the stage it belongs to as its `parent`, votes like any stage, and counts in no flow. While
    `locked_at` is set the stage takes no votes: a calibration round comes first. `reasons_conflict`: exclusions for
    differing reasons go to the adjudicator. `hidden_fields`: keys of `workflow.card_fields.HIDEABLE` that cards do
    not show. `own_conflicts`: adjudicators may settle what they voted on; `directions_hidden`: until a conflict is
    settled they see who voted, not how.
    """

    class Kind(models.TextChoices):
        TITLE_ABSTRACT = "title-abstract", "Title and abstract"
        FULL_TEXT = "full-text", "Full text"

    class Purpose(models.TextChoices):
        MAIN = "main", "Stage"
        CALIBRATION = "calibration", "Calibration round"
        SECOND_LOOK = "second-look", "Second look at exclusions"

    class MaybeRule(models.TextChoices):
        INCLUDE = "include", "Maybe counts as include"
        CONFLICT = "conflict", "Maybe is settled by the adjudicator"

    class Sequence(models.TextChoices):
        RANDOM = "random", "Random, the same for all: votes on a record come close together"
        OWN = "own", "Random, each reviewer begins elsewhere: nobody follows another's path"
        NEWEST = "newest", "Newest first"
        TITLE = "title", "By title"
        RANKED = "ranked", "Ranked: the more of the team's words for inclusion a record has, the earlier it comes"

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="stages_and_rounds")
    kind = models.CharField(max_length=20, choices=Kind)
    name = models.CharField(max_length=80, blank=True)
    slug = models.SlugField(max_length=60)
    purpose = models.CharField(max_length=12, choices=Purpose, default=Purpose.MAIN)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="rounds")
    order = models.PositiveIntegerField(default=0)
    sequence = models.CharField(max_length=8, choices=Sequence, default=Sequence.RANDOM)
    votes_needed = models.PositiveSmallIntegerField(default=2)
    maybe_rule = models.CharField(max_length=10, choices=MaybeRule, default=MaybeRule.INCLUDE)
    reason_required = models.BooleanField(default=False)
    reasons_conflict = models.BooleanField(default=False)
    blinded = models.BooleanField(default=True)
    hidden_fields = models.JSONField(default=list, blank=True)
    own_conflicts = models.BooleanField(default=True)
    directions_hidden = models.BooleanField(default=False)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    locked_at = models.DateTimeField(null=True)
    added_at = models.DateTimeField(null=True)
    archived_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["review", "slug"], name="stage_address_once_per_review"),
            models.CheckConstraint(
                condition=models.Q(votes_needed__gte=1)
                & (models.Q(votes_needed__lte=3) | ~models.Q(purpose="main")),
                name="one_to_three_votes",
            ),
            models.CheckConstraint(
                condition=models.Q(purpose="main", parent__isnull=True)
                | (~models.Q(purpose="main") & models.Q(parent__isnull=False)),
                name="a_round_has_its_stage",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.get_kind_display()

    @property
    def is_round(self) -> bool:
        """True of a pilot set or a second look: it counts in no flow."""
        return self.purpose != self.Purpose.MAIN


class StageRecord(models.Model):
    """Where one record stands in one stage; recomputed in the transaction of every vote. One that went on to a
    further stage of the same kind has `passed_on`: where it stands is told by that stage. `shown_at` is when its
    votes were all in for the first time, so that those who see outcomes could read them: nothing undoes that."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting for votes"
        CONFLICT = "conflict", "In conflict"
        INCLUDED = "included", "Included"
        EXCLUDED = "excluded", "Excluded"

    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="entries")
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="stage_entries")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    reason = models.ForeignKey(ExclusionReason, on_delete=models.PROTECT, null=True, related_name="+")
    rank = models.PositiveIntegerField(default=0)
    settled_at = models.DateTimeField(null=True)
    shown_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)
    passed_on = models.BooleanField(default=False)

    class Meta:
        ordering = ["rank", "id"]
        constraints = [models.UniqueConstraint(fields=["stage", "record"], name="record_once_per_stage")]
        indexes = [
            models.Index(fields=["stage", "state", "rank"], name="stage_state_rank"),
            # All that is counted of entries, so that their rows are not read.
            models.Index(fields=["stage", "state", "passed_on", "released_at", "record"], name="stage_standing"),
        ]

    def __str__(self) -> str:
        return str(self.record)


class Slot(models.Model):
    """One seat for one reviewer on one record in one stage, made before anybody votes.

    `vote` points to the decision that counts now; the seat is done where it has one. A seat that is done
    without a vote is closed: the stage came to need fewer votes, and nobody may sit there until it needs more. A
    `reserved` one waits for its reviewer however long that takes.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="+")
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    reviewer = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    rank = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    fence = models.PositiveIntegerField(default=0)
    done = models.BooleanField(default=False)
    reserved = models.BooleanField(default=False)
    vote = models.ForeignKey("Decision", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stage", "record", "number"], name="seat_once"),
            models.UniqueConstraint(fields=["stage", "record", "reviewer"], name="one_seat_per_reviewer"),
        ]
        indexes = [
            models.Index(fields=["stage", "rank"], condition=models.Q(reviewer__isnull=True), name="slot_free"),
            models.Index(fields=["stage", "reviewer", "rank"], condition=models.Q(done=False), name="slot_open"),
            models.Index(fields=["stage", "lease_until"], condition=models.Q(done=False), name="slot_lease"),
            models.Index(fields=["stage", "reviewer", "done"], name="slot_of_reviewer"),
            models.Index(
                fields=["stage", "reviewer"], condition=models.Q(done=True, vote__isnull=True), name="slot_closed"
            ),
        ]


class Decision(models.Model):
    """One vote. Rows are never changed or deleted (a database trigger refuses it): a changed mind and a
    withdrawal are new rows with the next sequence number, and the slot's pointer moves. A vote that was cast
    in another tool says which file brought it and under which name it stood there; it alone may go with its
    record, when the record's import is undone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="+")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="+")
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+")
    reviewer = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    sequence = models.PositiveIntegerField(default=1)
    verdict = models.CharField(max_length=10, choices=Verdict)
    reason = models.ForeignKey(ExclusionReason, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.TextField(blank=True)
    key = models.UUIDField(unique=True)
    fence = models.PositiveIntegerField(default=0)
    decided_at = models.DateTimeField(default=timezone.now)
    # Null, not blank: a column without a default is added without the table being written anew.
    imported_from = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, null=True, related_name="+")
    imported_as = models.CharField(max_length=200, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["stage", "record", "reviewer", "sequence"], name="vote_once_per_sequence"
            ),
        ]
        indexes = [models.Index(fields=["reviewer", "stage", "-decided_at"], name="votes_of_reviewer")]

    def __str__(self) -> str:
        # Never the verdict: this is what the audit trail shows.
        return f"a vote on {self.record}"


class Recusal(models.Model):
    """A member does not judge this record: in any stage (an author, an interest), or in one (handed back).

    A lifted one stays as history, and the record is theirs to judge again.
    """

    class Kind(models.TextChoices):
        AUTHOR = "author", "Named as an author"
        INTEREST = "interest", "Has an interest in it"
        HANDED_BACK = "handed-back", "Handed back"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind)
    why = models.CharField(max_length=1000, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["member", "record"], name="recusal_of_member")]

    def __str__(self) -> str:
        return f"{self.member} on {self.record}"


class Resolution(models.Model):
    """The adjudicator's decision on a conflict, with its reasons. A reopened one stays as history. One that was
    made before says which file brought it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="+")
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=10, choices=[("include", "Include"), ("exclude", "Exclude")])
    reason = models.ForeignKey(ExclusionReason, on_delete=models.PROTECT, null=True, related_name="+")
    rationale = models.TextField()
    resolved_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    resolved_at = models.DateTimeField(default=timezone.now)
    key = models.UUIDField(unique=True)
    reopened_at = models.DateTimeField(null=True)
    imported_from = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["stage", "record"],
                condition=models.Q(reopened_at__isnull=True),
                name="one_standing_resolution",
            )
        ]
