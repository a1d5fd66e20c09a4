"""Whose forums are whose: the spaces of collectives, the forums of the campaign, and who has which rights there."""
