"""Doors of programmes: pages for everybody, and for organisers."""
