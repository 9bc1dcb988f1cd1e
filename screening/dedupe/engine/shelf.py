"""Forms and texts put aside, so that a million records do not stand in memory while a few thousand are compared."""

from __future__ import annotations

import pickle
from array import array
from tempfile import SpooledTemporaryFile

from screening.dedupe.engine.normalise import Form

AT_HAND = 20_000  # forms that are kept as they are, about 4 KB each: they need not be packed and unpacked
IN_MEMORY = 32 * 2**20  # bytes of the others; more go to a file without a name, which is gone with the process


class Shelf:
    """Forms in the order in which they were put, taken out by their place."""

    def __init__(self) -> None:
        self._at_hand: list[Form] = []
        self._file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - open as long as the shelf is
        self._ends = array("q", [0])

    def put(self, form: Form) -> None:
        if len(self._at_hand) < AT_HAND:
            self._at_hand.append(form)
            return
        self._file.write(data := pickle.dumps(form, pickle.HIGHEST_PROTOCOL))
        self._ends.append(self._ends[-1] + len(data))

    def __len__(self) -> int:
        return len(self._at_hand) + len(self._ends) - 1

    def __getitem__(self, place: int) -> Form:
        if place < len(self._at_hand):
            return self._at_hand[place]
        place -= len(self._at_hand)
        self._file.seek(self._ends[place])
        return pickle.loads(self._file.read(self._ends[place + 1] - self._ends[place]))  # noqa: S301 - put by us


class Texts:
    """Short texts, such as ids, closed up in memory."""

    def __init__(self) -> None:
        self._letters = bytearray()
        self._ends = array("q", [0])

    def append(self, text: str) -> None:
        self._letters += text.encode()
        self._ends.append(len(self._letters))

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, place: int) -> str:
        return self._letters[self._ends[place] : self._ends[place + 1]].decode()
