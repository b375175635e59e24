"""Picture files: what their bytes are, what they say of their making, and their pixels."""
