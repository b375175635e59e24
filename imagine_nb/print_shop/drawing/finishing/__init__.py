"""Finishing: styles, paper, lettering, captions and metadata of a drawn picture."""
