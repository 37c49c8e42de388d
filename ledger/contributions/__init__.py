"""Contributions: single gifts and collections by list, each with its receipt."""
