"""Whom a message mentions: @ and a name. Pure."""

import re
from collections.abc import Mapping


def mentioned(text: str, names: Mapping[int, str]) -> list[int]:
    """Ids of the people whose name follows an @ in the text, in the order of the ids.

    The whole name counts ("@Ana Almeida"), and the first word of it where only one person has it ("@Ana").
    """
    firsts: dict[str, list[int]] = {}
    for who, name in names.items():
        if name.split():
            firsts.setdefault(name.split()[0].casefold(), []).append(who)
    found = {who for who, name in names.items() if name.strip() and _says(text, name)}
    for first, people in firsts.items():
        if len(people) == 1 and _says(text, first):
            found.add(people[0])
    return sorted(found)


def _says(text: str, name: str) -> bool:
    return re.search(rf"(?<!\w)@{re.escape(name.strip())}(?!\w)", text, re.IGNORECASE) is not None
