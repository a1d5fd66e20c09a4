"""Doors to notices, and to what is followed and muted."""
