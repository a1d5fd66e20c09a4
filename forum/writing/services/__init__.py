"""Verbs on messages and what belongs to them."""
