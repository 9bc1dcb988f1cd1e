"""The first half of the way: from accounts and a search file to reports that two reviewers included."""

import re

from tests.journeys.person import Person
from tests.running.sites import until
from tests.screening.fulltext.test_fulltext import PDF
from tests.shared import REPO

SEARCH = REPO / "tests" / "journeys" / "search.ris"
TITLE = "Ketamine for pain that lasts"
NEUROPATHIC, MIGRAINE, FIBROMYALGIA = "neuropathic", "migraine", "fibromyalgia"
# What each reviewer presses for the record whose title has the word: include, exclude, maybe, or a reason's number.
FIRST_VOTES = {NEUROPATHIC: "i", MIGRAINE: "i", FIBROMYALGIA: "i", "rat": "2", "depression": "i"} | {
    "survey": "3",
    "surgery": "u",
}
SECOND_VOTES = FIRST_VOTES | {"depression": "1", "surgery": "e", MIGRAINE: "u"}
ROLES = {
    "Ana": ("reviewer", "extractor"),
    "Ben": ("reviewer", "extractor"),
    "Cleo": ("adjudicator",),
    "Max": ("methodologist",),
}


def make_accounts(crew) -> None:
    """The site admin makes accounts for the lead and one reviewer, who set their passwords behind the links."""
    alex = crew["Alex"]
    alex.signs_in()
    for name in ("Lea", "Ana"):
        alex.opens("/accounts/site/")
        alex.follows("Make an account")
        alex.types(email=crew[name].email, name=name)
        alex.presses("Make the account and its link")
        crew[name].accepts_link(alex.page.input_value("#id_link"))
        crew[name].sees("Your account is ready", "You are in no review yet")
    alex.opens("/accounts/site/")
    assert [row.split()[0] for row in alex.reads("main tbody th")] == ["Alex", "Ana", "Lea"] or alex.reads(
        "tbody th"
    )


def make_review(lea: Person) -> None:
    lea.follows("Start a review")
    lea.types(title=TITLE, question="Does ketamine relieve pain that lasts?", include="Adults\nKetamine")
    lea.types(reasons="Not pain that lasts\nNot in humans\nNot a randomised trial", include_words="ketamin*")
    lea.presses("Start the review")
    lea.home = lea.page.url
    lea.sees(f"“{TITLE}” is ready. Next: import the first search file.", "Start with a search file")


def invite(lea: Person, crew) -> None:
    """Ana has an account and joins; the others make theirs behind the link."""
    for name, roles in ROLES.items():
        person = crew[name]
        lea.opens("team/invite/")
        lea.types(email=person.email)
        for role in roles:
            lea.page.check(f"input[value={role}]")
        with lea.page.expect_navigation():
            lea.page.locator("main form button.btn-primary").first.click()
        link = lea.page.input_value("#id_link")
        if name == "Ana":
            person.page.goto(link)
            person.presses("Join the review")
        else:
            person.accepts_link(link)
        person.home = lea.home
        person.sees(TITLE)
    lea.opens("team/")
    assert [text.split()[0] for text in lea.reads("main table >> nth=0 >> tbody th")] == sorted(["Lea", *ROLES])


def import_search(lea: Person) -> None:
    """Drop the file, see what was read, import it, see that it is done."""
    lea.opens("")
    lea.follows("Import")
    lea.page.set_input_files("#id_files", SEARCH)
    lea.sees("search.ris", within=".dropzone__files")
    lea.types(name="PubMed", platform="NLM", searched_on="2026-03-01", search_string="ketamine AND pain")
    lea.presses("Read the files")
    lea.sees("8 records in the file = 8 read + 0 that could not be read", "Nasal ketamine in chronic migraine")
    lea.presses("Import 8 records")
    lea.sees("search.ris", within=".job")
    lea.is_led_to(re.compile(r"/import/\d+/$"))
    lea.sees("8 records in the file = 8 imported + 0 that could not be read")
    lea.follows("See its records")
    assert len(lea.reads("main tbody tr")) == 8


