"""The whole way in Chromium, on a real server with a real worker: from accounts and a search file to a narrative
that says that it is out of date, is mended, and leaves as a file. Two reviewers work in two browsers."""

import pytest

from tests.factories import PASSWORD
from tests.journeys import to_included, to_text
from tests.journeys.person import Person
from tests.journeys.to_included import FIRST_VOTES, MIGRAINE, NEUROPATHIC, ROLES, SECOND_VOTES
from tests.journeys.to_text import NUMBERS
from tests.migrated import copy_to
from tests.running.served import serve
from tests.running.sites import Site, environment

pytestmark = [pytest.mark.browser, pytest.mark.engine_free, pytest.mark.long]

DATABASES = "Identification of studies via databases and registers "
FLOW = [
    ("Records identified from: Databases", 8),
    ("Records identified from: PubMed", 8),
    ("Records identified from: Registers", 0),
    ("Records removed before screening: Duplicate records removed", 1),
    ("Records removed before screening: Records marked as ineligible by automation tools", 0),
    ("Records removed before screening: Records removed for other reasons", 0),
    ("Records screened", 7),
    ("Records excluded", 4),
    ("Reports sought for retrieval", 3),
    ("Reports not retrieved", 1),
    ("Reports assessed for eligibility", 2),
    ("Reports excluded", 0),
    ("Included Studies included in review", 2),
    ("Included Reports of included studies", 2),
]


@pytest.fixture
def address(tmp_path):
    """A server and a worker, as `make run` starts them, on an empty database with a site admin."""
    env = environment(tmp_path, DJANGO_SUPERUSER_PASSWORD=PASSWORD)
    copy_to(tmp_path / "site.sqlite3")
    Site(env).manage("createsuperuser", "--noinput", "--email", "alex@example.org", "-v0")
    served = serve(env)
    try:
        served.wait_until_up()
        yield f"http://127.0.0.1:{served.port}"
    finally:
        served.close()


@pytest.fixture
def crew(browser, address):
    """Everybody by name, each in a browser of their own."""
    people = {name: Person(browser, address, name) for name in ("Alex", "Lea", *ROLES)}
    yield people
    for person in people.values():
        person.page.context.close()
        assert (person.name, person.page.complaints) == (person.name, [])


def test_from_a_search_file_to_an_updated_narrative(crew):
    lea, ana, ben, cleo, max_ = (crew[name] for name in ("Lea", *ROLES))
    to_included.make_accounts(crew)
    to_included.make_review(lea)
    to_included.invite(lea, crew)
    to_included.import_search(lea)
    to_included.look_at_duplicates(lea)
    to_included.open_stage(lea, "title-abstract", "is open. 7 records")
    to_included.screen(ana, FIRST_VOTES, undo_first=True)
    to_included.screen(ben, SECOND_VOTES)
    to_included.settle_conflicts(cleo)
    to_included.release_to_full_text(cleo, lea)
    to_included.retrieve(ana)
    for reviewer in (ana, ben):
        to_included.screen(reviewer, {NEUROPATHIC: "i", MIGRAINE: "i"}, kind="full-text")
    to_included.release_to_the_studies(lea)
    to_text.make_frame(max_)
    for place, name in enumerate(("Ana", "Ben")):
        for study, numbers in NUMBERS.items():
            to_text.extract(crew[name], study, numbers[place])
    to_text.reconcile(max_)
    first = to_text.analyse(max_)
    to_text.write(max_, first)
    second = to_text.correct_and_run_again(max_, first)
    to_text.accept(max_, first, second)
    to_text.export(max_, second)
    see_the_flow(lea)


def see_the_flow(lea: Person) -> None:
    """Every record is accounted for."""
    lea.opens("prisma/")
    lea.page.click("summary:has-text('The numbers behind the figure')")
    rows = [row.rpartition(" ") for row in lea.reads("main tbody tr")]
    assert [(row[0].removeprefix(DATABASES), int(row[2])) for row in rows] == FLOW
    lea.follows("Records excluded")
    assert len(lea.reads("main tbody tr")) == 4
