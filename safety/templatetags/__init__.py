"""Tags that any template may use without loading them (config/settings/base.py names them as built in)."""
