"""What a card says of a record beside title and abstract, and what of it a lead may hide. Pure."""

import re

from screening.reviews.hidden_fields import HIDEABLE, really_hidden

hidden_on_cards = really_hidden

__all__ = ["HIDEABLE", "hidden_on_cards", "registry_links"]

_REGISTRIES = {
    "NCT": (re.compile(r"\bNCT\s?(\d{8})\b", re.IGNORECASE), "https://clinicaltrials.gov/study/NCT{}"),
    "ISRCTN": (re.compile(r"\bISRCTN\s?(\d{5,8})\b", re.IGNORECASE), "https://www.isrctn.com/ISRCTN{}"),
}


def registry_links(*texts: str) -> list[tuple[str, str]]:
    """Trial register numbers named in the texts with their addresses, each once, in the order of naming."""
    found: dict[str, str] = {}
    for text in texts:
        for register, (pattern, address) in _REGISTRIES.items():
            for match in pattern.finditer(text):
                found.setdefault(f"{register}{match[1]}", address.format(match[1]))
    return list(found.items())
