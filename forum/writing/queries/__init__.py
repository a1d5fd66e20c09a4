"""Reads of what is written: drafts, names, cards, quotes, words as HTML."""
