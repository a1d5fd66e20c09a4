"""Doors to decisions and polls."""
