"""What the tables of declarations refuse. The filled book has a village that declared and corrected."""

from tests.schema.raw import copy, refused

OF_THE_OTHER = "(SELECT max(id) FROM declaration WHERE replaces_id IS NULL)"
NEW = {"as_of": "'2025-03-31'"}
NEW_ID = "(SELECT max(id) + 1 FROM declaration)"
NEW_COUNT = "(SELECT max(id) + 1 FROM declared_measure)"
LAST_COUNT = "(SELECT max(id) FROM declared_measure)"
COMMUNE = "(SELECT association_id FROM declared_measure ORDER BY id LIMIT 1)"


def itself(table: str, identity: str, columns: str) -> str:
    """A row that claims to replace itself."""
    return (
        f"INSERT INTO {table} (id, replaces_id, {columns}) "
        f"SELECT {identity}, {identity}, {columns} FROM {table} ORDER BY id LIMIT 1"
    )


CASES = (
    refused("declaration_adds_up", copy("declaration", **NEW, closing="closing + 1")),
    refused("declaration_amounts", copy("declaration", **NEW, received="-1", closing="opening - 1")),
    refused("declaration_amounts", copy("declaration", **NEW, spent="opening + received + 1", closing="-1")),
    refused("declaration_not_ahead", copy("declaration", as_of="'2030-12-31'")),
    refused("declaration_has_source", copy("declaration", **NEW, source="' x '")),
    refused(
        "declaration_not_itself",
        itself(
            "declaration",
            NEW_ID,
            "association_id, as_of, opening, received, spent, closing, source, declared_by, declared_on,"
            " declared_at",
        ),
    ),
    refused("declaration_once", copy("declaration")),
    refused("declaration_replaced_once", copy("declaration", replaces_id="id")),
    refused("declaration_replaces_its_own", copy("declaration", replaces_id=OF_THE_OTHER)),
    refused(
        "declaration_replaces_its_own", copy("declaration", f"id = {OF_THE_OTHER}", **NEW, replaces_id="id")
    ),
    refused("declaration_within_life", copy("declaration", as_of="'2023-12-31'")),
    refused("declaration_not_ledgered", copy("declaration", **NEW, association_id=COMMUNE)),
    refused("declared_measure_value", copy("declared_measure", measure="'courses'", value="-1")),
    refused("declared_measure_value", copy("declared_measure", measure="'courses'", value="1000000001")),
    refused("declared_measure_has_source", copy("declared_measure", measure="'courses'", source="' '")),
    refused(
        "declared_measure_not_itself",
        itself(
            "declared_measure",
            NEW_COUNT,
            "association_id, year, measure, value, source, declared_by, declared_at",
        ),
    ),
    refused("declared_measure_once", copy("declared_measure")),
    refused("declared_measure_replaced_once", copy("declared_measure", replaces_id="id")),
    refused(
        "declared_measure_replaces_its_own",
        copy("declared_measure", f"id = {LAST_COUNT}", replaces_id="id", measure="'courses'"),
    ),
    refused("declared_measure_within_life", copy("declared_measure", year="2023")),
)
