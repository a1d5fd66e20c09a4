"""One search page over what every room lets the reader see.

Not here: models (none); what may be found (each room's queries.py).
"""
