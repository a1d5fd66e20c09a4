"""Replacements of machina apps, found by its loader under their label. Only what signals and own models cannot do."""
