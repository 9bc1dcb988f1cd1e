"""Drawing a chart of the lead's view as a file, done by the worker."""

from collections.abc import Iterator

from django.urls import reverse

from screening.errors import Closed
from screening.jobs.progress import Step
from screening.models import Job, Member, Stage
from screening.progress.actions import keep_drawing
from screening.progress.queries.charts import charts, drawing_hash


def render_chart(job: Job) -> Iterator[Step]:
    """The steps of a `progress_chart` job; its result page hands out the file."""
    from ketreview.drawing.publish import publish

    member = Member.objects.select_related("review", "user").get(pk=job.args["member"])
    stage = Stage.objects.select_related("review").get(pk=job.args["stage"], review=member.review)
    key, file_format = job.args["chart"], job.args["format"]
    yield Step(0, 1, "Drawing")
    scene = next((chart.wide for chart in charts(member, stage) if chart.key == key), None)
    if scene is None:
        raise Closed("There is nothing to draw any more.")
    content = publish(scene, file_format)
    keep_drawing(review=member.review, sha256=drawing_hash(scene), file_format=file_format, content=content)
    where = {"slug": member.review.slug, "stage_id": stage.pk, "chart": key, "file_format": file_format}
    yield Step(1, 1, "Drawn; the download begins by itself.", result_url=reverse("progress:chart", kwargs=where))
