"""Numbers and names in words, the same in pages and in messages. Pure."""


def plural(count: int, word: str) -> str:
    """3, "record" -> "3 records"; an irregular plural follows a comma: "study,studies"."""
    one, _, many = word.partition(",")
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def in_sentence(name: str) -> str:
    """A name inside a sentence: "Pain at rest" -> "pain at rest".

    Only an ordinary first word loses its capital: one with more capitals or a digit (HbA1c, PTSD) and a single
    letter (T score) stay, and so does all the rest ("Year 1 (ICU)" -> "year 1 (ICU)").
    """
    first = name.split(maxsplit=1)[0] if name.strip() else ""
    ordinary = len(first) > 1 and not any(letter.isupper() or letter.isdigit() for letter in first[1:])
    return name[:1].lower() + name[1:] if ordinary else name
