"""Discussion: the only room that knows machina.

Each subject has a folder with its own shelves: about, deciding, live, moderation, nodebb, notices, people, reading,
searching, spaces, tags, writing. At the root lies what several of them need; models/ has the tables of all.

Not here: sign-up (accounts/); HTML sanitising (safety/html.py); cleaning of attachments (safety/cleaning/).
"""
