"""The second half of the way: from included reports to a text that follows its numbers."""

import io
import re
import zipfile

from tests.journeys.person import Person

# Study: events and totals with ketamine and with placebo, as each of the two extracts them.
NUMBERS = {"Alder": (["8", "12", "3", "12"], ["8", "12", "3", "11"]), "Cedar": (["9", "20", "4", "20"],) * 2}


def make_frame(max_: Person) -> None:
    """What is measured and when; a study of each included report with its arms and its outcome."""
    max_.opens("studies/outcomes/")
    max_.types(
        "form[action$='outcomes/add/']", name="Response", kind="Events out of a total", better="Higher is better"
    )
    max_.presses("Add the outcome")
    max_.types("form[action$='time-points/add/']", label="1 week", days="7")
    max_.presses("Add the time point")
    for study in NUMBERS:
        max_.opens("studies/")
        max_.follows(re.compile(f"A study of its own.*{study}"))
        max_.presses("Create the study")
        max_.sees("The study was created.", study)
        for name, role in (("Ketamine", "Experimental"), ("Placebo", "Comparator")):
            open_details(max_, "Add an arm")
            max_.types("form[action$='arms/add/']", name=name, role=role)
            max_.presses("Add the arm")
            max_.sees(name)
        open_details(max_, "Add an outcome of this study")
        max_.types("form[action$='outcomes/add/']", outcome="Response", time_point="1 week")
        max_.presses("Add the outcome")
        max_.sees("Events out of a total")


def open_details(person: Person, words: str) -> None:
    box = person.page.locator("details", has=person.page.locator("summary", has_text=words)).first
    if box.get_attribute("open") is None:
        box.locator("summary").click()


def extract(person: Person, study: str, numbers: list[str]) -> None:
    """Type the four numbers, each of which saves itself; they are there after a reload; then finish the form."""
    page = person.page
    person.opens("extraction/")
    person.follows(re.compile(f"Extract {study}"))
    person.presses("Start extraction")
    person.sees("4 of 4 cells not filled yet")
    cells = page.locator("td.cell input[inputmode=decimal]")
    cells.first.focus()
    for number in numbers:
        page.keyboard.type(number)
        page.keyboard.press("Enter")
    person.sees("0 of 4 cells not filled yet")
    page.wait_for_selector("[data-saved][data-state=saved]")
    page.reload()
    assert [cells.nth(place).input_value() for place in range(4)] == numbers
    person.presses("Complete my form")
    person.sees("complete")


def reconcile(max_: Person) -> None:
    """Seven cells agree, one differs: the first extractor's number is taken."""
    for study, agreed, differing in (("Alder", 3, 1), ("Cedar", 4, 0)):
        max_.opens("extraction/")
        max_.follows(re.compile(f"Reconcile {study}"))
        max_.sees(f"Agreed ({agreed})", f"Decision required ({differing})")
        max_.presses(f"Accept all {agreed} agreed values")
        if differing:
            max_.page.check("input[name=choice][value=first]")
            max_.presses("Settle")
        max_.sees("Settled (4)", "Nothing differs: every cell is settled")


def analyse(max_: Person) -> str:
    """Define the analysis and run it; the pooled effect as it is printed."""
    max_.opens("analyses/")
    max_.follows("Define the first analysis")
    max_.types(title="Response at one week", outcome="Response", time_point="1 week", measure="Risk ratio")
    max_.types(model="Random effects", favours_left="placebo", favours_right="ketamine")
    max_.page.check("input[name=in_protocol][value=yes]")
    max_.presses("Define the analysis")
    max_.sees("Ready to run")
    return run(max_, "Run the analysis", "Run 1")


def run(max_: Person, button: str, name: str) -> str:
    """Press the button, wait for the worker; the estimate then shown."""
    max_.presses(button)
    max_.page.wait_for_selector(f"main :text-is('{name}')")
    max_.sees("Forest plot", "Risk ratio", "95% confidence interval", "Newest")
    return max_.reads(".stats dd")[0]


def write(max_: Person, estimate: str) -> None:
    """A heading, a paragraph, and a sentence with a figure and a citation, both chosen from the lists."""
    max_.opens("narratives/")
    max_.follows("Start a narrative")
    max_.types(title="Ketamine for lasting pain")
    max_.presses("Start writing")
    max_.types(text="What the trials show")
    max_.presses("Heading")
    max_.presses("Paragraph")
    max_.follows("Add a statement")
    max_.types(text="More people respond at one week with ketamine, risk ratio")
    max_.page.get_by_role("button", name="Insert est of Response at one week").first.click()
    max_.types(q="neuropathic")
    max_.presses("Search", "section[aria-labelledby=pick-records]")
    max_.page.get_by_role("button", name=re.compile("Cite Alder")).first.click()
    max_.presses("Add the statement")
    max_.follows("Read")
    max_.sees(f"risk ratio {estimate}", "[1]", "Current")
    assert max_.reads(".references li") == [
        "Alder A, Birch B. Ketamine infusion for neuropathic pain: a randomised trial. Journal of Invented Trials. "
        "2019;12:101-9. doi:10.5555/invented.1"
    ]


def correct_and_run_again(max_: Person, first: str) -> str:
    """One number was read wrongly: it is corrected with a reason, and the analysis says that it must run again."""
    max_.opens("studies/")
    max_.follows("Alder")
    max_.follows("Reconciled data")
    max_.page.locator("main tbody td a", has_text=re.compile("^8$")).first.click()
    max_.types(text="10", reason="Two responders were in a footnote")
    max_.presses("Correct")
    max_.sees("Events: 10", "8 → 10", "Two responders were in a footnote")
    max_.opens("analyses/")
    max_.follows("Response at one week")
    max_.sees("The data have changed since this run.")
    second = run(max_, "Run again", "Run 2")
    assert second != first
    return second


def accept(max_: Person, first: str, second: str) -> None:
    """The sentence says that it is outdated, shows both wordings, and is accepted."""
    max_.opens("narratives/")
    max_.follows("Ketamine for lasting pain")
    max_.sees("Outdated")
    before, after = max_.reads(".diff__side")
    assert (first in before, second in after) == (True, True)
    max_.presses("Accept the new figures")
    max_.sees(f"risk ratio {second}", "Current")
    assert "Outdated" not in max_.page.inner_text(".reader__line")


def export(max_: Person, estimate: str) -> None:
    """The same sentence and the numbered reference list in each file."""
    with zipfile.ZipFile(io.BytesIO(max_.takes("Word"))) as word:
        texts = {"docx": word.read("word/document.xml").decode()}
    texts |= {"html": max_.takes("HTML").decode(), "md": max_.takes("Markdown").decode()}
    for name, marked_up in texts.items():
        text = re.sub(r"<[^>]+>", "", marked_up)
        told = (
            name,
            f"risk ratio {estimate}" in text,
            "Alder A, Birch B." in text,
            "doi:10.5555/invented.1" in text,
        )
        assert told == (name, True, True, True)
    assert re.search(r"^1\. Alder A, Birch B\.", texts["md"], re.MULTILINE)
