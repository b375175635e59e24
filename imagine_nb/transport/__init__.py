"""HTTP to an engine: connections, the key on the right ones, retries, and which addresses are fetched."""
