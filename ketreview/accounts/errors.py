"""Refusals about accounts that a person can read: what was wrong and what to do."""


class AccountError(Exception):
    """What was asked of an account cannot be done; the text says why and what to do instead."""
