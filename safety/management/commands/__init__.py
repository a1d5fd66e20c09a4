"""One command a file. Not here: the work they call (`safety/cleaning/`)."""
