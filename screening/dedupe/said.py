"""The words for what people did, as links keep them. Pure."""

BY_HAND = "by-hand"
NOT_SAME = "not-the-same"
TAKEN_BACK = "taken-back"  # an answer that was undone where it was given: nothing is said of the two
BY_PEOPLE = (BY_HAND, NOT_SAME, TAKEN_BACK)  # any other link was made by a rule that somebody asked for
LONGEST = 300  # letters of what a link keeps


def noted(why: str, evidence: str) -> str:
    """What a link keeps of a person's word and of the evidence beside it, of which the end gives way."""
    if not evidence or not why:
        return (why or evidence)[:LONGEST]
    return f"{why.rstrip('.')}. Evidence: {evidence[0].lower()}{evidence[1:]}"[:LONGEST]
