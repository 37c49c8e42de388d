"""The figures that the demo's books reproduce, and how a total is shared out without losing a đồng.

They come from one newspaper article about Sơn La at the end of 2025. It says "more than"; the demo
needs sums to the đồng, so it adds an invented remainder. The figures of 2026 are invented.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from ledger.recognition.recognitions import LearningModel

FIRST_DAY = date(2024, 1, 1)
LAST_DAY = date(2026, 11, 20)
"""The demo's books run from the first day to the last."""

YEARS = (2024, 2025, 2026)
ARTICLE_YEARS = (2024, 2025)
"""The years that the article's "from 2024 to the present" is read as."""

EDUCATION_FUND = "quy-khuyen-hoc"
SCHOLARSHIP_FUND = "quy-hoc-bong-to-hieu"
CLAN_FUND = "quy-khuyen-hoc-dong-ho-thao"

MOBILIZED: Mapping[str, Mapping[int, int]] = {
    EDUCATION_FUND: {2024: 3_312_450_000, 2025: 3_733_900_000, 2026: 3_164_250_000},
    SCHOLARSHIP_FUND: {2024: 1_048_600_000, 2025: 1_166_200_000, 2026: 962_500_000},
}
"""Đồng given from outside, by fund and year, at all levels together."""

EDUCATION_FUND_TOTAL = 7_046_350_000
SCHOLARSHIP_FUND_TOTAL = 2_214_800_000
"""The article's "more than 7 billion" and "more than 2.2 billion", in đồng, over its two years."""

AWARDS = 1_070
AWARD_TOTAL = 463_550_000
"""The article's awards, and its "over 463 million", in đồng, over its two years."""

CLAN_HOUSEHOLDS = 152
CLAN_PAID_2026 = 149
CLAN_DEFAULT = 250_000
CLAN_LOWEST, CLAN_HIGHEST = 200_000, 300_000
"""What a household of the Thào clan gives in a year, in đồng."""

DECLARED_YEAR = 2025
DECLARED: Mapping[LearningModel, int] = {
    LearningModel.CITIZEN: 234_902,
    LearningModel.FAMILY: 213_055,
    LearningModel.CLAN: 1_037,
    LearningModel.COMMUNITY: 2_037,
    LearningModel.UNIT: 875,
}
DECLARED_SOURCE = "Báo Sơn La, bài “Hướng tới xã hội học tập” (số cộng dồn đến năm 2025)"

COUNTED_IN_ARTICLE: Mapping[str, int] = {"courses": 350, "participants": 27_000, "officers_trained": 6_000}
"""The article's "over 350" classes with 27,000 participants, and "over 6,000" officers, 2024 and 2025."""
COUNTED_SOURCE = "Báo Sơn La, bài “Hướng tới xã hội học tập” (hai năm 2024 và 2025)"
INVENTED = "Số minh họa của bản dùng thử"


def apportion(total: int, weights: Sequence[float], step: int) -> list[int]:
    """Share a total (đồng) out by weight in multiples of a step; the last share takes what is left over.

    Refuses (ValueError) a total that is too small to give everybody a step.
    """
    whole = sum(weights)
    shares = [max(step, int(total * weight / whole) // step * step) for weight in weights]
    shares[-1] += total - sum(shares)
    if shares[-1] < step:
        raise ValueError("the total is too small to share out")
    return shares


def fit(amounts: Sequence[int], total: int, *, step: int, lowest: int, highest: int) -> list[int]:
    """Amounts (đồng) moved by steps, in turn, until they add up to the total.

    No amount leaves the range from lowest to highest. Refuses (ValueError) a total out of reach.
    """
    fitted = list(amounts)
    missing = total - sum(fitted)
    if missing % step or not lowest * len(fitted) <= total <= highest * len(fitted):
        raise ValueError("these amounts cannot add up to the total")
    turn = 0
    while missing:
        move = step if missing > 0 else -step
        place = turn % len(fitted)
        if lowest <= fitted[place] + move <= highest:
            fitted[place] += move
            missing -= move
        turn += 1
    return fitted
