"""What an administrator types about people who sign in."""

import re

from ledger.errors import InputError
from ledger.i18n import N_
from ledger.identity import passphrases
from ledger.identity.roles import Role
from ledger.identity.staff import NewUser, RoleMissing
from ledger.ids import new_token
from ledger.text import clean
from ledger.web.forms import name
from ledger.web.forms.fields import Fields

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{2,39}")


class LoginUnreadable(InputError):
    """A sign-in name is short and can be typed on any keyboard."""

    rule = "login_form"
    message = N_("Write the sign-in name with 3 to 40 letters a–z, digits, dots or hyphens.")


class RoleUnknown(InputError):
    """A role is one of those offered."""

    rule = "role_is_chosen"
    message = N_("Choose a role.")


def fresh() -> Fields:
    """An empty form that carries its act and the first passphrase, so that sent twice it shows the same."""
    return Fields({"key": new_token(), "passphrase": passphrases.new_passphrase()})


def parse(fields: Fields) -> NewUser | None:
    """The user typed, or None with a sentence beside each field that needs another look."""
    called = fields.read("name", name.required)
    login = fields.read("login", _login)
    roles = frozenset(role for role in Role if fields.text(f"role-{role}"))
    if not roles:
        fields.refuse(f"role-{Role.TREASURER}", RoleMissing())
    if fields.errors or called is None or login is None:
        return None
    return NewUser(login, called, roles)


def passphrase(fields: Fields) -> str:
    """The passphrase this form drew; another one where it carries none of ours."""
    carried = fields.text("passphrase")
    if not passphrases.is_drawn(carried):
        fields.values["passphrase"] = carried = passphrases.new_passphrase()
    return carried


def role(fields: Fields) -> Role | None:
    """The one role chosen, or None with a sentence beside the field."""
    chosen = next((role for role in Role if role == fields.text("role")), None)
    if chosen is None:
        fields.refuse("role", RoleUnknown())
    return chosen


def _login(typed: str) -> str:
    login = clean(typed).lower()
    if not _LOGIN.fullmatch(login):
        raise LoginUnreadable
    return login
