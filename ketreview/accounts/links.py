"""Secrets of links: 256 bits, shown once, kept as a hash; to come in for seven days, to set a password for one."""

import hashlib
import secrets
from datetime import timedelta

LIFETIME = timedelta(days=7)
PASSWORD_LIFETIME = timedelta(days=1)


def new_secret() -> str:
    """A fresh secret of 256 bits that fits into a URL."""
    return secrets.token_urlsafe(32)


def hash_of(secret: str) -> str:
    """What is stored in place of the secret: its SHA-256 as 64 hex digits."""
    return hashlib.sha256(secret.encode()).hexdigest()
