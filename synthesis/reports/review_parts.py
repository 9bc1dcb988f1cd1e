"""What a report says of the review before its analyses: question, flow, studies, excluded reports. Pure."""

from collections.abc import Iterator, Sequence

from screening.progress import flow_boxes
from screening.progress.flow import FlowCounts
from screening.progress.flow_chart import describe, flow_chart, flow_chart_phone
from synthesis.charts.traffic_lights import Judgements, lights_table, summary_bars, traffic_lights
from synthesis.reports.document import Bullets, Drawing, Grid, Paragraph, Part, Subheading, Terms, Warned

HELD_BACK = "Screening is blinded and not finished: what your roles may not see yet is not counted or listed here."


def question_parts(
    question: Sequence[tuple[str, str]], include: Sequence[str], exclude: Sequence[str], registration: str
) -> Iterator[Part]:
    """The question with its parts, the criteria, and where the review is registered."""
    if question:
        yield Terms([(name, "; ".join(words.splitlines())) for name, words in question])
    if registration:
        yield Paragraph(registration, name="Registration")
    for title, items in (("Included if", include), ("Excluded if", exclude)):
        if items:
            yield Subheading(title)
            yield Bullets(items)
    if not (question or include or exclude):
        yield Paragraph("The protocol has no question and no criteria yet.")


def flow_parts(counts: FlowCounts, *, complete: bool) -> Iterator[Part]:
    """The PRISMA 2020 flow diagram and its numbers."""
    if not complete:
        yield Warned(HELD_BACK)
    elif not counts.finished:
        yield Warned("Screening is not finished: records that wait stand in boxes of their own.")
    if counts.identified:
        yield Paragraph(describe(counts))
    yield Drawing(
        "flow", f"PRISMA 2020 flow diagram: {counts.variant}.", flow_chart(counts), flow_chart_phone(counts)
    )
    rows = [(arm, step, n) for arm, step, n, _ in flow_boxes.table(counts)]
    yield Grid("Numbers of the flow", ("Arm", "Step", "n"), rows)


def study_parts(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[Part]:
    """One line a study, with risk of bias as it was extracted."""
    if rows:
        yield Grid("Characteristics of studies", headers, rows)
        yield Paragraph("A dash stands for what is not known.")
    else:
        yield Paragraph("No study is grouped yet.")


def appraisal_parts(tool: str, held: Judgements) -> Iterator[Part]:
    """What was settled with a tool of risk of bias: a light a study and domain, shares by domain, and the words."""
    yield Subheading(f"Risk of bias: {tool}")
    for name, caption, draw in (
        ("lights", "Risk of bias by study", traffic_lights),
        ("summary", "Risk of bias by domain", summary_bars),
    ):
        title = f"{caption} ({tool})"
        wide, narrow = draw(title, held), draw(title, held, width=300.0)
        yield Drawing(f"{name}-{slugged(tool)}", f"{title}.", wide, narrow)
    yield Grid(f"Risk of bias: {tool}", *lights_table(held))


def slugged(text: str) -> str:
    """The text as part of an id: letters and digits, the rest as hyphens."""
    return "".join(letter if letter.isalnum() and letter.isascii() else "-" for letter in text.lower())


def excluded_parts(rows: Sequence[Sequence[str]], *, complete: bool) -> Iterator[Part]:
    """Reports that were read in full and excluded, each with its reason (PRISMA 2020, item 16b)."""
    if not complete:
        yield Warned(HELD_BACK)
    if rows:
        noun = "report was" if len(rows) == 1 else "reports were"
        yield Paragraph(f"{len(rows):,} {noun} read in full and excluded.")
        yield Grid("Reports excluded at full text", ("Report", "Title", "Year", "DOI or PMID", "Reason"), rows)
    elif complete:
        yield Paragraph("No report was excluded at full text.")
