"""What the demo's public page says about its figures, so that nobody takes them for the real books."""

from ledger.i18n import N_, Msgid

SEED_NOTES: tuple[Msgid, ...] = (
    N_("This is a demonstration. The communes are real; people, villages, schools and gifts are invented."),
    N_("Some totals follow a newspaper article of 2025. The amounts beyond its round figures are invented."),
    N_("The article says “from 2024 to the present”. The demonstration reads this as 2024 and 2025."),
    N_("It names more than 7 billion đồng mobilized for the Education Promotion Fund."),
    N_("It names more than 2.2 billion đồng mobilized for the Tô Hiệu Scholarship Fund."),
    N_("It does not say whether one sum is inside the other. Here they are two separate sums."),
    N_("It counts 1,070 collectives, individuals and students rewarded, for more than 463 million đồng."),
    N_("It does not say which fund paid the awards. Here several funds paid them together."),
    N_("It does not say what else was spent. Here the rest stays in the funds."),
    N_("The money of the Thào clan is a fund of its own here, beside the 7 billion."),
    N_("The article’s numbers of titles are shown as declared. Few titles are recorded here one by one."),
    N_("The article’s classes, participants and officers trained are shown as the province’s counts."),
    N_("Numbers of members and people, and what units declare from their own books, are invented."),
    N_("The communes exist since 1 July 2025. Their earlier books stand for those of their predecessors."),
)  # fmt: skip
"""English msgids, one short sentence or two each, in the order to show them."""
