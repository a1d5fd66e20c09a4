"""Wiring: settings, URLs, ASGI entry point, and the commands that call the other rooms' commands by the clock.

Not here: any decision about what the site does; each room keeps its own.
"""
