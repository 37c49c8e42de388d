"""The second demonstration: what 1 July 2025 did to the associations of eight provinces."""
