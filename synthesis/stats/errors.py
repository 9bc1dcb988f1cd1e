"""Refusals of the statistics library: typed, and naming the row and the field where there is one."""

from __future__ import annotations


class StatsError(ValueError):
    """The request cannot be answered; the text says what, where and what to do."""


class InputError(StatsError):
    """A value in the input is impossible.

    `row` is the 0-based row (None when the whole input is meant), `field` the column or setting.
    `problem` is the text without its place.
    """

    def __init__(self, message: str, *, row: int | None = None, field: str | None = None) -> None:
        place = "" if row is None else f"row {row + 1}, "
        place += "" if field is None else f"field {field}: "
        super().__init__(f"{place}{message}")
        self.problem = message
        self.row = row
        self.field = field

    def told_of(self, label: str, field_words: str) -> InputError:
        """The same refusal for people: the study by its label, the column in words."""
        told = InputError(self.problem, row=self.row, field=self.field)
        told.args = (": ".join(part for part in (label, field_words, self.problem) if part),)
        return told


class NotEstimable(StatsError):
    """The data are valid but do not determine the quantity asked for."""

    def __init__(self, message: str, *, code: str = "not_estimable") -> None:
        super().__init__(message)
        self.code = code
