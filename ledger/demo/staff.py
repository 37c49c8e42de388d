"""The demo's invented users: who keeps which association's books, and the sign-ins shown to visitors.

All share one passphrase, printed on purpose: this is a demonstration with nothing to protect.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from random import Random

from sqlalchemy import insert
from sqlalchemy.orm import Session

from ledger.associations.associations import Association
from ledger.demo import names
from ledger.demo.figures import FIRST_DAY
from ledger.demo.units import THAO, Commune, Tree
from ledger.i18n import Msgid
from ledger.identity.roles import ROLE_NAMES, Actor, Role, RoleHolding
from ledger.identity.users import User, hash_passphrase
from ledger.text import slug

PASSPHRASE = "hoc hoc nua hoc mai"  # noqa: S105 - the demo prints it for every visitor


@dataclass(frozen=True)
class SignIn:
    """One way in for a visitor. role: English msgid; association: where the role is held, in Vietnamese."""

    role: Msgid
    association: str
    login: str
    passphrase: str


def _sign_in(role: Role, association: str, login: str) -> SignIn:
    return SignIn(ROLE_NAMES[role], association, login, PASSPHRASE)


_COMMUNE, _PROVINCE = "Hội Khuyến học xã Long Hẹ", "Hội Khuyến học tỉnh Sơn La"
SIGN_INS: tuple[SignIn, ...] = (
    _sign_in(Role.TREASURER, _COMMUNE, "thuquy.longhe"),
    _sign_in(Role.COMMITTEE_MEMBER, _COMMUNE, "uyvien.longhe"),
    _sign_in(Role.CHAIR, _COMMUNE, "chutich.longhe"),
    _sign_in(Role.TREASURER, "Hội Khuyến học xã Thuận Châu", "thuquy.thuanchau"),
    _sign_in(Role.TREASURER, _PROVINCE, "thuquy.sonla"),
    _sign_in(Role.PUBLISHER, _PROVINCE, "congbo.sonla"),
    _sign_in(Role.INSPECTOR, _PROVINCE, "kiemtra.sonla"),
    _sign_in(Role.ADMINISTRATOR, _PROVINCE, "quantri.sonla"),
)
"""What the demo prints: one sign-in for each role, and a second treasurer to see where a role ends."""

TITLES = {
    Role.TREASURER: "thuquy",
    Role.COMMITTEE_MEMBER: "uyvien",
    Role.CHAIR: "chutich",
    Role.PUBLISHER: "congbo",
    Role.INSPECTOR: "kiemtra",
    Role.ADMINISTRATOR: "quantri",
}
"""How a role begins a sign-in name."""

IN_A_CLAN = (Role.COMMITTEE_MEMBER, Role.CHAIR)


@dataclass(frozen=True)
class Staff:
    """The holder of each role in each association."""

    actors: Mapping[tuple[int, Role], Actor]

    def who(self, role: Role, association: Association) -> Actor:
        """The person who holds a role in an association."""
        return self.actors[association.id, role]


@dataclass(frozen=True)
class _Post:
    """A sign-in name to be given out, and the roles that come with it."""

    login: str
    held: tuple[tuple[int, Role], ...]
    surname: str | None = None


def appoint(session: Session, rng: Random, tree: Tree) -> Staff:
    """Create the users and let them hold their roles from the first day of the book.

    In each commune one treasurer keeps its own books, and another those of its villages, schools and clans.
    The treasurer of Long Hẹ also keeps those of the Thào clan.
    """
    clan = tree.thao.association.id
    posts = [_Post(f"{TITLES[role]}.sonla", ((tree.head.id, role),)) for role in Role]
    for commune in tree.communes:
        posts += _commune_posts(commune, clan)
    posts += [_Post(f"{TITLES[role]}.thao", ((clan, role),), THAO) for role in IN_A_CLAN]
    password_hash = hash_passphrase(PASSPHRASE)
    rows = [
        {
            "login": post.login,
            "name": names.household_head(rng, post.surname),
            "password_hash": password_hash,
            "active": True,
        }
        for post in posts
    ]
    returning = insert(User).returning(User.id, sort_by_parameter_order=True)
    identities = session.execute(returning, rows).scalars().all()
    session.execute(
        insert(RoleHolding),
        [
            {"user_id": identity, "association_id": place, "role": role, "valid_from": FIRST_DAY}
            for post, identity in zip(posts, identities, strict=True)
            for place, role in post.held
        ],
    )
    actors = (
        Actor(identity, str(row["name"]), frozenset(post.held))
        for post, row, identity in zip(posts, rows, identities, strict=True)
    )
    return Staff({holding: actor for actor in actors for holding in actor.holdings})


def _commune_posts(commune: Commune, clan_id: int) -> Iterable[_Post]:
    """The people of a commune. One of them keeps the books of all boards but the Thào clan's."""
    short = slug(commune.name).replace("-", "")
    here = commune.association.id
    kept = [board.association.id for board in commune.boards if board.keeps_books]
    places = {
        "thuquy": [here] + [place for place in kept if place == clan_id],
        "chihoi": [place for place in kept if place != clan_id],
    }
    for title, held in places.items():
        yield _Post(f"{title}.{short}", tuple((place, Role.TREASURER) for place in held))
    for role in (Role.COMMITTEE_MEMBER, Role.CHAIR):
        yield _Post(f"{TITLES[role]}.{short}", ((here, role),))
