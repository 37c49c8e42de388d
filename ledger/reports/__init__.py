"""The books and statements an accountant asks for, each made once and shown as page, PDF, XLSX and CSV.

Every figure comes from `ledger.accounts.movements`; a report only arranges it. The functions return a
`Report`, a frozen description in the reader's language, and know no file format and no web.
"""
