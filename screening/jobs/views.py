"""A job's page and its progress bar."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from screening.jobs.actions import cancel_job
from screening.models import Job, Member
from screening.team.access import review_page


def _job(member: Member, job_id) -> Job:
    """The member's own job, or any where the member manages the review."""
    jobs = member.review.jobs.all()
    if not member.can("manage_review"):
        jobs = jobs.filter(asked_by=member.user)
    return get_object_or_404(jobs, pk=job_id)


@review_page("view")
def show(request: HttpRequest, member: Member, job_id) -> HttpResponse:
    return render(request, "screening/jobs/page.html", {"job": _job(member, job_id)})


@review_page("view")
def progress(request: HttpRequest, member: Member, job_id) -> HttpResponse:
    """The progress bar alone, polled until the job is closed; then the page it leads to is opened."""
    job = _job(member, job_id)
    response = render(request, "screening/jobs/_progress.html", {"job": job, "review": member.review})
    if not job.is_open and job.result_url and job.state == Job.State.DONE:
        response["HX-Redirect"] = job.result_url
    return response


@review_page("view", methods=("POST",))
def cancel(request: HttpRequest, member: Member, job_id) -> HttpResponse:
    cancel_job(job=_job(member, job_id), by=member)
    return redirect("jobs:show", slug=member.review.slug, job_id=job_id)
