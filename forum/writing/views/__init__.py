"""Doors to writing, to what was begun, and to the files of messages."""
