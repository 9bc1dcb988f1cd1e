"""The demo review, loaded once, all through the same actions as the pages use."""

from collections.abc import Callable

from django.db import transaction

from ketreview.demo.analysing import analyse_and_write
from ketreview.demo.extracting import extract_all, make_frame, make_studies
from ketreview.demo.facts import facts
from ketreview.demo.people import make_team
from ketreview.demo.searching import import_files
from ketreview.demo.voting import screen
from screening.models import Review

SLUG = "ketamine-chronic-pain"


def is_loaded(slug: str = SLUG) -> bool:
    """True where the demo stands whole: its narrative is the last thing made."""
    return Review.objects.filter(slug=slug, narratives__current__isnull=False).exists()


@transaction.atomic
def load(say: Callable[[str], None], slug: str = SLUG) -> Review:
    """Make the demo review from the published facts in demo/data: all of it or, where it is stopped, nothing."""
    say("The protocol and the team ...")
    team = make_team(facts("protocol"), slug)
    say("Importing two reference lists and the trials ...")
    import_files(team)
    say("Screening ...")
    screen(team)
    say("Extracting printed numbers ...")
    frame = make_frame(team)
    studies = make_studies(team, frame)
    extract_all(team, frame, studies)
    say("Pooling, and writing the narrative ...")
    analyse_and_write(team, frame, studies)
    return team.lead.review
