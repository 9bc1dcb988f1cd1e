"""The pages of screening: the queue and its cards, conflicts, and the stages' own pages."""
