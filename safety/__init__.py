"""Is it harmless? Uploads that never touch a disk in clear, cleaning, sealing, safe HTML, what forms refuse.

Not here: models (none), how requests are served (`engine/`), what the files are for (each room). This room imports no
other.
"""
