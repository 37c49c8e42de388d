"""Figures that units declare which keep their own books, and what every unit counts once a year."""
