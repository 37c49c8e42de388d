"""What the story's public page says about its figures, so that nobody takes them for the real books."""

from ledger.i18n import N_, Msgid

STORY_NOTES: tuple[Msgid, ...] = (
    N_("This is a demonstration. The associations follow the real map. People and gifts are invented."),
    N_("It shows 1 July 2025. Eight provinces with 1,166 communes became four provinces with 383."),
    N_("Where each commune went is read from a list of the state. No association has confirmed it."),
    N_("Hải Dương’s 163.1 billion đồng of June 2024 are from a newspaper. It names no income or spending."),
    N_("For Khánh Hòa three published sums are added, as if none were inside another. The rest is invented."),
    N_("For Sơn La a newspaper names two years together. How much was in which year is invented."),
    N_("Five communes and a clan of Bình Giang keep books here. All of that money is invented."),
    N_("All others only declare, and most of them have declared nothing. So every total is partial."),
    N_("When the associations were founded is not claimed. Here all of them began on 1 January 2024."),
)  # fmt: skip
"""English msgids, one short sentence or two each, in the order to show them."""
