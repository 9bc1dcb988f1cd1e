"""How wide a text will be, without asking a font: so that geometry stays pure and columns never collide.

Widths are thousandths of the type size. For each character the table keeps the larger of two
measured advance widths, Helvetica-like sans (screen) and DejaVu Sans reduced by the factor
`publish` reduces it by, so that a text fits in either.
"""

import re
import unicodedata
from functools import lru_cache

_REGULAR = """
280 353 405 737 560 889 686 242 343 343 440 737 280 333 280 296 560 560 560 560 560 560 560 560 560
560 296 296 737 737 737 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778
722 667 611 722 667 944 667 667 611 343 296 343 737 556 440 556 559 500 559 556 310 559 558 244 244
510 244 857 558 556 559 559 362 500 345 558 521 722 521 521 500 560 296 560 737
"""
_BOLD = """
285 374 474 687 571 889 722 251 375 375 429 687 312 340 312 299 571 571 571 571 571 571 571 571 571
571 333 333 687 687 687 611 975 722 722 722 722 667 611 778 722 305 556 722 611 833 722 778 667 778
722 667 611 722 667 944 667 667 611 375 299 375 687 556 410 556 611 556 611 556 357 611 611 281 281
556 281 889 611 611 611 611 404 556 392 611 556 778 556 556 500 584 299 584 687
"""
_OTHER = {
    "−": 738, "×": 738, "±": 738, "≤": 738, "≥": 738, "≠": 738, "–": 560, "—": 1000, "…": 1000,
    "²": 360, "³": 360, "·": 320, "°": 440, "•": 530, "†": 556, "‡": 556, "‘": 340, "’": 340,
    "“": 540, "”": 540, "\u00a0": 285, "\u2007": 600, "\u2009": 200,
    "Æ": 1000, "æ": 890, "Œ": 1000, "œ": 945, "ß": 611, "ł": 290, "ø": 611, "Ø": 778, "đ": 611,
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
