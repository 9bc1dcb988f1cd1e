"""Leaks to plant: what other tools show, and mistakes that are easily made. Each is one that the differ must catch.

A leak is a function that patches the site; its decorator names the one address at which it shows.
"""

from tests.leaks import in_answers, in_functions, in_pages
from tests.leaks.planting import LEAKS

__all__ = ["LEAKS", "in_answers", "in_functions", "in_pages"]
