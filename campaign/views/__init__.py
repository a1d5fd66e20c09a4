"""Doors of the campaign: directory and collectives, starting one, members, communes, documents, the feed."""
