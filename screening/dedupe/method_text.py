"""How duplicates were handled, in words for the methods section (PRISMA-S item 16). Pure."""

from __future__ import annotations

from collections.abc import Sequence

from ketreview import VERSION
from ketreview.wording import plural


def method_text(
    *,
    records: int,
    sources: int,
    by_rule: int,
    by_hand: int,
    apart: int,
    parted: int,
    questions: int,
    muted: Sequence[str],
) -> str:
    """Numbers first, then the procedure; what is still open is said.

    `apart` are the pairs of which a person said last that they are not the same, `parted` those of them that had
    been merged before.
    """
    total = by_rule + by_hand
    said = [
        f"Searches of {sources} source{'s' if sources != 1 else ''} gave {plural(records, 'record')}. "
        f"Duplicates were identified with KetReview {VERSION}: {_were(total, 'record')} put aside as copies "
        f"({plural(records - total, 'unique record')} remained).",
        f"{_were(by_rule)} merged without a person, where the title agreed and beside it an identifier (DOI, "
        "PubMed or trial number) or at least two of authors, abstract, journal, year, and volume with pages; "
        "a title that says more than the other needed the authors and one of identifier, abstract and pages, "
        "titles in two languages authors and all pages. Nothing might contradict that a rule did not explain:"
        " differing PubMed identifiers, trial numbers or part numbers, and notices such as errata and replies"
        " always kept records apart, as did preprints beside articles; differing DOIs did unless authors, "
        "journal, volume and pages were the same; differing volume with differing pages unless an identifier "
        "and the abstract were the same; meeting abstracts beside articles unless an identifier or the page "
        "was the same.",
        f"Likely pairs were decided by a person side by side: {_were(by_hand)} merged and {apart:,} kept apart"
        f"{_of_which(parted)}.",
    ]
    if questions:
        said.append(f"{questions:,} pair{'s' if questions != 1 else ''} had not been decided.")
    if muted:
        one = len(muted) == 1
        named = f"The field {muted[0]} was" if one else f"The fields {', '.join(muted)} were"
        said.append(f"{named} left out, since {'it' if one else 'they'} contradicted certain copies.")
    said.append("Every record is kept with its source, and every merge can be undone.")
    return " ".join(said)


def _were(count: int, word: str = "") -> str:
    """3, "record" -> "3 records were"."""
    return f"{plural(count, word) if word else f'{count:,}'} {'was' if count == 1 else 'were'}"


def _of_which(parted: int) -> str:
    """Of the pairs kept apart, those that had been one work before."""
    if not parted:
        return ""
    return f", of which {parted:,} had been merged before and {'was' if parted == 1 else 'were'} taken apart"
