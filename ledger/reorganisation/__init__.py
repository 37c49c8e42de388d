"""Reorganisation: associations merged, split, abolished or revived, with their money handed over first."""
