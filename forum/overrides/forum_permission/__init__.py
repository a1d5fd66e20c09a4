"""Who may what in which forum: machina's tables and words, decided by our checker."""
