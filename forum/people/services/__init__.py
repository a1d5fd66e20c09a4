"""Verbs on profiles and letters, and on the words of those who leave."""
