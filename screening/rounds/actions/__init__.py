"""Rounds beside a stage: begun, ended, and what follows for the stage."""

from screening.rounds.actions.calibration import end_calibration, leave_rounds, start_calibration, unlock_stage
from screening.rounds.actions.looking import end_second_look, start_second_look

__all__ = [
    "end_calibration",
    "end_second_look",
    "leave_rounds",
    "start_calibration",
    "start_second_look",
    "unlock_stage",
]
