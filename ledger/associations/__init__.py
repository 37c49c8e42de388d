"""Associations, the dated tree they form, and the administrative areas they stand in."""
