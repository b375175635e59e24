"""Arranging: where each subject stands in its setting, and its stamp put there."""
