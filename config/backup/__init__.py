"""Copies of the site and of the drop: made while it runs, sealed to keys that are not on the server, put back."""
