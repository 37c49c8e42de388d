"""Papers: pages with the Vietnamese font inside, vouchers, long lists and QR codes, as PDF files.

This room knows nothing of receipts or awards. The rooms above hand it frozen descriptions and get bytes back,
so that a paper can be printed again years later from stored rows and come out the same, byte for byte.
"""
