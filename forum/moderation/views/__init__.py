"""Doors of those who moderate, and what they answer."""
