"""Questions become true answers: what was drawn, what can be measured, and nothing else."""
