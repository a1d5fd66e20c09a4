"""The words that receipts are made of, and what makes the lists."""
