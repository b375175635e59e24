"""Prompts and instructions become scenes: nouns, words, and what was not understood."""
