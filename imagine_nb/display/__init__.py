"""Rendering: records and bytes as HTML, as text and as figures; pure, and every text is escaped."""
