"""Writing a long report as a Word file, done by the worker figure by figure."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from screening.jobs.progress import Step
from screening.models import Job, Member
from screening.progress.actions import keep_drawing
from synthesis.reports.choosing import choice_of
from synthesis.reports.document import drawings
from synthesis.reports.queries import chosen_runs, report_of
from synthesis.reports.writers.docx_file import DOTS_PER_INCH, to_docx
from synthesis.reports.writers.html_file import report_hash


def write_report(job: Job) -> Iterator[Step]:
    """The steps of a `report` job; its result page hands out the file."""
    from ketreview.drawing.publish import publish

    asked = job.args
    member = Member.objects.select_related("review", "user").get(pk=asked["member"])
    choice = choice_of(asked["chosen"], asked["runs"], asked["sections"], asked.get("order", ""))
    runs = chosen_runs(member, choice)
    made = report_of(member, choice, runs=runs, site=asked["site"], on=date.fromisoformat(asked["on"]))
    figures, pictures = drawings(made), {}
    for done, each in enumerate(figures):
        yield Step(done, len(figures), f"Drawing: {each.caption}"[:200])
        pictures[each.name] = publish(each.scene, "png", dpi=DOTS_PER_INCH)
    keep_drawing(
        review=member.review, sha256=report_hash(made), file_format="docx", content=to_docx(made, pictures)
    )
    # an address of many runs is longer than a job keeps: the page reads what was chosen from the job
    page = reverse("reports:report_file", kwargs={"slug": member.review.slug}) + f"?job={job.pk}&format=docx"
    yield Step(len(figures), len(figures), "Written; the download begins by itself.", result_url=page)
