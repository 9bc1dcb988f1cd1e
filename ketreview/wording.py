"""Numbers with their words, the same in pages and in messages. Pure."""


def plural(count: int, word: str) -> str:
    """3, "record" -> "3 records"; an irregular plural follows a comma: "study,studies"."""
    one, _, many = word.partition(",")
    return f"{count:,} {one if count == 1 else many or one + 's'}"
