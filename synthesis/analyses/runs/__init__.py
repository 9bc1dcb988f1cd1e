"""Recipes and their frozen runs, whatever is pooled: analyses and networks are defined, run and compared alike."""
