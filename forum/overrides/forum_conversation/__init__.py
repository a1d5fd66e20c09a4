"""Topics and posts: machina's models, whose author may leave while the conversation stays."""
