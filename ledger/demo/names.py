"""Invented people, households, learners and organisations for the demo province.

A person has a true surname of one of Sơn La's peoples and is named after a thing: a river, a tree, a pen
("Lò Văn Suối", "Thào A Khèn"). That keeps names as long and as accented as real ones, and plainly invented.
All text is NFC. Every draw comes from the `Random` that the caller passes, so a seed gives one demo.
"""

from dataclasses import dataclass
from random import Random
from typing import NamedTuple

from ledger.demo.places import invented_place


@dataclass(frozen=True)
class People:
    """One people of the province: its share of the demo in percent, and what its names are made of."""

    share: int
    surnames: tuple[str, ...]
    men: tuple[str, ...]
    women: tuple[str, ...]


class Pupil(NamedTuple):
    """A pupil as a scholarship list shows one; `school_class` is like "7A"."""

    name: str
    birth_year: int
    school_class: str


class AdultLearner(NamedTuple):
    """A grown person who learns; `course` is what, in Vietnamese."""

    name: str
    birth_year: int
    course: str


THAI = People(
    share=54,
    surnames=(
        "Lò", "Lường", "Quàng", "Cà", "Tòng", "Vì", "Hoàng", "Cầm", "Bạc", "Lèo", "Mè", "Ngần", "Lừ", "Sa",
    ),
    men=("Văn", "Thanh"),
    women=("Thị", "Thu"),
)  # fmt: skip
KINH = People(
    share=18,
    surnames=("Nguyễn", "Trần", "Lê", "Phạm", "Vũ", "Đỗ", "Ngô", "Dương", "Phan", "Trịnh"),
    men=("Văn", "Đức", "Hữu"),
    women=("Thị", "Thu", "Bích"),
)
HMONG = People(
    share=18,
    surnames=(
        "Thào", "Mùa", "Sùng", "Lầu", "Tráng", "Cứ", "Giàng", "Vàng", "Hạng", "Hờ", "Sồng", "Phàng", "Vừ",
    ),
    men=("A", "Bả", "Chứ", "Nhìa"),
    women=("Thị",),
)  # fmt: skip
MUONG = People(
    share=10,
    surnames=("Đinh", "Bùi", "Quách", "Hà", "Bạch", "Xa"),
    men=("Văn", "Công"),
    women=("Thị", "Thanh"),
)
PEOPLES = (THAI, KINH, HMONG, MUONG)

MEN = (
    "Bảng", "Bút", "Buồm", "Chiêng", "Chữ", "Cọn", "Đá", "Đèn", "Đèo", "Đồi", "Đuốc", "Ghềnh", "Gió", "Khe",
    "Khèn", "Lim", "Lúa", "Lũng", "Mực", "Nắng", "Nghiến", "Nỏ", "Núi", "Nương", "Phấn", "Rừng", "Ruộng",
    "Sách", "Sáo", "Sấm", "Sông", "Suối", "Thác", "Thuyền", "Trám", "Tre", "Trống", "Vầu", "Vở",
)  # fmt: skip
WOMEN = (
    "Ban", "Bông", "Cau", "Chàm", "Chè", "Cốm", "Dâu", "Én", "Hạt", "Khăn", "Lá", "Lanh", "Lúa", "Mật",
    "Mưa", "Nắng", "Nếp", "Nhãn", "Nhạn", "Nón", "Nụ", "Piêu", "Quế", "Sao", "Sim", "Sóng", "Sương", "Tằm",
    "Thêu", "Thóc", "Tơ", "Trầu", "Vần", "Vườn",
)  # fmt: skip

NAMED_CLANS = {
    "Bình Thuận": ("Lầu",),
    "Chiềng Hoa": ("Cứ",),
    "Long Hẹ": ("Thào", "Mùa", "Sùng"),
    "Mường Bú": ("Lò",),
    "Ngọc Chiến": ("Tráng",),
    "Thuận Châu": ("Lường",),
}
"""The clans that the province's own newspaper names, by commune: families, not persons."""

BRANCHES = ("Nhánh cả", "Nhánh hai", "Nhánh ba")
HOUSEHOLDS_PER_SHARED_NAME = 12
"""In the clan, one household in twelve has the name of another one."""

COURSES = (
    "Lớp xóa mù chữ",
    "Tin học cơ bản",
    "Kỹ năng số cho người lớn tuổi",
    "Trồng và chăm sóc cà phê",
    "Kỹ thuật ghép xoài, nhãn",
    "Chăn nuôi gia súc",
    "Trung cấp thú y (vừa làm vừa học)",
    "Cao đẳng sư phạm mầm non (vừa làm vừa học)",
)
BUSINESSES = (
    "Công ty TNHH",
    "Công ty cổ phần",
    "Hợp tác xã nông nghiệp",
    "Hợp tác xã dệt thổ cẩm",
    "Doanh nghiệp tư nhân",
    "Nhà sách",
    "Cơ sở chế biến cà phê",
)
BANK_TOWNS = ("Mai Sơn", "Mộc Châu", "Phù Yên", "Sông Mã", "Thuận Châu", "Yên Châu")


