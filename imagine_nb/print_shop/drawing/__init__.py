"""Drawing: scenes and photographs become pictures."""
