"""Fill an empty database with one open stage: `python -m tests.concurrency.seed RECORDS REVIEWERS`."""

import json
import os
import sys


def fill(records: int, reviewers: int) -> dict:
    """One review, so many records and reviewers; what a client needs to find its way, as JSON values."""
    from screening.models import Keyword, Record
    from screening.workflow.actions import open_stage
    from tests import factories

    lead = factories.make_user("lena")
    review = factories.make_review(lead, "Ketamine for pain")
    leading = factories.make_member(review, "lead", user=lead)
    people = [factories.make_member(review, "reviewer") for _ in range(reviewers)]
    batch = factories.make_batch(leading)
    Record.objects.bulk_create(
        (
            Record(
                review=review,
                batch=batch,
                row_no=number,
                title=f"Intravenous ketamine for chronic pain: a randomised trial, part {number}",
                abstract="BACKGROUND: Chronic pain is common. METHODS: Adults were randomised to ketamine or "
                "placebo over thirty minutes; pain was scored for four weeks. RESULTS: Scores fell by 1.2 points "
                "(95% CI 0.3 to 2.1). CONCLUSIONS: Ketamine may help some people for some weeks. " * 2,
                authors=["Ruiz, A.", "Kim, J.", "Osei, K.", "Lund, P."],
                year=2010 + number % 12,
                journal="Journal of Pain",
                doi=f"10.1000/pain.{number}",
            )
            for number in range(records)
        ),
        batch_size=500,
    )
    for kind, words in [("include", "ketamin*"), ("include", "randomi*"), ("exclude", "rats")]:
        Keyword.objects.create(review=review, kind=kind, text=words)
    stage = review.stages.get(kind="title-abstract")
    open_stage(stage=stage, by=leading)
    return {
        "slug": review.slug,
        "kind": stage.kind,
        "stage": stage.pk,
        "lead": lead.email,
        "reviewers": [{"email": member.user.email, "member": member.pk} for member in people],
        "password": factories.PASSWORD,
    }


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ketreview.settings")
    import django

    django.setup()
    print(json.dumps(fill(int(sys.argv[1]), int(sys.argv[2]))))
