"""HTTP transport: connections, the key on the right ones, retries, and which addresses are fetched."""
