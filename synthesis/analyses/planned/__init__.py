"""What the protocol planned of a recipe, and what was changed since: analyses and networks alike."""
