"""What is typed to ask, to answer and to vote."""
