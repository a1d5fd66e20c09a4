"""Doors: what all may read, what organisers do, what strangers propose."""
