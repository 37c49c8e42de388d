"""The book: chart of accounts, funds, journal, balances and transfers. It knows no donor, no learner, no web."""
