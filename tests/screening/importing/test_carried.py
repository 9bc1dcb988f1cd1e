"""What another tool's export says of votes, labels and reasons is read; what is shown of a note tells no vote."""

import pytest

from screening.importing.carried import Carried, CarriedVote, carried, holds_votes, without_votes
from screening.importing.detect import detect
from screening.importing.parsers.formats import parse
from screening.importing.parsers.records import ParsedRecord
from tests.shared import SHARED, needs_shared

NOTE = (
    'RAYYAN-INCLUSION: {"Ana"=>"Excluded", "Bo \\"B\\" {x}"=>"Maybe"} | RAYYAN-LABELS: ketamine,review '
    "| RAYYAN-EXCLUSION-REASONS: wrong population,foreign language"
)


def vote(name, verdict, stage=""):
    return CarriedVote(name, verdict, stage)


CASES = {
    "rayyan": (
        [("TI", "A trial"), ("N1", NOTE)],
        Carried(
            (vote("Ana", "exclude"), vote('Bo "B" {x}', "maybe")),
            ("ketamine", "review"),
            ("wrong population", "foreign language"),
        ),
    ),
    "rayyan, labels alone": ([("notes", "RAYYAN-LABELS: see full text")], Carried(labels=("see full text",))),
    "covidence": (
        [
            ("Covidence #", "#12"),
            ("Notes", "Exclusion reason: Wrong outcomes;  Ana (2019-09-13 08:41:55)(Screen): short ; "),
            ("Tags", "Asia; Region"),
        ],
        Carried((vote("Covidence", "exclude", "full-text"),), ("Asia", "Region"), ("Wrong outcomes",)),
    ),
    "asreview, RIS": (
        [("N1", "ASReview_relevant"), ("N1", "ASReview_prior")],
        Carried((vote("ASReview", "include"),)),
    ),
    "asreview, not seen": ([("N1", "ASReview_not_seen")], Carried()),
    "asreview, CSV": ([("asreview_label", "0")], Carried((vote("ASReview", "exclude"),))),
    "a labelled data set": ([("label_included", "1")], Carried((vote("label_included", "include"),))),
    "no label": ([("asreview_label", "-1")], Carried()),
    "our own table": (
        [("Vote of Ana Ruiz (full text)", "No"), ("Vote of Bo (title and abstract)", "Maybe")],
        Carried((vote("Ana Ruiz", "exclude", "full-text"), vote("Bo", "maybe", "title-abstract"))),
    ),
    "plain": ([("TI", "Included or excluded?"), ("N1", "Yes"), ("Tags", "a; b")], Carried()),
}


@pytest.mark.parametrize("case", CASES)
def test_what_a_record_brings(case):
    raw, expected = CASES[case]
    assert carried(raw) == expected


def test_a_note_is_shown_without_votes_and_reasons_and_keeps_the_rest():
    shown = {
        NOTE: "RAYYAN-LABELS: ketamine,review",
        "A remark. | " + NOTE: "A remark. | RAYYAN-LABELS: ketamine,review",
        "Exclusion reason: Wrong dose;  Ana (2019)(Screen): short ;": "Ana (2019)(Screen): short ;",
        "ASReview_relevant": "",
        "An ordinary note | with a bar": "An ordinary note | with a bar",
        'RAYYAN-INCLUSION: {"Ana"=>"Incl': "",
    }
    assert {note: without_votes(note) for note in shown} == shown


def test_a_tag_that_tells_a_vote_is_known():
    told = [
        ("N1", NOTE),
        ("asreview_label", "1"),
        ("Vote of Bo (full text)", "Yes"),
        ("Notes", "Exclusion reason: X"),
    ]
    assert [holds_votes(*pair) for pair in told] == [True] * 4
    assert [holds_votes(*pair) for pair in [("N1", "A note"), ("TI", "Yes"), ("VL", "1")]] == [False] * 3


@needs_shared
def test_the_votes_of_real_exports_are_found():
    found = {}
    for name in ("ris/rayyan_articles_5.ris", "ris/rayyan_tinea_14.ris", "ris/asreview_notes_labels.ris"):
        data = (SHARED / "data/import/files" / name).read_bytes()
        records = [item for item in parse(data, detect(data).format) if isinstance(item, ParsedRecord)]
        found[name] = sum(len(carried(record.raw).votes) for record in records)
        assert not any("=>" in without_votes(note) for record in records for note in record.notes)
    text = (SHARED / "data/import/files/ris/rayyan_tinea_14.ris").read_text()
    assert found["ris/rayyan_tinea_14.ris"] == text.count("=>")
    assert found["ris/rayyan_articles_5.ris"] == 10
    assert found["ris/asreview_notes_labels.ris"] > 0
