"""Vouchers with numbers that leave no gap: receipts for money in, payment vouchers for money out."""
