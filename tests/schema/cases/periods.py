"""What the tables of periods refuse. The filled book is closed and filed up to the end of 2025."""

from tests.schema.raw import Case, copy, entry, refused, user

ANOTHER = user("Thủ Quỹ Khác")


def event(act: str, day: str, **changes: str) -> str:
    """An act on the periods of the commune by its treasurer."""
    return copy("period_event", act=f"'{act}'", day=f"'{day}'", **changes)


def reopening(day: str, **changes: str) -> str:
    """A reopening by somebody else, with a reason."""
    return event("reopen", day, **({"acted_by": ANOTHER, "reason": "'sót một phiếu'"} | changes))


NOT_THE_END_OF_A_MONTH = ("2026-01-30", "2026-02-27", "2026-02-01", "2026-04-29")

CASES: tuple[Case, ...] = (
    refused("period_is_open", entry(entry_date="'2025-12-31'")),
    refused("period_is_open", event("close", "2026-01-31"), entry(entry_date="'2026-01-31'")),
    refused("period_event_act", event("burn", "2026-01-31")),
    # closing
    *(refused("period_closes_forward", event("close", day)) for day in NOT_THE_END_OF_A_MONTH),
    refused("period_closes_forward", event("close", "2025-12-31")),
    refused("period_closes_forward", event("close", "2025-11-30")),
    refused("period_is_over", event("close", "2026-01-31", acted_on="'2026-01-31'")),
    refused("period_is_over", event("close", "2026-02-28", acted_on="'2026-02-27'")),
    # reopening
    refused("reopens_what_is_closed", reopening("2026-01-01")),
    refused("reopens_what_is_closed", event("close", "2026-01-31"), reopening("2026-02-01")),
    refused("reopens_what_is_closed", event("close", "2026-01-31"), reopening("2026-01-31")),
    refused("reopens_what_is_closed", event("close", "2026-01-31"), reopening("0001-01-01")),
    refused("period_not_filed", reopening("2025-12-01")),
    refused("period_not_filed", event("close", "2026-01-31"), reopening("2025-12-01")),
    refused(
        "reopened_by_another",
        event("close", "2026-01-31"),
        reopening("2026-01-01", acted_by="acted_by"),
    ),
    refused("reopening_has_reason", event("close", "2026-01-31"), reopening("2026-01-01", reason="' x  '")),
    # filing
    refused("files_a_closed_year", event("file", "2026-12-31")),
    refused("files_a_closed_year", event("file", "2025-12-31")),
    refused("files_a_closed_year", event("file", "2024-12-31")),
    refused("files_a_closed_year", event("close", "2026-01-31"), event("file", "2026-01-31")),
    refused("filed_is_closed", "UPDATE period_lock SET filed_through = '2026-06-30'"),
    refused(
        "filed_is_closed", "UPDATE period_lock SET closed_through = NULL WHERE filed_through IS NOT NULL"
    ),
)
