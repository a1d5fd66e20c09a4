"""Doors to profiles and letters."""
