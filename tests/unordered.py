"""A plugin for pytest, loaded by hand: PostgreSQL gives rows in no order unless one was asked for.

A test, or the code under it, that lives on the order in which rows happen to lie passes a hundred times and then
fails. `-p tests.unordered` lets every query without an order of its own come in a random one; see CONTRIBUTING.
"""

from typing import Any

from django.db.models.expressions import OrderBy
from django.db.models.functions import Random
from django.db.models.sql.compiler import SQLCompiler

as_written = SQLCompiler.get_order_by


def in_no_order(compiler: SQLCompiler) -> list[Any]:
    """The order that a query asks for, and a random one where it asks for none and none would be an error."""
    asked, query = as_written(compiler), compiler.query
    if asked or query.distinct or query.combinator or query.group_by is not None or query.subquery:
        return asked
    random = OrderBy(Random()).resolve_expression(query)
    sql, params = compiler.compile(random)
    return [(random, (sql, params, False))]


SQLCompiler.get_order_by = in_no_order
