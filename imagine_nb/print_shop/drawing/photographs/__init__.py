"""Photographs: sources decoded, edited, cut out and combined."""
