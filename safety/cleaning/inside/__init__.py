"""What runs inside the sandbox, under `.venv-cleaner`: the only code that looks into a stranger's bytes.

Here: one module a family, `detection`, `verification`, and `main` which speaks with the host. Imports stay lazy, so
that a picture does not pay for PDF. Not here: Django, settings, translations, network, anything of the host's side.
"""
