"""References to pictures: what `{fox}` in a prompt and `-i fox` mean, the same in a cell and in a panel."""
