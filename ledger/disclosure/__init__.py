"""What the books say to everybody: totals, the entries behind them, exports, and the audit of it all."""
