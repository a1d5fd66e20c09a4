"""Verbs on decisions and polls."""
