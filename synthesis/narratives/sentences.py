"""A sentence made ready to be shown: words, figures and citation numbers in order. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from synthesis.narratives.citations import bracket, numbers_of, split_citations, without_marks
from synthesis.narratives.tokens import Token, map_literals, render, split, words_for


@dataclass(frozen=True)
class Piece:
    """Words; with `token` they are a figure of a run ("slug|name"), with `numbers` they are a citation."""

    text: str
    token: str = ""
    numbers: tuple[int, ...] = ()

    @property
    def slug(self) -> str:
        """What a figure comes from, as the text names it."""
        return self.token.rpartition("|")[0]


def pieces_of(text: str, words: Mapping[Token, str], numbers: Mapping[str, int]) -> tuple[Piece, ...]:
    """The sentence's pieces. Raises BadToken or BadCitation where a place would stay empty."""
    pieces: list[Piece] = []
    for part in split(text):
        if isinstance(part, Token):
            pieces.append(Piece(words_for(part, words), token=f"{part.slug}|{part.name}"))
        else:
            pieces += [_piece(inner, numbers) for inner in split_citations(part)]
    return tuple(pieces)


def _piece(part: str | tuple[str, ...], numbers: Mapping[str, int]) -> Piece:
    if isinstance(part, str):
        return Piece(part)
    found = numbers_of(part, numbers)
    return Piece(bracket(found), numbers=found)


def plain(pieces: Iterable[Piece]) -> str:
    """The pieces as one line of words."""
    return "".join(piece.text for piece in pieces)


def bare_words(text: str, words: Mapping[Token, str]) -> str:
    """The sentence with its figures and without its citations. Raises BadToken."""
    return render(map_literals(text, without_marks), words)
