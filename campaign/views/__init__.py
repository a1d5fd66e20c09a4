"""Doors of the campaign: directory and collectives, starting one, members, communes, the feed."""
