"""Verbs of those who moderate."""
