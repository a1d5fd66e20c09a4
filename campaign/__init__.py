"""The public site and who belongs to a collective: pages, articles, media, collectives, members.

Not here: what has a date (events/); discussion (forum/); users (accounts/).
"""
