"""Where things are: communes with codes, position, population; search by name or postcode; distance.

Not here: what happens in a commune (each room has its own); the page of a commune (campaign/views/communes.py).
"""
