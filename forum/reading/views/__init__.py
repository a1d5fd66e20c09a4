"""Doors to forums, topics, feeds and what is unread."""
