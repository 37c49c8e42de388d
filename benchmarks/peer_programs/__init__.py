"""The programs of other ledgers, each run by an interpreter of its own."""
