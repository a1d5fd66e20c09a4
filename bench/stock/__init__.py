"""django-machina as it comes, without a line of ours: what the forum's benchmark stands beside."""
