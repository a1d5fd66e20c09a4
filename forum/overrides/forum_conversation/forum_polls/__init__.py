"""Polls: machina's models, with one ballot a person that the database itself keeps to."""
