"""The demonstration's collectives and articles: facts of 2019 to 2022 in words of our own.

Sources of the facts, by the word that names them in `facts.py`: see `facts.SOURCES`. What a fact does not say is left
empty; what was planned is told as planned.
"""

from campaign.demo.laying import load

__all__ = ["load"]
