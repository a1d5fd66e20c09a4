"""Shared hygiene: uploads that never touch a disk in clear, cleaning, sealing, safe HTML, serving of files.

Not here: models (none) and what the files are for (each room); this room imports no other.
"""
