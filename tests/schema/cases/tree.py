"""What the tables of associations, identity, people and the trail refuse."""

from tests.schema.raw import copy, refused

FRESH = copy("association", code="'moi'")
FRESH_ID = "(SELECT id FROM association WHERE code = 'moi')"
CLOSED = "(SELECT min(predecessor_id) FROM association_succession)"

CASES = (
    refused("association_code_once", copy("association")),
    refused("association_kind", copy("association", code="'x'", kind="'club'")),
    refused("association_chapter_base", copy("association", code="'x'", chapter_base="'village'")),
    refused("association_ledgered_from", copy("association", code="'x'", ledgered_from="'1900-01-01'")),
    refused("association_dates", copy("association", code="'x'", closed_on="'1999-01-01'")),
    refused("administrative_area_code_once", copy("administrative_area")),
    refused("administrative_area_level", copy("administrative_area", code="'x'", level="'village'")),
    refused("administrative_area_dates", copy("administrative_area", code="'x'", valid_to="valid_from")),
    refused(
        "association_edge_dates",
        FRESH,
        copy("association_edge", child_id=FRESH_ID, valid_to="'1999-01-01'"),
    ),
    refused("association_edge_no_overlap", copy("association_edge")),
    refused("association_edge_no_overlap", copy("association_edge", valid_from="'2025-06-01'")),
    refused(
        "association_edge_no_cycle", copy("association_edge", child_id="parent_id", parent_id="child_id")
    ),
    refused(
        "association_edge_no_cycle",
        FRESH,
        copy("association_edge", child_id=FRESH_ID, parent_id="child_id"),
        copy("association_edge", child_id="parent_id", parent_id=FRESH_ID),
    ),
    refused(
        "association_edge_no_cycle", FRESH, copy("association_edge", child_id=FRESH_ID, parent_id=FRESH_ID)
    ),
    refused("association_edge_role", FRESH, copy("association_edge", child_id=FRESH_ID, role="'guest'")),
    refused(
        "association_edge_parent_stands",
        FRESH,
        copy("association_edge", child_id=FRESH_ID, valid_from="'1999-01-01'"),
    ),
    refused(
        "association_edge_parent_stands", FRESH, copy("association_edge", child_id=FRESH_ID, parent_id=CLOSED)
    ),
    refused(
        "association_edge_child_stands",
        copy("association", code="'moi'", founded_on="'2027-01-01'", ledgered_from="NULL"),
        copy("association_edge", child_id=FRESH_ID),
    ),
    refused(
        "association_edge_child_stands",
        "UPDATE association_edge SET valid_to = '2026-01-01' WHERE role = 'history'",
        copy("association_edge", child_id=CLOSED, valid_from="'2026-01-01'"),
    ),
    refused("association_edge_history", FRESH, copy("association_edge", child_id=FRESH_ID, role="'history'")),
    refused("association_edge_only_ends", "UPDATE association_edge SET role = 'acting'"),
    refused("association_edge_only_ends", "UPDATE association_edge SET valid_from = '2023-01-01'"),
    refused("association_edge_only_ends", "UPDATE association_edge SET parent_id = child_id"),
    refused(
        "association_edge_only_ends",
        "UPDATE association_edge SET valid_to = '2026-07-01' WHERE valid_to IS NULL",
        "UPDATE association_edge SET valid_to = NULL",
    ),
    refused("association_edge_only_ends", "DELETE FROM association_edge"),
    refused("app_user_login_once", copy("app_user")),
    refused("role_holding_once", copy("role_holding")),
    refused("role_holding_role", copy("role_holding", role="'king'")),
    refused("party_kind", copy("party", kind="'ghost'")),
    refused("party_birth_year", copy("party", birth_year="1899")),
    refused("party_has_name", copy("party", name="''")),
    refused("form_key_length", copy("audit_event", client_key=f"'{'K' * 65}'")),
    refused(
        "form_acts_once",
        copy("audit_event", client_key="'FORM'"),
        copy("audit_event", client_key="'FORM'", subject_id="7"),
    ),
)
