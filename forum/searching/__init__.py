"""Finding posts by their words: the index that the database keeps, what it is asked, what a list of finds shows."""
