"""How a request is served, kept, bounded and told on: the ASGI entry, both layers of cache, limits, locks, sockets' layer.

Not here: whether something is harmless (`safety/`), who asks (`accounts/`), and the wiring (`config/`); this room imports
`safety` alone.
"""
