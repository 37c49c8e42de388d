"""The journal for hledger and for ledger, in what both of them read.

Accounts, tags and the commodity are declared, so that both also accept it when they are strict.
"""

from typing import TextIO

from sqlalchemy.orm import Session

from ledger.disclosure.exports.journal import Row, Window, opened, rows

TAGS = ("entry", "posting", "voucher", "reverses")
HEAD = f"""; Movements of a fund ledger, in whole dong. An account is class:association:fund:account.
commodity VND
{"".join(f"tag {name}{chr(10)}" for name in TAGS)}"""


def write(file: TextIO, session: Session, window: Window) -> int:
    """Write the postings of a window, a transaction for each entry; returns how many there were."""
    file.write(HEAD)
    file.writelines(f"account {path}\n" for _, path in opened(session, window))
    count = entry = 0
    for row in rows(session, window):
        if row.entry != entry:
            entry = row.entry
            file.write(f"\n{row.day} * {row.kind}\n    ; entry: {entry}\n")
        file.write(_pair(row))
        count += 1
    return count


def _pair(row: Row) -> str:
    """Both sides of a posting, with its tags under each of them."""
    tags = f"    ; posting: {row.posting}\n"
    if row.voucher:
        tags += f"    ; voucher: {row.voucher}\n"
    if row.reverses:
        tags += f"    ; reverses: {row.reverses}\n"
    return f"    {row.debit_path}  {row.amount} VND\n{tags}    {row.credit_path}  -{row.amount} VND\n{tags}"
