"""A web process that has answered its main pages, looked into: `python -m tests.running.pages_seen`.

Fills an empty database with a review in which there is something of everything, asks the site's WSGI application
for its pages as people who may open them, and prints which heavy modules that loaded. With "cookies" it prints
sign-in cookies and the pages instead, for a process elsewhere to be asked.
"""

import json
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ketreview.settings")

HEAVY = ("statsmodels", "sklearn", "matplotlib", "scipy", "pandas", "formulaic", "docx", "openpyxl", "rapidfuzz")


def loaded() -> list[str]:
    return [name for name in HEAVY if name in sys.modules]


def fill() -> list[tuple[str, str]]:
    """A full review; the pages to ask for, each with the e-mail address of who may open it."""
    from screening.workflow.actions import open_stage
    from tests import factories
    from tests.world import make_world

    cast = factories.make_cast()
    world = make_world(cast.lead, [cast.reviewer, cast.second_reviewer], [cast.extractor, cast.second_extractor])
    stage = cast.review.stages.get(kind="title-abstract")
    if stage.opened_at is None:
        open_stage(stage=stage, by=cast.lead)
    slug = cast.review.slug
    lead, reviewer = cast.lead.user.email, cast.reviewer.user.email
    methodologist = cast.methodologist.user.email
    return [
        ("/", lead),
        (f"/r/{slug}/", lead),
        (f"/r/{slug}/screening/title-abstract/", reviewer),
        (f"/r/{slug}/import/", lead),
        (f"/r/{slug}/prisma/", lead),
        (f"/r/{slug}/analyses/", methodologist),
        (f"/r/{slug}/analyses/{world.analysis.pk}/", methodologist),
        (f"/r/{slug}/narratives/", methodologist),
    ]


def ask(pages: list[tuple[str, str]]) -> dict:
    """Answer each page in this process; the status of each and the heavy modules loaded by then."""
    from django.test import Client

    from ketreview.accounts.models import User
    from ketreview.wsgi import application  # noqa: F401  all that a web process loads at its start

    statuses = {}
    for path, email in pages:
        client = Client()
        client.force_login(User.objects.get(email=email))
        statuses[path] = client.get(path).status_code
    return {"statuses": statuses, "loaded": loaded()}


def cookies(pages: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Each page with the cookie of who may open it."""
    from django.conf import settings
    from django.test import Client

    from ketreview.accounts.models import User

    signed_in = {}
    for _, email in pages:
        if email not in signed_in:
            client = Client()
            client.force_login(User.objects.get(email=email))
            signed_in[email] = f"{settings.SESSION_COOKIE_NAME}={client.session.session_key}"
    return [(path, signed_in[email]) for path, email in pages]


def main(*words: str) -> None:
    import django

    django.setup()
    print(json.dumps(cookies(fill()) if "cookies" in words else ask(fill())))


if __name__ == "__main__":
    main(*sys.argv[1:])
