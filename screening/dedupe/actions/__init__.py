"""Merging, taking apart and answering. What the worker does (`finding`) is not loaded with the pages."""

from screening.dedupe.actions.answers import (
    AnsweredAlready,
    Together,
    answer,
    answer_alike,
    answer_related,
    skip,
    unskip,
)
from screening.dedupe.actions.by_hand import keep_apart, look_through, merge, take_apart
from screening.dedupe.actions.saying_related import say_related, take_back_relation
from screening.dedupe.actions.taking_back import take_back

__all__ = [
    "AnsweredAlready",
    "Together",
    "answer",
    "answer_alike",
    "answer_related",
    "keep_apart",
    "look_through",
    "merge",
    "say_related",
    "skip",
    "take_apart",
    "take_back",
    "take_back_relation",
    "unskip",
]