def household_head(rng: Random, surname: str | None = None) -> str:
    """The head of a household, three men in four; of any of four peoples, or of the clan of `surname`.

    Refuses (ValueError) a surname that none of the pools knows.
    """
    return _person(rng, surname, percent_men=75)


def pupil(rng: Random, school_year: int = 2025) -> Pupil:
    """A pupil of class 1 to 12 in the school year that starts in `school_year`; one in ten is a year late."""
    grade = rng.randrange(1, 13)
    late = rng.randrange(10) == 0
    return Pupil(_person(rng), school_year - 5 - grade - late, f"{grade}{rng.choice('ABC')}")


def adult_learner(rng: Random, year: int = 2025) -> AdultLearner:
    """A learner who is 18 to 70 years old in `year`, with what she or he studies."""
    return AdultLearner(_person(rng), year - rng.randrange(18, 71), rng.choice(COURSES))


def organisation(rng: Random) -> str:
    """A donor that is no person: a business, a bank's branch or a class of former pupils, all invented."""
    kinds = (_business, _business, _business, _bank_branch, _former_pupils)
    return rng.choice(kinds)(rng, invented_place(rng))


def clan_surnames(rng: Random, commune_name: str, count: int) -> list[str]:
    """The surnames of `count` different clans of a commune, those the newspaper names first.

    Refuses (ValueError) more clans than there are surnames.
    """
    known = [surname for people in PEOPLES for surname in people.surnames]
    if count > len(known):
        raise ValueError(f"the pools hold {len(known)} surnames")
    chosen = list(NAMED_CLANS.get(commune_name, ()))[:count]
    while len(chosen) < count:
        surname = rng.choice(_drawn_people(rng).surnames)
        if surname not in chosen:
            chosen.append(surname)
    return chosen


def thao_households(rng: Random, count: int = 152) -> list[tuple[str, str]]:
    """The households of the Thào clan, branch by branch: the head's name, then branch and father.

    One household in twelve repeats an earlier one's name: by turns within the branch, where only the
    father tells them apart ("Nhánh hai, con ông Sấm"), and in the next branch. No pair is there twice.
    Refuses (ValueError) more households than the pools can name.
    """
    shared = count // HOUSEHOLDS_PER_SHARED_NAME
    names = _clan_names("Thào", HMONG)
    if count - shared > len(names):
        raise ValueError(f"the pools hold {len(names)} different names of the clan")
    drawn = rng.sample(names, count - shared)
    placed = [(place % len(BRANCHES), name) for place, name in enumerate(drawn)]
    for turn, (branch, name) in enumerate(placed[:shared]):
        placed.append(((branch + turn % 2) % len(BRANCHES), name))
    fathers: dict[str, set[str]] = {}
    households = []
    for branch, name in sorted(placed, key=lambda household: household[0]):
        taken = fathers.setdefault(name, {name.split()[-1]})
        father = rng.choice([man for man in MEN if man not in taken])
        taken.add(father)
        households.append((name, f"{BRANCHES[branch]}, con ông {father}"))
    return households


def _clan_names(surname: str, people: People) -> list[str]:
    men = [f"{surname} {middle} {given}" for middle in people.men for given in MEN]
    return men + [f"{surname} {middle} {given}" for middle in people.women for given in WOMEN]


def _business(rng: Random, place: str) -> str:
    return f"{rng.choice(BUSINESSES)} {place}"


def _bank_branch(rng: Random, place: str) -> str:
    return f"Ngân hàng {place}, chi nhánh {rng.choice(BANK_TOWNS)}"


def _former_pupils(rng: Random, place: str) -> str:
    graduated = rng.randrange(1985, 2021)
    return f"Cựu học sinh khóa {graduated - 3}–{graduated}, Trường THPT {place}"


def _person(rng: Random, surname: str | None = None, percent_men: int = 50) -> str:
    people = _drawn_people(rng) if surname is None else _people_of(surname)
    is_man = rng.randrange(100) < percent_men
    middles, given_names = (people.men, MEN) if is_man else (people.women, WOMEN)
    family = surname or rng.choice(people.surnames)
    return f"{family} {rng.choice(middles)} {rng.choice(given_names)}"


def _people_of(surname: str) -> People:
    for people in PEOPLES:
        if surname in people.surnames:
            return people
    raise ValueError(f"no people of the demo has the surname {surname}")


def _drawn_people(rng: Random) -> People:
    return rng.choices(PEOPLES, [people.share for people in PEOPLES])[0]
