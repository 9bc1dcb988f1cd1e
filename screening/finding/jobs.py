"""What the worker does to many records: casts a member's votes, and takes them back."""

from collections.abc import Callable, Iterator

from django.urls import reverse

from ketreview.wording import plural
from screening.finding.actions.undoing import close_change, withdraw_votes
from screening.finding.actions.voting import cast_votes
from screening.finding.told import in_words
from screening.jobs.progress import Step
from screening.models import Job, ManyChange, Member

AT_ONCE = 10
"""Few records a transaction: while they are voted on, nobody else's vote waits longer than a blink."""


def vote_on_many(job: Job) -> Iterator[Step]:
    """Vote on the records of the change, ten a transaction; a run after a kill votes on none twice."""
    change, by = _change(job)

    def vote(part: list[int]) -> int:
        return cast_votes(job=job, change=change, part=part, by=by)

    yield from _in_parts(job, change.args["wanted"], vote, lambda done: _cast(done, len(change.args["wanted"])))


def unvote_on_many(job: Job) -> Iterator[Step]:
    """Take the votes of the change back, ten a transaction."""
    change, by = _change(job)

    def take_back(part: list[int]) -> int:
        return withdraw_votes(job=job, change=change, part=part, by=by)

    yield from _in_parts(job, change.records, take_back, lambda _: in_words(change.args["undo"], "vote"))
    close_change(change=change, by=by)


def _cast(done: int, wanted: int) -> str:
    others = f"; {wanted - done:,} could not be" if done < wanted else ""
    return f"{plural(done, 'vote')} cast{others}"


def _in_parts(
    job: Job, ids: list[int], do: Callable[[list[int]], int], told: Callable[[int], str]
) -> Iterator[Step]:
    """`do` to ten records at a time; `told` of how many that could be done to is the last word."""
    page = reverse("finding:changes", kwargs={"slug": job.review.slug})
    total, stored = len(ids), 0
    yield Step(0, total + 1, "Beginning", result_url=page)
    for start in range(0, total, AT_ONCE):
        stored += do(ids[start : start + AT_ONCE])
        yield Step(min(start + AT_ONCE, total), total + 1, f"{plural(stored, 'vote')} so far")
    yield Step(total + 1, total + 1, told(stored))


def _change(job: Job) -> tuple[ManyChange, Member]:
    change = ManyChange.objects.select_related("review").get(pk=job.args["change"], review=job.review)
    return change, Member.objects.select_related("review", "user").get(review=job.review, user=job.asked_by)
