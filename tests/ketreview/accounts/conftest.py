"""Failed tries are counted in the cache, which outlives a test's database: each test starts with none.
New hashes are made the quick way, since what is tested is not the hash."""

import pytest
from django.core.cache import cache

QUICK = [
    "django.contrib.auth.hashers.MD5PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]


@pytest.fixture(autouse=True)
def no_tries_counted(settings):
    settings.PASSWORD_HASHERS = QUICK
    cache.clear()
    yield
    cache.clear()
