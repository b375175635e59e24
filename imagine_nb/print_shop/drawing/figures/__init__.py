"""Figures: every thing and creature as a stamp, from an emoji or drawn by hand."""
