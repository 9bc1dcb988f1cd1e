"""Failed sign-ins are counted in the cache, which outlives a test's database: each test starts with none."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def no_tries_counted():
    cache.clear()
    yield
    cache.clear()
