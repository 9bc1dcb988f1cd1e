"""Figures as data: one scene of shapes and texts, drawn alike on screen, as SVG, PDF or image."""
