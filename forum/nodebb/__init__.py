"""Moving in from NodeBB: reading what it gives away, and writing it into our forum.

Written after NodeBB's own description of its read API (public/openapi) and of its database's keys; see docs/nodebb.md.
"""
