"""What the program `khuyenhoc` does, a function for each command; `ledger.cli` reads the words typed."""
