"""Records with votes as Rayyan and Covidence write them; other tools and our own import read them back. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from screening.importing.carried import STAGES, quoted_text, without_labels
from screening.importing.parsers.records import ParsedRecord

RAYYAN = (
    "key title year month day journal issn volume issue pages authors url language publisher location abstract "
    "notes doi keywords pubmed_id pmc_id"
)
RAYYAN_COLUMNS = tuple(RAYYAN.split())
COVIDENCE_COLUMNS = (
    "Title",
    "Authors",
    "Abstract",
    "Published Year",
    "Published Month",
    "Journal",
    "Volume",
    "Issue",
    "Pages",
    "Accession Number",
    "DOI",
    "Ref",
    "Covidence #",
    "Study",
    "Notes",
    "Tags",
)
RAYYAN_WORDS = {"include": "Included", "exclude": "Excluded", "maybe": "Maybe"}
COVIDENCE_WORDS = {"include": "Yes", "exclude": "No", "maybe": "Maybe"}
STAGE_WORDS = {kind: words for words, kind in STAGES.items()}


@dataclass(frozen=True)
class ExportedVote:
    """One standing vote: the reviewer's name, what, the reason given, the kind of its stage."""

    name: str
    verdict: str
    reason: str
    stage: str


@dataclass(frozen=True)
class ExportedSettlement:
    """What an adjudicator decided on a conflict: the name, what, the reason given, the kind of stage, and why."""

    name: str
    verdict: str
    reason: str
    stage: str
    why: str


def settled_note(settled: ExportedSettlement) -> str:
    """`ADJUDICATED: {"by"=>"Cy", "verdict"=>"Excluded", ...}`, a note of our own; `importing.carried` reads it."""
    told = {
        "by": settled.name,
        "verdict": RAYYAN_WORDS[settled.verdict],
        "reason": settled.reason,
        "stage": settled.stage,
        "why": settled.why,
    }
    return f"ADJUDICATED: {_pairs((name, ' '.join(text.split())) for name, text in told.items() if text)}"


def rayyan_note(
    votes: Sequence[ExportedVote], labels: Sequence[str], settled: Sequence[ExportedSettlement] = ()
) -> str:
    """`RAYYAN-INCLUSION: {"Ana"=>"Included"} | RAYYAN-LABELS: a,b | RAYYAN-EXCLUSION-REASONS: x`, or "".

    Whose the reasons are, and what an adjudicator decided, follows in parts of our own, which Rayyan takes for
    plain text.
    """
    parts = []
    if votes:
        parts.append(f"RAYYAN-INCLUSION: {_pairs((vote.name, RAYYAN_WORDS[vote.verdict]) for vote in votes)}")
    if labels:
        parts.append(f"RAYYAN-LABELS: {_listed(labels)}")
    if reasons := [vote.reason for vote in votes if vote.reason]:
        parts.append(f"RAYYAN-EXCLUSION-REASONS: {_listed(dict.fromkeys(reasons))}")
        whose = _pairs((vote.name, " ".join(vote.reason.split())) for vote in votes if vote.reason)
        parts.append(f"REVIEWER-REASONS: {whose}")
    parts += map(settled_note, settled)
    return " | ".join(parts)


def with_rayyan_note(
    record: ParsedRecord,
    votes: Sequence[ExportedVote],
    labels: Sequence[str],
    settled: Sequence[ExportedSettlement] = (),
) -> ParsedRecord:
    """The record with the note among its own, as the RIS writer takes it."""
    note = rayyan_note(votes, labels, settled)
    notes = _own_notes(record)
    return replace(record, notes=(*notes, note) if note else notes)


def _own_notes(record: ParsedRecord) -> tuple[str, ...]:
    """The record's notes without the labels in them, which are told anew."""
    return tuple(left for note in record.notes if (left := without_labels(note)))


def rayyan_row(
    number: int,
    record: ParsedRecord,
    votes: Sequence[ExportedVote],
    labels: Sequence[str],
    settled: Sequence[ExportedSettlement] = (),
) -> dict[str, str]:
    """The row of a record in Rayyan's table."""
    note = rayyan_note(votes, labels, settled)
    return {
        "key": f"ketreview-{number}",
        "title": record.title,
        "year": str(record.year or ""),
        "journal": record.container,
        "issn": record.issn,
        "volume": record.volume,
        "issue": record.issue,
        "pages": record.pages,
        "authors": " and ".join(record.authors),
        "url": record.url,
        "language": record.language,
        "publisher": record.publisher,
        "location": record.place,
        "abstract": record.abstract,
        "notes": " | ".join(" ".join(text.split()) for text in (*_own_notes(record), note) if text),
        "doi": record.doi,
        "keywords": ", ".join(record.keywords),
        "pubmed_id": record.pmid,
        "pmc_id": record.pmcid,
    }


def vote_heading(name: str, stage: str) -> str:
    """The heading of a reviewer's column in a stage of this kind; `importing.carried` reads it back."""
    return f"Vote of {' '.join(name.split())} ({STAGE_WORDS[stage]})"


def covidence_row(
    number: int,
    study: str,
    record: ParsedRecord,
    votes: Sequence[ExportedVote],
    labels: Sequence[str],
    reason: str,
    settled: Sequence[ExportedSettlement] = (),
) -> dict[str, str]:
    """The row of a record in Covidence's table, with a column a reviewer and stage; `reason` of a full-text
    exclusion goes where Covidence writes it, into the notes, and what adjudicators decided behind it."""
    notes = [*_own_notes(record), *([f"Exclusion reason: {quoted_text(reason)}"] if reason else [])]
    notes += map(settled_note, settled)
    row = {
        "Title": record.title,
        "Authors": "; ".join(record.authors),
        "Abstract": record.abstract,
        "Published Year": str(record.year or ""),
        "Journal": record.container,
        "Volume": record.volume,
        "Issue": record.issue,
        "Pages": record.pages,
        "Accession Number": record.accession or record.pmid,
        "DOI": record.doi,
        "Ref": str(number),
        "Covidence #": f"#{number}",
        "Study": study,
        "Notes": "".join(f"{' '.join(note.split())}; " for note in notes).strip(),
        "Tags": "; ".join(map(quoted_text, labels)),
    }
    return row | {vote_heading(vote.name, vote.stage): _vote_cell(vote) for vote in votes}


def _vote_cell(vote: ExportedVote) -> str:
    """ "No: Wrong dose", or the word alone where no reason was given."""
    word = COVIDENCE_WORDS[vote.verdict]
    return f"{word}: {' '.join(vote.reason.split())}" if vote.reason else word


def _pairs(pairs: Iterable[tuple[str, str]]) -> str:
    return "{" + ", ".join(f'"{_quoted(one)}"=>"{_quoted(other)}"' for one, other in pairs) + "}"


def _quoted(name: str) -> str:
    return name.replace("\\", "\\\\").replace('"', '\\"')


def _listed(texts: Iterable[str]) -> str:
    """Rayyan separates by commas and ends a part with a bar: a text with one of them is quoted."""
    return ",".join(map(quoted_text, texts))
