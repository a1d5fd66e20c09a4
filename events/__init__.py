"""What has a date: events, occurrences, proposals, calendar feeds.

Not here: collectives that host (campaign/); discussion of an event (forum/).
"""
