"""Reading: prompts and instructions become scenes; what was not understood is kept."""
