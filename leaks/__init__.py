"""The leak drop: the source door, the desk, and the one pipe between them.

Not here: cleaning and sealing themselves (safety/); logins of recipients (accounts/, wired in config/).
"""
