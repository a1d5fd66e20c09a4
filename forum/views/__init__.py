"""Pages of the forum: reading, writing, moderating, one's own."""
