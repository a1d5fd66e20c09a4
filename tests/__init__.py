"""Tests mirror the code: tests/<room>/test_<file>.py. The cast is in conftest.py, databases and browsers beside it."""
