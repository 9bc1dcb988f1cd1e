"""One function over the whole library that speaks plain JSON: `evaluate`.

Each module here answers some capabilities; `dispatch` finds the right one. Options that are not known
are refused by name, never guessed.
"""
