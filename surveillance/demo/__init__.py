"""The demonstration's projects and figures: facts of 2013 to 2022 in words of our own, each with year and source."""

from surveillance.demo.laying import load

__all__ = ["load"]
