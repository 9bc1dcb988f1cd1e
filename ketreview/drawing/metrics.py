"""How wide a text will be, without asking a font: so that geometry stays pure and columns never collide.

Widths are thousandths of the type size. For each character the table keeps the larger of two
measured advance widths, Helvetica-like sans (screen) and DejaVu Sans (the last of the fonts that a file
names), so that a text fits in either; in print `publish` sets DejaVu Sans smaller still.
"""

import re
import unicodedata
from functools import lru_cache

_REGULAR = """
318 401 460 838 637 951 780 275 391 391 500 838 318 361 318 337 637 637 637 637 637 637 637 637 637
637 337 337 838 838 838 556 1015 685 687 722 771 667 611 778 752 295 500 667 558 863 749 788 667 788
722 667 611 732 685 989 686 667 686 391 337 391 838 556 500 613 635 550 635 616 353 635 634 278 278
580 278 975 634 612 635 635 412 521 393 634 592 818 592 592 525 637 337 637 838
"""
_BOLD = """
349 457 521 838 696 1002 873 307 458 458 523 838 380 416 380 366 696 696 696 696 696 696 696 696 696
696 400 400 838 838 838 611 1000 774 763 734 831 684 684 821 837 373 556 775 638 996 837 851 733 851
771 721 683 813 774 1104 771 725 726 458 366 458 838 556 500 675 716 593 716 679 436 716 712 343 343
666 343 1042 712 688 716 716 494 596 479 712 652 924 646 652 583 712 366 712 838
"""
_OTHER = {
    "−": 838, "×": 838, "±": 838, "≤": 838, "≥": 838, "≠": 838, "–": 560, "—": 1000, "…": 1000,
    "²": 438, "³": 438, "·": 380, "°": 500, "•": 640, "†": 556, "‡": 556, "‘": 380, "’": 380,
    "“": 658, "”": 658, "\u00a0": 349, "\u2007": 696, "\u2009": 200,
    "Æ": 1085, "æ": 1048, "Œ": 1167, "œ": 1095, "ß": 720, "ł": 372, "ø": 688, "Ø": 851, "đ": 716,
}  # fmt: skip

# Spaces where a line may end: not beside a relation, not a no-break space.
_BREAK = re.compile(r"(?<![=<>≤≥≠])[ \t\n]+(?![=<>≤≥≠])")

# The reductions that bring DejaVu Sans to the size of the screen's fonts (see `publish`).
PRINT_SCALE = {"normal": 0.88, "bold": 0.82}


def _table(numbers: str) -> dict[str, int]:
    return dict(zip(map(chr, range(32, 127)), map(int, numbers.split()), strict=True)) | _OTHER


_TABLES = {"normal": _table(_REGULAR), "bold": _table(_BOLD)}


@lru_cache(maxsize=4096)
def _advance(character: str, weight: str) -> int:
    table = _TABLES[weight]
    if character in table:
        return table[character]
    if unicodedata.combining(character):
        return 0
    if unicodedata.east_asian_width(character) in "WF":
        return 1000
    base = unicodedata.normalize("NFKD", character)[0]
    if base in table:
        return table[base]
    return 780 if character.isupper() else 640


def text_width(text: str, size: float, weight: str = "normal") -> float:
    """Width in points of one line of text set at `size` points; never less than the drawn width."""
    return sum(_advance(character, weight) for character in text) * size / 1000


def wrap(text: str, size: float, width: float, weight: str = "normal") -> tuple[str, ...]:
    """Break a text into lines of at most `width` points; nothing is cut, a long word is split.

    Lines do not break beside =, <, > and their kin, so that "P < 0.001" stays whole.
    """
    lines: list[str] = []
    current = ""
    for word in _BREAK.split(text.strip()):
        for piece in _pieces(word, size, width, weight):
            joined = f"{current} {piece}" if current else piece
            if current and text_width(joined, size, weight) > width:
                lines.append(current)
                current = piece
            else:
                current = joined
    return (*lines, current)


def _pieces(word: str, size: float, width: float, weight: str) -> list[str]:
    if text_width(word, size, weight) <= width:
        return [word]
    pieces = [""]
    for character in word:
        if pieces[-1] and text_width(pieces[-1] + character, size, weight) > width:
            pieces.append("")
        pieces[-1] += character
    return pieces
