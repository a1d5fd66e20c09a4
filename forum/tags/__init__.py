"""Words that people put on topics."""
