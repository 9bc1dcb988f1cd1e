"""When two names are one. Pure."""


def tidy(name: str) -> str:
    """The name without spaces around it, and with one space where several stood."""
    return " ".join(name.split())


def same_name(one: str, other: str) -> bool:
    """True where the names differ in nothing but capitals and spaces."""
    return tidy(one).casefold() == tidy(other).casefold()
