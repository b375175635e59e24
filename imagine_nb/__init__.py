"""Make, edit, combine and question images in notebooks with xAI's Grok Imagine API."""

from __future__ import annotations
