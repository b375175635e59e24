"""Scenes and photographs become prints: layers, figures, styles, edits, combinations."""
