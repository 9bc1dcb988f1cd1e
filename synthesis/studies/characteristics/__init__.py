"""The table of study characteristics: its columns, its cells, and what analyses read of it."""
