"""Invented villages and schools for the demo's communes.

Every invented place joins a word of the landscape with another word, most often one of the classroom
("Đồi Bút", pen hill). Where a real place has such a name, it is by chance.
"""

from random import Random
from zlib import crc32

LANDSCAPES = (
    "Bến", "Đèo", "Đồi", "Đồng", "Khe", "Lũng", "Nương", "Rừng", "Ruộng", "Suối", "Thác", "Vườn",
)  # fmt: skip
CLASSROOM = ("Bảng", "Bút", "Chữ", "Đèn", "Mực", "Nghiên", "Phấn", "Sách", "Trống", "Vần", "Vở")

VILLAGE_STARTS = (
    "Bó", "Co", "Hua", "Huổi", "Lọng", "Nà", "Nậm", "Noong", "Pá", "Phiêng", "Pom", "Púng", "Tà",
)  # fmt: skip
VILLAGE_ENDS = (
    "Bảng", "Bút", "Chữ", "Đèn", "Khèn", "Lanh", "Mây", "Nắng", "Nếp", "Phấn", "Quế", "Sách",
    "Sáo", "Sương", "Thổ Cẩm", "Trăng", "Vần",
)  # fmt: skip
NAMED_VILLAGES = {"Bình Thuận": ("Bản Nậm Giắt",), "Thuận Châu": ("Bản Pán",)}
"""The two villages that the province's own newspaper names; every other village is invented."""

VILLAGES_IN_A_COMMUNE = 24
STRIDE = 97
"""How far apart in the pool a commune's villages are; it shares no divisor with the pool's size."""

SCHOOL_KINDS = (
    "Trường Mầm non",
    "Trường Tiểu học",
    "Trường THCS",
    "Trường Tiểu học và THCS",
    "Trường PTDT bán trú THCS",
    "Trường THPT",
)


def villages(commune_name: str, count: int = VILLAGES_IN_A_COMMUNE) -> list[str]:
    """The villages of a commune, "Bản …", all different and the same at every call, named ones first.

    A name can return in another commune, as it does in life. Refuses (ValueError) more than the pool holds.
    """
    pool = [f"Bản {start} {end}" for start in VILLAGE_STARTS for end in VILLAGE_ENDS]
    named = NAMED_VILLAGES.get(commune_name, ())[:count]
    missing = count - len(named)
    if missing > len(pool):
        raise ValueError(f"the pool holds {len(pool)} villages")
    first = crc32(commune_name.encode())
    return [*named, *(pool[(first + turn * STRIDE) % len(pool)] for turn in range(missing))]


def village(rng: Random, commune_name: str) -> str:
    """One of the commune's villages."""
    return rng.choice(villages(commune_name))


def school(rng: Random, commune_name: str) -> str:
    """An invented school, named with its commune: "Trường THCS Đồi Bút, Long Hẹ"."""
    return f"{rng.choice(SCHOOL_KINDS)} {invented_place(rng)}, {commune_name}"


def invented_place(rng: Random) -> str:
    """A name that could be a place and is none: "Suối Sách". There are 132."""
    return f"{rng.choice(LANDSCAPES)} {rng.choice(CLASSROOM)}"
