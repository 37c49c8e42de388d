"""Learning models: who registered, was assessed, and was recognized for a year, and how many were."""
