"""What watches us: surveillance projects, each line with its source and date; what communes say their cameras cost.

Not here: collectives and the commune's page (campaign/); cartoparties, which are events (events/); discussion (forum/).
"""
