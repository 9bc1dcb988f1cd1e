"""Drawing the PRISMA flow as a file, done by the worker."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from ketreview.home.prisma import counts_for, figure_hash
from ketreview.home.prisma_files import flow_docx
from screening.jobs.progress import Step
from screening.models import Job, Member
from screening.progress.actions import keep_drawing
from screening.progress.flow_chart import flow_chart


def render_figure(job: Job) -> Iterator[Step]:
    """The steps of a `figure` job; its result page hands out the file."""
    from ketreview.drawing.publish import publish

    member = Member.objects.select_related("review", "user").get(pk=job.args["member"])
    file_format, asked = job.args["format"], job.args.get("at", "")
    day = date.fromisoformat(asked) if asked else None
    yield Step(0, 1, "Drawing")
    counts = counts_for(member, day)
    scene = flow_chart(counts)
    if file_format == "docx":
        note = f"As at the end of {day} (UTC)." if day else ""
        if not counts.finished:
            note = f"{note} Not finished: records that wait stand in boxes of their own.".strip()
        if counts.blinded:
            note = f"{note} Blinded view: numbers are hidden until their stage is unblinded.".strip()
        content = flow_docx(scene, counts, publish(scene, "png"), member.review.title, note)
    else:
        content = publish(scene, file_format)
    keep_drawing(review=member.review, sha256=figure_hash(scene), file_format=file_format, content=content)
    page = reverse("prisma_figure", kwargs={"slug": member.review.slug, "file_format": file_format})
    page += f"?at={asked}" if asked else ""
    yield Step(1, 1, "Drawn; the download begins by itself.", result_url=page)
