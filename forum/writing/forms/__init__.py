"""What is typed into a message, and the files beside it."""
