"""Reads of decisions and polls."""
