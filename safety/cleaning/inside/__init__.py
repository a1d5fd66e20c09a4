"""What runs inside the sandbox, under `.venv-cleaner`: the only code that looks into a stranger's bytes.

Here: one module a family, `families` which calls the right one, `detection`, `verification`, and `main` which speaks
with the host. Imports of families stay lazy, so that a picture does not pay for PDF; a file within a file is cleaned by
the job (`Job.clean`), which knows how. Not here: Django, settings, translations, network, anything of the host's side.
"""
