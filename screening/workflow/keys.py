"""The keys of the screening page, and how they differ for people used to other programs. Pure."""

KEYS = [
    ("include", "I", "Include"),
    ("exclude", "E", "Exclude (at full text: opens the reasons)"),
    ("maybe", "U", "Maybe"),
    ("undo", "Z", "Undo the last vote, again and again"),
    ("next", "J", "Next record, without a vote"),
    ("previous", "K", "Previous record"),
    ("highlights", "H", "Keywords marked or not"),
    ("criteria", "C", "Criteria"),
    ("note", "N", "Write a note"),
    ("labels", "T", "Labels"),
    ("fulltext", "F", "Open the full text"),
]
CONFLICT_KEYS = [
    ("include", "I", "Choose include"),
    ("exclude", "E", "Choose exclude"),
    ("note", "N", "Write why (Ctrl+Enter settles)"),
    ("next", "J", "Next conflict"),
    ("previous", "K", "Previous conflict"),
    ("highlights", "H", "Keywords marked or not"),
    ("criteria", "C", "Criteria"),
    ("fulltext", "F", "Open the full text"),
]
# Habits from other programs: what differs from the keys above.
HABITS = {
    "usual": {},
    "covidence": {"include": "y", "exclude": "n", "maybe": "m", "note": "o"},
    "asreview": {"include": "r", "exclude": "i"},
}
HABIT_LABELS = [
    ("usual", "I, E, U: as here and in Rayyan"),
    ("covidence", "Y, N, M: as in Covidence's buttons"),
    ("asreview", "R, I, U: as in ASReview"),
    ("own", "My own"),
]
