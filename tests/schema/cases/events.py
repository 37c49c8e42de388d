"""What the rules of closing, splitting, reviving and renaming associations refuse."""

from tests.schema.raw import copy, entry, refused

FRESH = copy("association", code="'moi'")
FRESH_ID = "(SELECT id FROM association WHERE code = 'moi')"
CLOSED = "(SELECT min(predecessor_id) FROM association_succession)"
HEIR = "(SELECT min(successor_id) FROM association_succession)"
OTHER = "(SELECT max(successor_id) FROM association_succession)"
PROVINCE = "(SELECT min(parent_id) FROM association_edge)"
COMMUNE = "(SELECT min(child_id) FROM association_edge)"
LAST_EVENT = "(SELECT max(id) FROM association_event)"
END_ALL = "UPDATE association_edge SET valid_to = '2026-12-31' WHERE valid_to IS NULL AND role = 'member'"


def announced(closing: str = FRESH_ID, happened_on: str = "'2026-12-31'") -> tuple[str, str]:
    """A merger of an association into another one, still to be carried out."""
    return (
        copy("association_event", kind="'merge'", happened_on=happened_on),
        copy(
            "association_succession",
            event_id=LAST_EVENT,
            predecessor_id=closing,
            successor_id=OTHER,
            share="NULL",
        ),
    )


def close(which: str = FRESH_ID, closed_on: str = "'2026-12-30'") -> str:
    return f"UPDATE association SET closed_on = {closed_on} WHERE id = {which}"


def revived(on: str = "'2026-01-01'") -> tuple[str, str]:
    """The event of a revival, and the end of the history under another one."""
    return (
        copy("association_event", association_id=CLOSED, kind="'revive'", happened_on=on),
        f"UPDATE association_edge SET valid_to = {on} WHERE child_id = {CLOSED} AND valid_to IS NULL",
    )


REVIVE = f"UPDATE association SET closed_on = NULL WHERE id = {CLOSED}"

CASES = (
    refused("association_event_kind", copy("association_event", kind="'feast'")),
    refused("association_event_has_decision", copy("association_event", decision="'1'")),
    refused("association_name_once", copy("association_name")),
    refused("association_name_length", copy("association_name", name="'x'")),
    # who follows
    refused(
        "association_succession_once",
        FRESH,
        *announced(),
        copy("association_succession", f"predecessor_id = {FRESH_ID}"),
    ),
    refused(
        "association_succession_two_associations",
        FRESH,
        announced()[0],
        copy("association_succession", event_id=LAST_EVENT, predecessor_id=OTHER, successor_id=OTHER),
    ),
    refused(
        "association_succession_share",
        FRESH,
        announced()[0],
        copy(
            "association_succession",
            event_id=LAST_EVENT,
            predecessor_id=FRESH_ID,
            successor_id=OTHER,
            share="0",
        ),
    ),
    refused("association_closed_once", *announced(CLOSED)),
    refused("association_successor_stands", FRESH, *announced(happened_on="'1999-01-01'")),
    refused("association_shares_fit", "UPDATE association_succession SET share = 6000 WHERE share = 4000"),
    refused(
        "association_shares_fit",
        FRESH,
        announced()[0],
        copy(
            "association_succession",
            event_id=LAST_EVENT,
            predecessor_id=FRESH_ID,
            successor_id=OTHER,
            share="6000",
        ),
        copy(
            "association_succession",
            event_id=LAST_EVENT,
            predecessor_id=FRESH_ID,
            successor_id=COMMUNE,
            share="4001",
        ),
    ),
    refused("association_succession_stays", "UPDATE association_succession SET share = NULL"),
    refused(
        "association_succession_stays",
        f"UPDATE association_succession SET share = 1, predecessor_id = {OTHER}",
    ),
    refused("association_succession_stays", "DELETE FROM association_succession"),
    # what closes
    refused("association_closes_by_event", FRESH, close()),
    refused("association_closes_by_event", FRESH, *announced(), close(closed_on="'2026-12-31'")),
    refused("association_closes_childless", *announced(PROVINCE), close(PROVINCE)),
    refused("association_closes_childless", *announced(HEIR), close(HEIR)),
    refused(
        "association_closes_childless",
        FRESH,
        END_ALL,
        *announced(),
        copy(
            "association_edge",
            child_id=COMMUNE,
            parent_id=FRESH_ID,
            valid_from="'2026-12-31'",
            valid_to="NULL",
        ),
        close(),
    ),
    refused("association_closes_empty", END_ALL, *announced(COMMUNE), close(COMMUNE)),
    refused(
        "association_closes_after_entries",
        FRESH,
        *announced(happened_on="'2026-03-02'"),
        entry(association_id=FRESH_ID),
        close(closed_on="'2026-03-01'"),
    ),
    # what stays
    refused("association_stays", "UPDATE association SET code = code || 'x'"),
    refused("association_stays", "UPDATE association SET kind = 'province'"),
    refused("association_stays", "UPDATE association SET founded_on = '2023-01-01'"),
    refused("association_stays", "UPDATE association SET name = 'x' WHERE closed_on IS NOT NULL"),
    refused("association_stays", "UPDATE association SET area_id = 1 WHERE closed_on IS NOT NULL"),
    refused(
        "association_stays", "UPDATE association SET closed_on = '2025-08-01' WHERE closed_on IS NOT NULL"
    ),
    refused("association_stays", FRESH, "DELETE FROM association WHERE code = 'moi'"),
    refused("association_ledger_keeps_entries", "UPDATE association SET ledgered_from = NULL"),
    refused("association_ledger_keeps_entries", "UPDATE association SET ledgered_from = '2026-12-31'"),
    # what lives again
    refused("association_revived_by_event", REVIVE),
    refused(
        "association_revived_by_event",
        copy("association_event", association_id=CLOSED, kind="'revive'", happened_on="'2025-07-01'"),
        REVIVE,
    ),
    refused("association_edge_history", revived()[0], REVIVE),
    refused(
        "association_is_open", *revived(), REVIVE, entry(association_id=CLOSED, entry_date="'2025-12-31'")
    ),
    refused(
        "association_is_open", *revived(), REVIVE, entry(association_id=CLOSED, entry_date="'2025-07-01'")
    ),
    refused("association_is_open", entry(association_id=CLOSED, entry_date="'2025-06-30'")),
    refused("association_is_open", entry(association_id=OTHER, entry_date="'1999-01-01'")),
)
