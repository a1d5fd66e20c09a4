"""Verbs on notices, on what is followed, and on mails."""
