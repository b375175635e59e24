"""Picture files: their container formats, their metadata, and their pixels."""
