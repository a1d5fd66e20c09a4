"""Benchmarks. `make bench` starts a server of its own, fills it, and says what a page costs in processor time."""
