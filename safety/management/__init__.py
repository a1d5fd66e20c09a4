"""Commands of the `safety` room. Not here: the work they call (`safety/cleaning/`)."""
