"""The words for what people did, as links keep them. Pure."""

BY_HAND = "by-hand"
NOT_SAME = "not-the-same"
