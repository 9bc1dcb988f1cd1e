"""The words for what people did, as links keep them. Pure."""

BY_HAND = "by-hand"
NOT_SAME = "not-the-same"
TAKEN_BACK = "taken-back"  # an answer that was undone where it was given: nothing is said of the two
BY_PEOPLE = (BY_HAND, NOT_SAME, TAKEN_BACK)  # any other link was made by a rule that somebody asked for
