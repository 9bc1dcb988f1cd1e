"""Printed references of any style, cut into labelled pieces by a model that learned from tagged ones.

A linear-chain conditional random field (Lafferty, McCallum and Pereira, ICML 2001) over the features of
`reference_features`. The model and how it was made stand in `model/`.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

from .reference_features import features_of
from .reference_tokens import Token, tokens_of

FOLDER = Path(__file__).parent / "model"
ASKED = ("author", "title", "date")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text with one label; `start` and `end` count its characters."""

    label: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Labelled:
    """`least` is the smallest probability of a label at or beside authors, title or date."""

    pieces: list[Piece]
    least: float


@dataclass(frozen=True)
class Learned:
    """A model and the weights with which the evidence for a reading is told as a chance.

    `model` is kept because the library reads it in place; `turn` because a tagger labels one text at a time.
    """

    tagger: Any
    model: bytes
    weights: tuple[float, ...]
    turn: Lock = field(default_factory=Lock)

    @classmethod
    def load(cls, model: bytes, weights: Sequence[float]) -> Learned:
        import pycrfsuite  # only with the first reference

        tagger = pycrfsuite.Tagger()
        tagger.open_inmemory(model)
        return cls(tagger, model, tuple(weights))


@functools.cache
def ours() -> Learned:
    """The model that comes with us."""
    made = json.loads((FOLDER / "references.json").read_text(encoding="utf-8"))
    return Learned.load((FOLDER / "references.crfsuite").read_bytes(), made["confidence"])


def label(text: str, learned: Learned) -> Labelled:
    """The text cut into labelled pieces."""
    tokens = tokens_of(text)
    if not tokens:
        return Labelled([], 0.0)
    features = features_of(tokens)
    with learned.turn:
        learned.tagger.set(features)
        labels = learned.tagger.tag()
        least = _least(learned.tagger, labels)
    return Labelled(_pieces(tokens, labels), least)


def _pieces(tokens: list[Token], labels: list[str]) -> list[Piece]:
    found: list[Piece] = []
    for token, said in zip(tokens, labels, strict=True):
        if found and found[-1].label == said:
            found[-1] = Piece(said, found[-1].start, token.end)
        else:
            found.append(Piece(said, token.start, token.end))
    return found


def _least(tagger: Any, labels: list[str]) -> float:
    asked = [at for at, said in enumerate(labels) if said in ASKED]
    near = {*asked, *(at + 1 for at in asked if at + 1 < len(labels))}
    return min((tagger.marginal(labels[at], at) for at in near), default=0.0)
