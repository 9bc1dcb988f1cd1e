"""Records that their file counts: one number behind another, and up to the number that it says it has."""

from __future__ import annotations

from .records import Problem


class Numbers:
    """Takes the numbers of records in file order. A number that is lower than the one before begins another export
    in the same file.
    """

    def __init__(self) -> None:
        self.line = self.last = self.total = 0

    def seen(self, line: int, number: str, total: str = "") -> list[Problem]:
        """What is odd about the number in that line of the file; `total` is how many records it says there are."""
        now, before = int(number), self.last
        told = self.ended() if now < before else []
        if before and now == before:
            what = f"Two lines say that record {now} begins."
            told = [Problem(line, "", what, "All was read; look whether a record is missing.")]
        elif before and now > before + 1:
            missing = f"{before + 1}" if now == before + 2 else f"{before + 1} to {now - 1}"
            what = f"After record {before} comes record {now}: {missing} cannot be found by its number."
            told = [Problem(line, "", what, "All was read; look whether a record is missing.")]
        self.line, self.last, self.total = line, now, int(total or 0)
        return told

    def ended(self) -> list[Problem]:
        """What is missing behind the last number, where the file says how many there are."""
        if self.last >= self.total:
            return []
        what = f"The file says that it has {self.total:,} records, and ends with record {self.last:,}."
        done = "What is in the file was read; please export the rest again."
        return [Problem(self.line, "", what, done, lost=self.total - self.last)]
