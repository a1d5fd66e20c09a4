"""Doors of this room: projects for all, reports without account, organisers' forms, figures, the feed."""
