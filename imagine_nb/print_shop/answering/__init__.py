"""Answers to questions about pictures: what was drawn, what can be measured, and nothing else."""
