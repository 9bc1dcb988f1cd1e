"""Pages of analyses: recipes and runs, and how sturdy a run is."""
