"""One request, written down before it is sent and kept as it arrives."""
