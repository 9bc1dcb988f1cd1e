"""The demo's narrative: our own words, with figures from the analysis and citations of imported records."""

from datetime import date

from ketreview.demo.facts import facts
from ketreview.demo.people import Team
from synthesis.models import Analysis, Narrative
from synthesis.narratives.actions import add_block, add_statement, create_narrative, link_evidence


def write(team: Team, analysis: Analysis) -> Narrative:
    """Every section of narrative.json; a statement that quotes the analysis also rests on it."""
    story = facts("narrative")
    by = team.methodologist
    narrative = create_narrative(
        by=by, title=story["title"], slug=story["slug"], language=story["language"], review_by=date(2027, 11, 1)
    )
    for section in story["sections"]:
        add_block(narrative=narrative, kind="heading", text=section["heading"], by=by)
        block = add_block(narrative=narrative, kind="paragraph", by=by)
        for line in section["statements"]:
            statement = add_statement(block=block, text=line["text"], kind=line["kind"], by=by)
            if "{{an:" in line["text"]:
                link_evidence(statement=statement, source=analysis, stance="supports", by=by)
    return narrative
