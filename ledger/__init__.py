"""A double-entry fund ledger for Vietnam's Associations for Promotion of Education (Hội Khuyến học)."""

__version__ = "0.1.0"
