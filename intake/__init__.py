"""How people without an account hand something in: forms at a door, private links, addresses confirmed by mail.

A kit, without tables or pages of its own: each room brings its words and its rows, and takes from here how a form is
received once (views), how a row waits and is decided about (models, services), how its sender comes back (links).

Not here: what a door asks when many come, and the keys of forms (engine/doors.py, engine/idempotency.py); forms of
accounts (accounts/entrances.py); what sources send, which shares nothing with this (leaks/).
"""
