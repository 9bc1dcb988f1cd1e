"""The probability of a question in words, as a count that people can picture, and where it leans. Pure."""

from collections.abc import Iterable

NEARLY_ALL = 0.97  # of the questions asked with less than this, more than a few were two works


def in_words(chance: float) -> str:
    """Of pairs like this one, how many are the same; "" for what is no probability."""
    if not 0 <= chance <= 1:
        return ""
    if chance >= NEARLY_ALL:
        return "Nearly all pairs like this are the same work"
    tenths = min(9, round(10 * chance))
    if not tenths:
        return "Hardly any pair like this is one work"
    return f"About {tenths} in 10 pairs like this {'is' if tenths == 1 else 'are'} the same work"


def leaning(chances: Iterable[float]) -> str:
    """ "same" where each pair is rather one work, "different" where each is rather two; "" where they are torn."""
    sides = {"same" if chance > 0.5 else "different" if chance < 0.5 else "" for chance in chances}
    return sides.pop() if len(sides) == 1 else ""
