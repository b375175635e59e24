"""The life cycle of a request: written down before it is sent, and kept as it arrives."""
