"""How a request is served, kept, bounded and told on: the ASGI entry, caches of pages and parts, limits, locks.

Not here: whether something is harmless (`safety/`), who asks (`accounts/`), the wiring (`config/`). This room imports
`safety` alone.
"""
