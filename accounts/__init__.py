"""Who people are and how they are told: user, roles, sign-up, second factor.

Not here: who belongs to a collective (campaign/models/members.py); who may read a leak (leaks/).
"""
