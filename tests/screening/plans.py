"""How SQLite goes about what was asked of it."""

from django.db import connection
from django.test.utils import CaptureQueriesContext


def plans(asked: CaptureQueriesContext) -> list[str]:
    """What SQLite does for each of the queries, step by step."""
    found = []
    with connection.cursor() as cursor:
        for query in asked.captured_queries:
            if query["sql"].startswith(("SELECT", "UPDATE")):
                cursor.execute("EXPLAIN QUERY PLAN " + query["sql"].replace("%", "%%"))
                found += [row[3] for row in cursor.fetchall()]
    return found
