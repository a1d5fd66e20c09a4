"""The verbs of the drop: `intake` for sources, `desk` for recipients, `keys` for who can open, `nightly` for time."""
