"""The journal for beancount: an `open` for each account, and a transaction for each entry."""

from typing import TextIO

from sqlalchemy.orm import Session

from ledger.disclosure.exports.journal import Row, Window, opened, rows

HEAD = """; Movements of a fund ledger, in whole dong. An account is class:association:fund:account.
option "operating_currency" "VND"
"""


def write(file: TextIO, session: Session, window: Window) -> int:
    """Write the postings of a window; returns how many there were."""
    file.write(HEAD)
    file.writelines(f"{day} open {path} VND\n" for day, path in opened(session, window))
    count = entry = 0
    for row in rows(session, window):
        if row.entry != entry:
            entry = row.entry
            file.write(f'\n{row.day} * "{row.kind}"\n  entry: "{entry}"\n')
        file.write(_pair(row))
        count += 1
    return count


def _pair(row: Row) -> str:
    """Both sides of a posting, with its metadata under each of them."""
    known = f'    posting: "{row.posting}"\n'
    if row.voucher:
        known += f'    voucher: "{row.voucher}"\n'
    if row.reverses:
        known += f'    reverses: "{row.reverses}"\n'
    return f"  {row.debit_path}  {row.amount} VND\n{known}  {row.credit_path}  -{row.amount} VND\n{known}"
