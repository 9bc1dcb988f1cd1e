"""The pages of rounds: calibration and second looks."""
