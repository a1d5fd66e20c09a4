"""Verbs on profiles and letters."""
