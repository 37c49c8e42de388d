"""The story's invented users: one who carries the reorganisation out, and a treasurer wherever one acts."""

from random import Random

from sqlalchemy.orm import Session

from ledger.associations.associations import Association
from ledger.clock import today
from ledger.demo import names
from ledger.demo.july2025.country import CLAN, DIVIDED, HEAD, Country
from ledger.demo.staff import PASSPHRASE, SignIn
from ledger.identity import roles, users
from ledger.identity.roles import ROLE_NAMES, Actor, Role

LOGINS = {
    "30": "thuquy.haiduong",
    "31": "thuquy.haiphong",
    "56": "thuquy.khanhhoa",
    "14": "thuquy.sonla",
    "10945": "thuquy.kesat",
    "10951": "thuquy.vinhhung",
    "10954": "thuquy.hungthang",
    DIVIDED: "thuquy.vinhhong",
    "10963": "thuquy.longxuyen",
    CLAN: "thuquy.hovu",
}
"""Who keeps the books or declares the figures of whom, by the keys of `Country`."""

FOLLOWING = {"thuquy.kesatmoi": "xã Kẻ Sặt", "thuquy.binhgiang": "xã Bình Giang"}
"""The treasurers of two communes that Hải Phòng has since 1 July 2025."""

ADMINISTRATOR = "quantri.trunguong"

SIGN_INS = (
    SignIn(ROLE_NAMES[Role.ADMINISTRATOR], "Hội Khuyến học Việt Nam", ADMINISTRATOR, PASSPHRASE),
    SignIn(ROLE_NAMES[Role.INSPECTOR], "Hội Khuyến học Việt Nam", "kiemtra.trunguong", PASSPHRASE),
    SignIn(ROLE_NAMES[Role.TREASURER], "Hội Khuyến học thành phố Hải Phòng", "thuquy.haiphong", PASSPHRASE),
    SignIn(ROLE_NAMES[Role.TREASURER], "Hội Khuyến học xã Kẻ Sặt", "thuquy.kesatmoi", PASSPHRASE),
    SignIn(ROLE_NAMES[Role.TREASURER], "Hội Khuyến học xã Bình Giang", "thuquy.binhgiang", PASSPHRASE),
)
"""What the demonstration prints."""

SURNAMES = names.KINH.surnames


class Officers:
    """Lets people sign in and hold a role; all share one passphrase."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._hash = users.hash_passphrase(PASSPHRASE)

    def employ(self, session: Session, country: Country) -> dict[str, Actor]:
        """The people of June 2025, by their sign-in names."""
        head = country[HEAD]
        self.appoint(session, "kiemtra.trunguong", Role.INSPECTOR, head)
        people = {ADMINISTRATOR: self.appoint(session, ADMINISTRATOR, Role.ADMINISTRATOR, head)}
        for key, login in LOGINS.items():
            if key in country:
                people[login] = self.appoint(session, login, Role.TREASURER, country[key])
        return people

    def appoint(self, session: Session, login: str, role: Role, place: Association) -> Actor:
        """One person who holds one role from today."""
        name = names.household_head(self._rng, self._rng.choice(SURNAMES))
        user = users.create(session, login=login, name=name, password_hash=self._hash)
        roles.grant(session, user_id=user.id, association_id=place.id, role=role, valid_from=today())
        return roles.actor(session, user_id=user.id, name=user.name)
