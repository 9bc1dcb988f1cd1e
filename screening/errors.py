"""Refusals that a user can read: what was wrong, where, and what to do."""


class ReviewError(Exception):
    """Something the user asked for cannot be done; the text says why and what to do instead."""

    status = 409


class Invalid(ReviewError):
    """What was sent does not fit: a missing reason, an unknown choice."""

    status = 422


class Stale(ReviewError):
    """Somebody else changed the same thing since the page was opened; nothing was overwritten."""


class Fenced(ReviewError):
    """The lease on this record has passed to somebody else; the late write was not stored."""


class Closed(ReviewError):
    """The stage, import or review no longer takes this change."""


class Missing(ReviewError):
    """A stored file lies where it was kept no more."""

    status = 410


class NotTheirs(ReviewError):
    """What was sent is somebody else's, of the time before the present user signed in."""

    status = 403
