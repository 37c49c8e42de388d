"""One name for each association x fund x account, which hledger, ledger and beancount all accept."""

import re

ROOTS = {
    "asset": "Assets",
    "liability": "Liabilities",
    "net_assets": "Equity",
    "income": "Income",
    "expense": "Expenses",
}
"""The class of an account and the root under which all three programs expect it."""

_PLAIN = re.compile(r"[a-z0-9][a-z0-9-]*")


def account_path(account_class: str, association: str, fund: str, account: str) -> str:
    """The path of an account in a fund of an association: `Assets:Xa-long-he:Quy-khuyen-hoc:1111`.

    association, fund, account: their codes. Two accounts never share a path, and the codes can be
    read back from it.
    """
    return ":".join((ROOTS[account_class], _part(association), _part(fund), _part(account)))


def _part(code: str) -> str:
    """A code as a part of a path: its first letter large, for beancount takes no small one there.

    A code that is not small letters, digits and hyphens comes as `0X` and its bytes in hexadecimal;
    no other part holds a large letter behind its first place.
    """
    if _PLAIN.fullmatch(code):
        return code[0].upper() + code[1:]
    return f"0X{code.encode().hex().upper()}"
