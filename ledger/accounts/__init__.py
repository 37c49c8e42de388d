"""The book: chart of accounts, funds, journal, balances, transfers. It knows no donor and no web."""