def look_at_duplicates(lea: Person) -> None:
    """They are looked for after every import by the worker; here the page is asked until it is so."""

    def found() -> bool:
        lea.opens("duplicates/")
        return "No duplicates found" not in lea.page.inner_text("main")

    until(found, "the duplicate")
    assert lea.reads(".stats dd")[:3] == ["8", "1", "1"]
    lea.sees("Same DOI; same title")


def open_stage(lea: Person, kind: str, said: str) -> None:
    lea.opens(f"screening/{kind}/stage/")
    lea.presses("Open the stage")
    lea.sees(said)


def screen(
    person: Person, votes: dict[str, str], kind: str = "title-abstract", *, undo_first: bool = False
) -> None:
    """Vote on every card by keys, in the order in which they come; the first one also with a change of mind."""
    page = person.page
    person.opens("screening/")
    person.follows(f"Screen {len(votes)} records")
    title = ""
    for done in range(len(votes)):
        person.sees(f"{done} of {len(votes)}", within="#decision-progress")
        until(lambda before=title: page.text_content(".record__title") != before, "the next record")
        title = page.text_content(".record__title")
        key = next(key for word, key in votes.items() if word in title)
        if undo_first and done == 0:
            person.keys("u")
            person.sees(f"1 of {len(votes)}", within="#decision-progress")
            person.keys("z")
            person.sees(title, within=".record__title")
        person.keys(key)
    person.sees("Nothing waits for you")
    page.wait_for_selector("#saved-state[data-state=saved]")
    person.opens(f"screening/{kind}/mine/")
    assert len(person.reads("main tbody tr")) == len(votes)


def settle_conflicts(cleo: Person) -> None:
    """Both votes are in on two records: one is excluded by keys, one by the form. The votes stay as they are."""
    cleo.opens("screening/conflicts/")
    assert sorted(cleo.reads("main tbody th a")) == [
        "Ketamine after surgery: acute pain in a ward",
        "Ketamine for depression with pain as a second outcome",
    ]
    cleo.page.locator("main tbody th a").first.click()
    for left in ("1 conflict waiting", ""):
        cleo.sees("Conflict", "Ana", "Ben")
        cleo.page.check("input[name=verdict][value=exclude]")
        cleo.types(reason="Not pain that lasts", rationale="The pain is not what was treated.")
        cleo.presses("Settle", "#resolve")
        cleo.sees("Settled as exclude:", left)
    cleo.opens("screening/title-abstract/agreement/")
    cleo.sees("kappa")


def release_to_full_text(cleo: Person, lea: Person) -> None:
    cleo.opens("screening/title-abstract/stage/")
    cleo.presses("Release 3 included and 4 excluded", sure="Release")
    cleo.sees("Released: 3 included and 4 excluded")
    lea.opens("screening/full-text/stage/")
    if "Not open yet" in lea.page.inner_text("main"):
        lea.presses("Open the stage")
    lea.sees("Open since")


def release_to_the_studies(lea: Person) -> None:
    lea.opens("screening/full-text/stage/")
    lea.presses("Release 2 included and 0 excluded", sure="Release")
    lea.sees("Released: 2 included and 0 excluded")


def retrieve(ana: Person) -> None:
    """A PDF for one report; a second is had without a file; the third cannot be had, so it asks for no vote."""
    for author, retrieval in (("Alder", ""), ("Cedar", "Retrieved"), ("Dogwood", "Not retrieved")):
        ana.opens("full-text/")
        ana.follows(author)
        if retrieval:
            ana.types(retrieval=retrieval, note="Asked the library")
            ana.presses("Save the log")
            ana.sees("The retrieval log", "is saved", retrieval)
            continue
        file = {"name": "alder.pdf", "mimeType": "application/pdf", "buffer": PDF}
        ana.page.set_input_files("input[type=file]", file)
        ana.presses("Attach", "section[aria-labelledby=attach]")
        ana.sees("“alder.pdf” (2 pages) is attached")
