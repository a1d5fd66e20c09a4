"""Discussion: the only room that knows machina.

Not here: sign-up (accounts/); HTML sanitising (safety/html.py); cleaning of attachments (safety/cleaning/).
"""
