"""The first house: every table of the main job. Triggers and views are made by `ledger.triggers`.

Nothing posted may be lost or altered by a migration. Name every constraint; never use
batch_alter_table on SQLite, which drops triggers.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

BIGINT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DATE = sa.Text().with_variant(sa.Date(), "postgresql")
MOMENT = sa.Text().with_variant(sa.DateTime(timezone=True), "postgresql")
FLAG = sa.Integer().with_variant(sa.Boolean(), "postgresql")
SORT_KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def is_a_day(table: str, column: str) -> sa.CheckConstraint:
    """A date of SQLite, which is text, is a real day in ISO form."""
    check = sa.CheckConstraint(f"date({column}, '+0 days') IS {column}", name=f"{table}_{column}_is_a_day")
    return check.ddl_if(dialect="sqlite")


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "account",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("regime", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name_vi", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("parent_id", BIGINT, nullable=True),
        sa.Column("class", sa.Text(), nullable=False),
        sa.Column("normal_side", sa.Text(), nullable=False),
        sa.Column("effect", sa.Text(), nullable=False),
        sa.Column("figure", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=True),
        sa.Column("valid_from", DATE, nullable=False),
        sa.Column("valid_to", DATE, nullable=True),
        is_a_day("account", "valid_from"),
        is_a_day("account", "valid_to"),
        sa.CheckConstraint(
            "class IN ('asset', 'liability', 'net_assets', 'income', 'expense')", name="account_class"
        ),
        sa.CheckConstraint(
            "effect IN ('none', 'money', 'investment', 'promise', 'capital')", name="account_effect"
        ),
        sa.CheckConstraint(
            "figure IN ('held', 'in_transit', 'opening', 'mobilized', 'spent', 'between_funds', 'goods')",
            name="account_figure",
        ),
        sa.CheckConstraint("normal_side IN ('debit', 'credit')", name="account_normal_side"),
        sa.CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="account_dates"),
        sa.ForeignKeyConstraint(["parent_id"], ["account.id"], name=op.f("account_parent_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("account_pk")),
        sa.UniqueConstraint("regime", "code", name="account_code_once"),
        sa.UniqueConstraint("regime", "role", name="account_role_once"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("account_parent_id_ix"), "account", ["parent_id"], unique=False)
    op.create_table(
        "administrative_area",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("parent_id", BIGINT, nullable=True),
        sa.Column("valid_from", DATE, nullable=False),
        sa.Column("valid_to", DATE, nullable=True),
        is_a_day("administrative_area", "valid_from"),
        is_a_day("administrative_area", "valid_to"),
        sa.CheckConstraint("level IN ('province', 'district', 'commune')", name="administrative_area_level"),
        sa.CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="administrative_area_dates"),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["administrative_area.id"], name=op.f("administrative_area_parent_id_fk")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("administrative_area_pk")),
        sa.UniqueConstraint("code", "valid_from", name="administrative_area_code_once"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("administrative_area_folded_ix"), "administrative_area", ["folded"], unique=False)
    op.create_index(
        op.f("administrative_area_parent_id_ix"), "administrative_area", ["parent_id"], unique=False
    )
    op.create_table(
        "app_user",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("active", FLAG, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("app_user_pk")),
        sa.UniqueConstraint("login", name="app_user_login_once"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "audit_event",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("association_id", BIGINT, nullable=False),
        sa.Column("actor_id", BIGINT, nullable=False),
        sa.Column("verb", sa.Text(), nullable=False),
        sa.Column("subject_type", sa.Text(), nullable=False),
        sa.Column("subject_id", BIGINT, nullable=False),
        sa.Column("client_key", sa.Text(), nullable=True),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.CheckConstraint("length(client_key) <= 64", name="form_key_length"),
        sa.PrimaryKeyConstraint("id", name=op.f("audit_event_pk")),
        sa.UniqueConstraint("association_id", "client_key", name="form_acts_once"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "book",
        sa.Column("number", BIGINT, autoincrement=False, nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("merged_at", MOMENT, nullable=True),
        sa.CheckConstraint("number BETWEEN 1 AND 32767", name="book_number_range"),
        sa.PrimaryKeyConstraint("number", name=op.f("book_pk")),
        sqlite_strict=True,
    )
    op.create_table(
        "account_presentation",
        sa.Column("profile", sa.Text(), nullable=False),
        sa.Column("account_id", BIGINT, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name_vi", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.CheckConstraint("profile IN ('detail_books', 'simple')", name="account_presentation_profile"),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("account_presentation_account_id_fk")
        ),
        sa.PrimaryKeyConstraint("profile", "account_id", name=op.f("account_presentation_pk")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "area_alias",
        sa.Column("area_id", BIGINT, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["administrative_area.id"], name=op.f("area_alias_area_id_fk")),
        sa.PrimaryKeyConstraint("area_id", "key", name=op.f("area_alias_pk")),
        sqlite_strict=True,
    )
    op.create_index(op.f("area_alias_key_ix"), "area_alias", ["key"], unique=False)
    op.create_table(
        "area_succession",
        sa.Column("predecessor_id", BIGINT, nullable=False),
        sa.Column("successor_id", BIGINT, nullable=False),
        sa.ForeignKeyConstraint(
            ["predecessor_id"], ["administrative_area.id"], name=op.f("area_succession_predecessor_id_fk")
        ),
        sa.ForeignKeyConstraint(
            ["successor_id"], ["administrative_area.id"], name=op.f("area_succession_successor_id_fk")
        ),
        sa.PrimaryKeyConstraint("predecessor_id", "successor_id", name=op.f("area_succession_pk")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("area_succession_successor_id_ix"), "area_succession", ["successor_id"], unique=False
    )
    op.create_table(
        "association",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("chapter_base", sa.Text(), nullable=True),
        sa.Column("ledgered_from", DATE, nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("sort_key", SORT_KEY, nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("area_id", BIGINT, nullable=True),
        sa.Column("founded_on", DATE, nullable=False),
        sa.Column("closed_on", DATE, nullable=True),
        is_a_day("association", "closed_on"),
        is_a_day("association", "founded_on"),
        is_a_day("association", "ledgered_from"),
        sa.CheckConstraint(
            "chapter_base IS NULL OR (kind = 'chapter' AND chapter_base IN ('village', 'residential_group', 'school', 'agency', 'fellow_countrymen'))",
            name="association_chapter_base",
        ),
        sa.CheckConstraint(
            "kind IN ('central', 'province', 'district', 'commune', 'chapter', 'clan_board', 'school_board', 'agency_board')",
            name="association_kind",
        ),
        sa.CheckConstraint("closed_on IS NULL OR closed_on >= founded_on", name="association_dates"),
        sa.CheckConstraint(
            "ledgered_from IS NULL OR ledgered_from >= founded_on", name="association_ledgered_from"
        ),
        sa.ForeignKeyConstraint(["area_id"], ["administrative_area.id"], name=op.f("association_area_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("association_pk")),
        sa.UniqueConstraint("code", name="association_code_once"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("association_area_id_ix"), "association", ["area_id"], unique=False)
    op.create_index(op.f("association_folded_ix"), "association", ["folded"], unique=False)
    op.create_table(
        "entry_pattern",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("debit_account_id", BIGINT, nullable=False),
        sa.Column("credit_account_id", BIGINT, nullable=False),
        sa.ForeignKeyConstraint(
            ["credit_account_id"], ["account.id"], name=op.f("entry_pattern_credit_account_id_fk")
        ),
        sa.ForeignKeyConstraint(
            ["debit_account_id"], ["account.id"], name=op.f("entry_pattern_debit_account_id_fk")
        ),
        sa.PrimaryKeyConstraint(
            "kind", "debit_account_id", "credit_account_id", name=op.f("entry_pattern_pk")
        ),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "signed_in",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("user_id", BIGINT, nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("signed_in_user_id_fk")),
        sa.PrimaryKeyConstraint("digest", name=op.f("signed_in_pk")),
        sqlite_strict=True,
    )
    op.create_index(op.f("signed_in_user_id_ix"), "signed_in", ["user_id"], unique=False)
    op.create_table(
        "association_edge",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("child_id", BIGINT, nullable=False),
        sa.Column("parent_id", BIGINT, nullable=False),
        sa.Column("valid_from", DATE, nullable=False),
        sa.Column("valid_to", DATE, nullable=True),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        is_a_day("association_edge", "valid_from"),
        is_a_day("association_edge", "valid_to"),
        sa.CheckConstraint("role IN ('member', 'acting', 'history')", name="association_edge_role"),
        sa.CheckConstraint("child_id <> parent_id", name="association_edge_not_itself"),
        sa.CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="association_edge_dates"),
        sa.ForeignKeyConstraint(["child_id"], ["association.id"], name=op.f("association_edge_child_id_fk")),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["association.id"], name=op.f("association_edge_parent_id_fk")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("association_edge_pk")),
        sa.UniqueConstraint("child_id", "valid_from", name="association_edge_once"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("association_edge_parent_id_ix"), "association_edge", ["parent_id"], unique=False)
    op.create_table(
        "association_event",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("association_id", BIGINT, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("happened_on", DATE, nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        is_a_day("association_event", "happened_on"),
        sa.CheckConstraint(
            "kind IN ('found', 'rename', 'move', 'merge', 'split', 'abolish', 'revive')",
            name="association_event_kind",
        ),
        sa.CheckConstraint("length(decision) >= 2", name="association_event_has_decision"),
        sa.ForeignKeyConstraint(
            ["association_id"], ["association.id"], name=op.f("association_event_association_id_fk")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("association_event_pk")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(
        op.f("association_event_association_id_ix"), "association_event", ["association_id"], unique=False
    )
    op.create_table(
        "association_name",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("association_id", BIGINT, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("used_to", DATE, nullable=True),
        is_a_day("association_name", "used_to"),
        sa.CheckConstraint("length(name) >= 2", name="association_name_length"),
        sa.ForeignKeyConstraint(
            ["association_id"], ["association.id"], name=op.f("association_name_association_id_fk")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("association_name_pk")),
        sa.UniqueConstraint("association_id", "name", "used_to", name="association_name_once"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("association_name_folded_ix"), "association_name", ["folded"], unique=False)
    op.create_table(
        "bookkeeping_profile",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("association_id", BIGINT, nullable=False),
        sa.Column("profile", sa.Text(), nullable=False),
        sa.Column("valid_from", DATE, nullable=False),
        is_a_day("bookkeeping_profile", "valid_from"),
        sa.CheckConstraint(
            "profile IN ('separate', 'detail_books', 'simple')", name="bookkeeping_profile_known"
        ),
        sa.ForeignKeyConstraint(
            ["association_id"], ["association.id"], name=op.f("bookkeeping_profile_association_id_fk")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("bookkeeping_profile_pk")),
        sa.UniqueConstraint("association_id", "valid_from", name="bookkeeping_profile_once"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "declaration",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("association_id", BIGINT, nullable=False),
        sa.Column("as_of", DATE, nullable=False),
        sa.Column("opening", BIGINT, nullable=False),
        sa.Column("received", BIGINT, nullable=False),
        sa.Column("spent", BIGINT, nullable=False),
        sa.Column("closing", BIGINT, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("replaces_id", BIGINT, nullable=True),
        sa.Column("declared_by", BIGINT, nullable=False),
        sa.Column("declared_on", DATE, nullable=False),
        sa.Column("declared_at", MOMENT, nullable=False),
        is_a_day("declaration", "as_of"),
        is_a_day("declaration", "declared_on"),
        sa.CheckConstraint("as_of <= declared_on", name="declaration_not_ahead"),
        sa.CheckConstraint("length(trim(source)) >= 2", name="declaration_has_source"),
        sa.CheckConstraint("opening + received - spent = closing", name="declaration_adds_up"),
        sa.CheckConstraint(
            "opening BETWEEN 0 AND 10000000000000 AND received BETWEEN 0 AND 10000000000000 AND spent BETWEEN 0 AND 10000000000000 AND closing BETWEEN 0 AND 10000000000000",
            name="declaration_amounts",
        ),
        sa.CheckConstraint("replaces_id <> id", name="declaration_not_itself"),
        sa.ForeignKeyConstraint(
            ["association_id"], ["association.id"], name=op.f("declaration_association_id_fk")
        ),
        sa.ForeignKeyConstraint(["declared_by"], ["app_user.id"], name=op.f("declaration_declared_by_fk")),
        sa.ForeignKeyConstraint(["replaces_id"], ["declaration.id"], name=op.f("declaration_replaces_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("declaration_pk")),
        sa.UniqueConstraint("replaces_id", name="declaration_replaced_once"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("declaration_by_day_ix", "declaration", ["association_id", "as_of"], unique=False)
    op.create_index(
        "declaration_once",
        "declaration",
        ["association_id", "as_of"],
        unique=True,
        sqlite_where=sa.text("replaces_id IS NULL"),
        postgresql_where=sa.text("replaces_id IS NULL"),
    )
    op.create_table(
        "declared_count",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("association_id", BIGINT, nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("year", BIGINT, nullable=False),
        sa.Column("registered", BIGINT, nullable=True),
        sa.Column("assessed", BIGINT, nullable=True),
        sa.Column("recognized", BIGINT, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint("source <> ''", name="declared_count_source"),
        sa.CheckConstraint("recognized >= 0", name="declared_count_recognized"),
        sa.ForeignKeyConstraint(
            ["association_id"], ["association.id"], name=op.f("declared_count_association_id_fk")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("declared_count_pk")),
        sa.UniqueConstraint("association_id", "model", "year", name="declared_count_once"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "declared_measure",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("association_id", BIGINT, nullable=False),
        sa.Column("year", BIGINT, nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("value", BIGINT, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("replaces_id", BIGINT, nullable=True),
        sa.Column("declared_by", BIGINT, nullable=False),
        sa.Column("declared_at", MOMENT, nullable=False),
        sa.CheckConstraint("length(trim(source)) >= 2", name="declared_measure_has_source"),
        sa.CheckConstraint("replaces_id <> id", name="declared_measure_not_itself"),
        sa.CheckConstraint("value BETWEEN 0 AND 1000000000", name="declared_measure_value"),
        sa.ForeignKeyConstraint(
            ["association_id"], ["association.id"], name=op.f("declared_measure_association_id_fk")
        ),
        sa.ForeignKeyConstraint(
            ["declared_by"], ["app_user.id"], name=op.f("declared_measure_declared_by_fk")
        ),
        sa.ForeignKeyConstraint(
            ["replaces_id"], ["declared_measure.id"], name=op.f("declared_measure_replaces_id_fk")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("declared_measure_pk")),
        sa.UniqueConstraint("replaces_id", name="declared_measure_replaced_once"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(
        "declared_measure_by_year_ix", "declared_measure", ["association_id", "year"], unique=False
    )
    op.create_index(
        "declared_measure_once",
        "declared_measure",
        ["association_id", "year", "measure"],
        unique=True,
        sqlite_where=sa.text("replaces_id IS NULL"),
        postgresql_where=sa.text("replaces_id IS NULL"),
    )
    op.create_table(
        "fund",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("sort_key", SORT_KEY, nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("licence", sa.Text(), nullable=True),
        sa.Column("owner_id", BIGINT, nullable=False),
        sa.Column("opened_on", DATE, nullable=False),
        sa.Column("closed_on", DATE, nullable=True),
        is_a_day("fund", "closed_on"),
        is_a_day("fund", "opened_on"),
        sa.CheckConstraint("kind = 'unrestricted' OR purpose <> ''", name="fund_purpose_named"),
        sa.CheckConstraint("kind IN ('unrestricted', 'restricted', 'endowment')", name="fund_kind"),
        sa.CheckConstraint("closed_on IS NULL OR closed_on >= opened_on", name="fund_dates"),
        sa.ForeignKeyConstraint(["owner_id"], ["association.id"], name=op.f("fund_owner_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("fund_pk")),
        sa.UniqueConstraint("code", name="fund_code_once"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("fund_owner_id_ix"), "fund", ["owner_id"], unique=False)
    op.create_table(
        "hand_over",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("association_id", BIGINT, nullable=False),
        sa.Column("from_account_id", BIGINT, nullable=False),
        sa.Column("to_account_id", BIGINT, nullable=False),
        sa.Column("line_count", BIGINT, nullable=False),
        sa.Column("handed_on", DATE, nullable=False),
        sa.Column("handed_by", BIGINT, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        is_a_day("hand_over", "handed_on"),
        sa.CheckConstraint("from_account_id <> to_account_id", name="hand_over_two_places"),
        sa.CheckConstraint("line_count >= 1", name="hand_over_has_lines"),
        sa.ForeignKeyConstraint(
            ["association_id"], ["association.id"], name=op.f("hand_over_association_id_fk")
        ),
        sa.ForeignKeyConstraint(
            ["from_account_id"], ["account.id"], name=op.f("hand_over_from_account_id_fk")
        ),
        sa.ForeignKeyConstraint(["handed_by"], ["app_user.id"], name=op.f("hand_over_handed_by_fk")),
        sa.ForeignKeyConstraint(["to_account_id"], ["account.id"], name=op.f("hand_over_to_account_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("hand_over_pk")),
        sa.UniqueConstraint("id", "handed_by", name="hand_over_giver_key"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("hand_over_by_association_ix", "hand_over", ["association_id", "id"], unique=False)
    op.create_table(
        "journal_entry",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("association_id", BIGINT, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("entry_date", DATE, nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("posting_count", BIGINT, nullable=False),
        sa.Column("recorded_on", DATE, nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("recorded_by", BIGINT, nullable=False),
        is_a_day("journal_entry", "entry_date"),
        is_a_day("journal_entry", "recorded_on"),
        sa.CheckConstraint(
            "kind IN ('opening', 'contribution', 'roster', 'award_decision', 'award_payment', 'transfer_sent', 'transfer_received', 'transfer_returned', 'reversal', 'correction', 'interest', 'other_income', 'expense', 'advance', 'advance_settlement', 'deposit', 'deposit_return', 'goods_in', 'goods_out', 'fund_transfer', 'hand_over', 'cash_difference')",
            name="journal_entry_kind",
        ),
        sa.CheckConstraint("entry_date <= recorded_on", name="entry_not_in_future"),
        sa.CheckConstraint("posting_count >= 1", name="entry_has_postings"),
        sa.ForeignKeyConstraint(
            ["association_id"], ["association.id"], name=op.f("journal_entry_association_id_fk")
        ),
        sa.ForeignKeyConstraint(["recorded_by"], ["app_user.id"], name=op.f("journal_entry_recorded_by_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("journal_entry_pk")),
        sa.UniqueConstraint(
            "id", "association_id", "entry_date", "posting_count", name="journal_entry_line_key"
        ),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(
        "journal_entry_by_date_ix", "journal_entry", ["association_id", "entry_date", "id"], unique=False
    )
    op.create_table(
        "money_place",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("association_id", BIGINT, nullable=False),
        sa.Column("account_id", BIGINT, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("holder_name", sa.Text(), nullable=False),
        sa.Column("bank_name", sa.Text(), nullable=False),
        sa.Column("bank_number", sa.Text(), nullable=False),
        sa.Column("opened_on", DATE, nullable=False),
        sa.Column("named_by", BIGINT, nullable=False),
        is_a_day("money_place", "opened_on"),
        sa.CheckConstraint("length(trim(holder_name)) >= 1", name="money_place_has_holder"),
        sa.CheckConstraint("length(trim(name)) >= 1", name="money_place_has_name"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("money_place_account_id_fk")),
        sa.ForeignKeyConstraint(
            ["association_id"], ["association.id"], name=op.f("money_place_association_id_fk")
        ),
        sa.ForeignKeyConstraint(["named_by"], ["app_user.id"], name=op.f("money_place_named_by_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("money_place_pk")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("money_place_association_id_ix"), "money_place", ["association_id"], unique=False)
    op.create_table(
        "party",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("association_id", BIGINT, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("distinguisher", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("sort_key", SORT_KEY, nullable=False),
        sa.Column("given_sort_key", SORT_KEY, nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("birth_year", BIGINT, nullable=True),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "kind IN ('person', 'household', 'clan', 'organisation', 'community', 'anonymous')",
            name="party_kind",
        ),
        sa.CheckConstraint("name <> ''", name="party_has_name"),
        sa.CheckConstraint("birth_year IS NULL OR birth_year BETWEEN 1900 AND 2100", name="party_birth_year"),
        sa.ForeignKeyConstraint(["association_id"], ["association.id"], name=op.f("party_association_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("party_pk")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("party_association_id_ix"), "party", ["association_id"], unique=False)
    op.create_index(op.f("party_folded_ix"), "party", ["folded"], unique=False)
    op.create_table(
        "period_event",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("association_id", BIGINT, nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("day", DATE, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("acted_by", BIGINT, nullable=False),
        sa.Column("acted_on", DATE, nullable=False),
        sa.Column("acted_at", MOMENT, nullable=False),
        is_a_day("period_event", "acted_on"),
        is_a_day("period_event", "day"),
        sa.CheckConstraint("act <> 'reopen' OR length(trim(reason)) >= 3", name="reopening_has_reason"),
        sa.CheckConstraint("act = 'reopen' OR day < acted_on", name="period_is_over"),
        sa.CheckConstraint("act IN ('close', 'reopen', 'file')", name="period_event_act"),
        sa.ForeignKeyConstraint(["acted_by"], ["app_user.id"], name=op.f("period_event_acted_by_fk")),
        sa.ForeignKeyConstraint(
            ["association_id"], ["association.id"], name=op.f("period_event_association_id_fk")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("period_event_pk")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("period_event_by_association_ix", "period_event", ["association_id", "id"], unique=False)
    op.create_table(
        "period_lock",
        sa.Column("association_id", BIGINT, nullable=False),
        sa.Column("closed_through", DATE, nullable=True),
        sa.Column("filed_through", DATE, nullable=True),
        is_a_day("period_lock", "closed_through"),
        is_a_day("period_lock", "filed_through"),
        sa.CheckConstraint(
            "filed_through IS NULL OR (closed_through IS NOT NULL AND filed_through <= closed_through)",
            name="filed_is_closed",
        ),
        sa.ForeignKeyConstraint(
            ["association_id"], ["association.id"], name=op.f("period_lock_association_id_fk")
        ),
        sa.PrimaryKeyConstraint("association_id", name=op.f("period_lock_pk")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "recognition_decision",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("association_id", BIGINT, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("decided_on", DATE, nullable=False),
        sa.Column("decided_by", BIGINT, nullable=False),
        is_a_day("recognition_decision", "decided_on"),
        sa.CheckConstraint("number <> ''", name="recognition_decision_number"),
        sa.ForeignKeyConstraint(
            ["association_id"], ["association.id"], name=op.f("recognition_decision_association_id_fk")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["app_user.id"], name=op.f("recognition_decision_decided_by_fk")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("recognition_decision_pk")),
        sa.UniqueConstraint("association_id", "number", "decided_on", name="recognition_decision_once"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "role_holding",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("user_id", BIGINT, nullable=False),
        sa.Column("association_id", BIGINT, nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("valid_from", DATE, nullable=False),
        sa.Column("valid_to", DATE, nullable=True),
        is_a_day("role_holding", "valid_from"),
        is_a_day("role_holding", "valid_to"),
        sa.CheckConstraint(
            "role IN ('treasurer', 'committee_member', 'chair', 'publisher', 'inspector', 'administrator')",
            name="role_holding_role",
        ),
        sa.ForeignKeyConstraint(
            ["association_id"], ["association.id"], name=op.f("role_holding_association_id_fk")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("role_holding_user_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("role_holding_pk")),
        sa.UniqueConstraint("user_id", "association_id", "role", "valid_from", name="role_holding_once"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("role_holding_association_id_ix"), "role_holding", ["association_id"], unique=False)
    op.create_index(op.f("role_holding_user_id_ix"), "role_holding", ["user_id"], unique=False)
    op.create_table(
        "voucher_series",
        sa.Column("association_id", BIGINT, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("year", BIGINT, nullable=False),
        sa.Column("book", BIGINT, nullable=False),
        sa.Column("last_number", BIGINT, nullable=False),
        sa.CheckConstraint("kind IN ('receipt', 'payment', 'memo')", name="voucher_series_kind"),
        sa.CheckConstraint("book >= 1", name="voucher_series_book"),
        sa.CheckConstraint("last_number >= 0", name="voucher_series_number"),
        sa.ForeignKeyConstraint(
            ["association_id"], ["association.id"], name=op.f("voucher_series_association_id_fk")
        ),
        sa.PrimaryKeyConstraint("association_id", "kind", "year", "book", name=op.f("voucher_series_pk")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "association_event_document",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("event_id", BIGINT, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("issued_on", DATE, nullable=True),
        sa.Column("kept_at", sa.Text(), nullable=False),
        is_a_day("association_event_document", "issued_on"),
        sa.ForeignKeyConstraint(
            ["event_id"], ["association_event.id"], name=op.f("association_event_document_event_id_fk")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("association_event_document_pk")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(
        op.f("association_event_document_event_id_ix"),
        "association_event_document",
        ["event_id"],
        unique=False,
    )
    op.create_table(
        "association_succession",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("event_id", BIGINT, nullable=False),
        sa.Column("predecessor_id", BIGINT, nullable=False),
        sa.Column("successor_id", BIGINT, nullable=False),
        sa.Column("share", BIGINT, nullable=True),
        sa.CheckConstraint("predecessor_id <> successor_id", name="association_succession_two_associations"),
        sa.CheckConstraint("share IS NULL OR share BETWEEN 1 AND 10000", name="association_succession_share"),
        sa.ForeignKeyConstraint(
            ["event_id"], ["association_event.id"], name=op.f("association_succession_event_id_fk")
        ),
        sa.ForeignKeyConstraint(
            ["predecessor_id"], ["association.id"], name=op.f("association_succession_predecessor_id_fk")
        ),
        sa.ForeignKeyConstraint(
            ["successor_id"], ["association.id"], name=op.f("association_succession_successor_id_fk")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("association_succession_pk")),
        sa.UniqueConstraint("predecessor_id", "successor_id", "event_id", name="association_succession_once"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(
        op.f("association_succession_event_id_ix"), "association_succession", ["event_id"], unique=False
    )
    op.create_index(
        op.f("association_succession_predecessor_id_ix"),
        "association_succession",
        ["predecessor_id"],
        unique=False,
    )
    op.create_index(
        op.f("association_succession_successor_id_ix"),
        "association_succession",
        ["successor_id"],
        unique=False,
    )
    op.create_table(
        "balance",
        sa.Column("association_id", BIGINT, nullable=False),
        sa.Column("fund_id", BIGINT, nullable=False),
        sa.Column("account_id", BIGINT, nullable=False),
        sa.Column("debit", BIGINT, nullable=False),
        sa.Column("credit", BIGINT, nullable=False),
        sa.Column("guarded", BIGINT, nullable=False),
        sa.CheckConstraint("debit >= 0 AND credit >= 0", name="balance_sides"),
        sa.CheckConstraint("guarded = 0 OR debit >= credit", name="no_overdraft"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("balance_account_id_fk")),
        sa.ForeignKeyConstraint(
            ["association_id"], ["association.id"], name=op.f("balance_association_id_fk")
        ),
        sa.ForeignKeyConstraint(["fund_id"], ["fund.id"], name=op.f("balance_fund_id_fk")),
        sa.PrimaryKeyConstraint("association_id", "fund_id", "account_id", name=op.f("balance_pk")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "fund_holder",
        sa.Column("association_id", BIGINT, nullable=False),
        sa.Column("fund_id", BIGINT, nullable=False),
        sa.ForeignKeyConstraint(
            ["association_id"], ["association.id"], name=op.f("fund_holder_association_id_fk")
        ),
        sa.ForeignKeyConstraint(["fund_id"], ["fund.id"], name=op.f("fund_holder_fund_id_fk")),
        sa.PrimaryKeyConstraint("association_id", "fund_id", name=op.f("fund_holder_pk")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "fund_position",
        sa.Column("association_id", BIGINT, nullable=False),
        sa.Column("fund_id", BIGINT, nullable=False),
        sa.Column("money", BIGINT, nullable=False),
        sa.Column("promised", BIGINT, nullable=False),
        sa.Column("invested", BIGINT, nullable=False),
        sa.Column("capital", BIGINT, nullable=False),
        sa.CheckConstraint(
            "capital = 0 OR money + invested - promised >= capital", name="endowment_capital_kept"
        ),
        sa.CheckConstraint("money >= promised", name="fund_available_not_negative"),
        sa.CheckConstraint("promised >= 0", name="fund_promised_not_negative"),
        sa.ForeignKeyConstraint(
            ["association_id"], ["association.id"], name=op.f("fund_position_association_id_fk")
        ),
        sa.ForeignKeyConstraint(["fund_id"], ["fund.id"], name=op.f("fund_position_fund_id_fk")),
        sa.PrimaryKeyConstraint("association_id", "fund_id", name=op.f("fund_position_pk")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "hand_over_confirmation",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("hand_over_id", BIGINT, nullable=False),
        sa.Column("handed_by", BIGINT, nullable=False),
        sa.Column("confirmed_on", DATE, nullable=False),
        sa.Column("confirmed_by", BIGINT, nullable=False),
        sa.Column("entry_id", BIGINT, nullable=False),
        is_a_day("hand_over_confirmation", "confirmed_on"),
        sa.CheckConstraint("confirmed_by <> handed_by", name="hand_over_by_two"),
        sa.ForeignKeyConstraint(
            ["confirmed_by"], ["app_user.id"], name=op.f("hand_over_confirmation_confirmed_by_fk")
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["journal_entry.id"], name=op.f("hand_over_confirmation_entry_id_fk")
        ),
        sa.ForeignKeyConstraint(
            ["hand_over_id", "handed_by"],
            ["hand_over.id", "hand_over.handed_by"],
            name="hand_over_confirmation_of",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("hand_over_confirmation_pk")),
        sa.UniqueConstraint("entry_id", name="hand_over_entry_once"),
        sa.UniqueConstraint("hand_over_id", name="hand_over_confirmed_once"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "hand_over_line",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("hand_over_id", BIGINT, nullable=False),
        sa.Column("line", BIGINT, nullable=False),
        sa.Column("fund_id", BIGINT, nullable=False),
        sa.Column("amount", BIGINT, nullable=False),
        sa.CheckConstraint("amount BETWEEN 1 AND 10000000000000", name="hand_over_amount_range"),
        sa.ForeignKeyConstraint(["fund_id"], ["fund.id"], name=op.f("hand_over_line_fund_id_fk")),
        sa.ForeignKeyConstraint(
            ["hand_over_id"], ["hand_over.id"], name=op.f("hand_over_line_hand_over_id_fk")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("hand_over_line_pk")),
        sa.UniqueConstraint("hand_over_id", "fund_id", name="hand_over_fund_once"),
        sa.UniqueConstraint("hand_over_id", "line", name="hand_over_line_once"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "hand_over_withdrawal",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("hand_over_id", BIGINT, nullable=False),
        sa.Column("withdrawn_on", DATE, nullable=False),
        sa.Column("withdrawn_by", BIGINT, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        is_a_day("hand_over_withdrawal", "withdrawn_on"),
        sa.CheckConstraint("length(trim(reason)) >= 3", name="hand_over_withdrawal_says_why"),
        sa.ForeignKeyConstraint(
            ["hand_over_id"], ["hand_over.id"], name=op.f("hand_over_withdrawal_hand_over_id_fk")
        ),
        sa.ForeignKeyConstraint(
            ["withdrawn_by"], ["app_user.id"], name=op.f("hand_over_withdrawal_withdrawn_by_fk")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("hand_over_withdrawal_pk")),
        sa.UniqueConstraint("hand_over_id", name="hand_over_withdrawn_once"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "money_place_closing",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("place_id", BIGINT, nullable=False),
        sa.Column("closed_on", DATE, nullable=False),
        sa.Column("closed_by", BIGINT, nullable=False),
        is_a_day("money_place_closing", "closed_on"),
        sa.ForeignKeyConstraint(
            ["closed_by"], ["app_user.id"], name=op.f("money_place_closing_closed_by_fk")
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["money_place.id"], name=op.f("money_place_closing_place_id_fk")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("money_place_closing_pk")),
        sa.UniqueConstraint("place_id", name="money_place_closed_once"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "registration",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("association_id", BIGINT, nullable=False),
        sa.Column("party_id", BIGINT, nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("year", BIGINT, nullable=False),
        sa.Column("registered_on", DATE, nullable=False),
        sa.Column("registered_by", BIGINT, nullable=False),
        is_a_day("registration", "registered_on"),
        sa.CheckConstraint(
            "model IN ('citizen', 'family', 'clan', 'community', 'unit')", name="registration_model"
        ),
        sa.CheckConstraint("year BETWEEN 2000 AND 2100", name="registration_year"),
        sa.ForeignKeyConstraint(
            ["association_id"], ["association.id"], name=op.f("registration_association_id_fk")
        ),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("registration_party_id_fk")),
        sa.ForeignKeyConstraint(
            ["registered_by"], ["app_user.id"], name=op.f("registration_registered_by_fk")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("registration_pk")),
        sa.UniqueConstraint("id", "party_id", name="registration_party_key"),
        sa.UniqueConstraint("party_id", "model", "year", name="registered_once_a_year"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("registration_association_id_ix"), "registration", ["association_id"], unique=False)
    op.create_table(
        "roster",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("association_id", BIGINT, nullable=False),
        sa.Column("fund_id", BIGINT, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("default_amount", BIGINT, nullable=False),
        sa.Column("created_by", BIGINT, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint("default_amount BETWEEN 1 AND 10000000000000", name="roster_default_amount_range"),
        sa.ForeignKeyConstraint(
            ["association_id"], ["association.id"], name=op.f("roster_association_id_fk")
        ),
        sa.ForeignKeyConstraint(["created_by"], ["app_user.id"], name=op.f("roster_created_by_fk")),
        sa.ForeignKeyConstraint(["fund_id"], ["fund.id"], name=op.f("roster_fund_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("roster_pk")),
        sa.UniqueConstraint("association_id", "title", name="roster_title_once"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "turnover",
        sa.Column("association_id", BIGINT, nullable=False),
        sa.Column("fund_id", BIGINT, nullable=False),
        sa.Column("account_id", BIGINT, nullable=False),
        sa.Column("year", BIGINT, nullable=False),
        sa.Column("debit", BIGINT, nullable=False),
        sa.Column("credit", BIGINT, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("turnover_account_id_fk")),
        sa.ForeignKeyConstraint(
            ["association_id"], ["association.id"], name=op.f("turnover_association_id_fk")
        ),
        sa.ForeignKeyConstraint(["fund_id"], ["fund.id"], name=op.f("turnover_fund_id_fk")),
        sa.PrimaryKeyConstraint("association_id", "fund_id", "account_id", "year", name=op.f("turnover_pk")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "voucher",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("association_id", BIGINT, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("year", BIGINT, nullable=False),
        sa.Column("book", BIGINT, nullable=False),
        sa.Column("number", BIGINT, nullable=False),
        sa.Column("entry_id", BIGINT, nullable=False),
        sa.Column("issued_on", DATE, nullable=False),
        sa.Column("amount", BIGINT, nullable=False),
        sa.Column("amount_in_words", sa.Text(), nullable=False),
        sa.Column("party_name", sa.Text(), nullable=False),
        sa.Column("party_address", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("fund_id", BIGINT, nullable=False),
        sa.Column("fund_name", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("issued_by", BIGINT, nullable=False),
        sa.Column("issued_by_name", sa.Text(), nullable=False),
        is_a_day("voucher", "issued_on"),
        sa.CheckConstraint("kind IN ('receipt', 'payment', 'memo')", name="voucher_kind"),
        sa.CheckConstraint("method IN ('cash', 'bank', 'none')", name="voucher_method"),
        sa.CheckConstraint("amount BETWEEN 1 AND 10000000000000", name="voucher_amount_range"),
        sa.CheckConstraint("length(token) = 26", name="voucher_token_length"),
        sa.CheckConstraint("number >= 1", name="voucher_number_positive"),
        sa.ForeignKeyConstraint(
            ["association_id"], ["association.id"], name=op.f("voucher_association_id_fk")
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["journal_entry.id"], name=op.f("voucher_entry_id_fk")),
        sa.ForeignKeyConstraint(["fund_id"], ["fund.id"], name=op.f("voucher_fund_id_fk")),
        sa.ForeignKeyConstraint(["issued_by"], ["app_user.id"], name=op.f("voucher_issued_by_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("voucher_pk")),
        sa.UniqueConstraint("association_id", "kind", "year", "book", "number", name="voucher_number_once"),
        sa.UniqueConstraint("id", "amount", name="voucher_amount_key"),
        sa.UniqueConstraint("token", name="voucher_token_once"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("voucher_by_entry_ix", "voucher", ["entry_id"], unique=False)
    op.create_table(
        "advance",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("association_id", BIGINT, nullable=False),
        sa.Column("fund_id", BIGINT, nullable=False),
        sa.Column("holder_name", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("amount", BIGINT, nullable=False),
        sa.Column("account_id", BIGINT, nullable=False),
        sa.Column("given_on", DATE, nullable=False),
        sa.Column("due_on", DATE, nullable=False),
        sa.Column("entry_id", BIGINT, nullable=False),
        sa.Column("voucher_id", BIGINT, nullable=False),
        is_a_day("advance", "due_on"),
        is_a_day("advance", "given_on"),
        sa.CheckConstraint("due_on >= given_on", name="advance_due_after_giving"),
        sa.CheckConstraint("length(trim(holder_name)) >= 1", name="advance_has_holder"),
        sa.CheckConstraint("length(trim(purpose)) >= 1", name="advance_has_purpose"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("advance_account_id_fk")),
        sa.ForeignKeyConstraint(
            ["association_id"], ["association.id"], name=op.f("advance_association_id_fk")
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["journal_entry.id"], name=op.f("advance_entry_id_fk")),
        sa.ForeignKeyConstraint(["fund_id"], ["fund.id"], name=op.f("advance_fund_id_fk")),
        sa.ForeignKeyConstraint(["voucher_id"], ["voucher.id"], name=op.f("advance_voucher_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("advance_pk")),
        sa.UniqueConstraint("entry_id", name="advance_entry_once"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("advance_association_id_ix"), "advance", ["association_id"], unique=False)
    op.create_table(
        "assessment",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("registration_id", BIGINT, nullable=False),
        sa.Column("points", BIGINT, nullable=False),
        sa.Column("threshold", BIGINT, nullable=False),
        sa.Column("passed", BIGINT, nullable=False),
        sa.Column("assessed_on", DATE, nullable=False),
        sa.Column("assessed_by", BIGINT, nullable=False),
        is_a_day("assessment", "assessed_on"),
        sa.CheckConstraint(
            "(passed = 1 AND points >= threshold) OR (passed = 0 AND points < threshold)",
            name="assessment_passed_follows",
        ),
        sa.CheckConstraint(
            "points BETWEEN 0 AND 100 AND threshold BETWEEN 0 AND 100", name="assessment_points"
        ),
        sa.ForeignKeyConstraint(["assessed_by"], ["app_user.id"], name=op.f("assessment_assessed_by_fk")),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name=op.f("assessment_registration_id_fk")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("assessment_pk")),
        sa.UniqueConstraint("registration_id", "passed", name="assessment_passed_key"),
        sa.UniqueConstraint("registration_id", name="assessed_once"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "budget_line",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("association_id", BIGINT, nullable=False),
        sa.Column("fund_id", BIGINT, nullable=False),
        sa.Column("account_id", BIGINT, nullable=False),
        sa.Column("year", BIGINT, nullable=False),
        sa.Column("amount", BIGINT, nullable=False),
        sa.Column("set_by", BIGINT, nullable=False),
        sa.Column("set_at", MOMENT, nullable=False),
        sa.CheckConstraint("amount BETWEEN 0 AND 10000000000000", name="budget_amount_range"),
        sa.CheckConstraint("year BETWEEN 2000 AND 2100", name="budget_year"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("budget_line_account_id_fk")),
        sa.ForeignKeyConstraint(
            ["association_id", "fund_id"],
            ["fund_holder.association_id", "fund_holder.fund_id"],
            name="budget_fund_is_held",
        ),
        sa.ForeignKeyConstraint(["set_by"], ["app_user.id"], name=op.f("budget_line_set_by_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("budget_line_pk")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("budget_line_by_year_ix", "budget_line", ["association_id", "year", "id"], unique=False)
    op.create_table(
        "cash_count",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("association_id", BIGINT, nullable=False),
        sa.Column("account_id", BIGINT, nullable=False),
        sa.Column("counted_on", DATE, nullable=False),
        sa.Column("counted_total", BIGINT, nullable=False),
        sa.Column("book_total", BIGINT, nullable=False),
        sa.Column("counted_by", BIGINT, nullable=False),
        sa.Column("witnesses", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("fund_id", BIGINT, nullable=True),
        sa.Column("entry_id", BIGINT, nullable=True),
        sa.Column("voucher_id", BIGINT, nullable=True),
        is_a_day("cash_count", "counted_on"),
        sa.CheckConstraint(
            "(counted_total = book_total) = (entry_id IS NULL) AND (entry_id IS NULL) = (voucher_id IS NULL) AND (entry_id IS NULL) = (fund_id IS NULL)",
            name="cash_count_posts_difference",
        ),
        sa.CheckConstraint("length(trim(witnesses)) >= 2", name="cash_count_has_witness"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("cash_count_account_id_fk")),
        sa.ForeignKeyConstraint(
            ["association_id"], ["association.id"], name=op.f("cash_count_association_id_fk")
        ),
        sa.ForeignKeyConstraint(["counted_by"], ["app_user.id"], name=op.f("cash_count_counted_by_fk")),
        sa.ForeignKeyConstraint(["entry_id"], ["journal_entry.id"], name=op.f("cash_count_entry_id_fk")),
        sa.ForeignKeyConstraint(["fund_id"], ["fund.id"], name=op.f("cash_count_fund_id_fk")),
        sa.ForeignKeyConstraint(["voucher_id"], ["voucher.id"], name=op.f("cash_count_voucher_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("cash_count_pk")),
        sa.UniqueConstraint("entry_id", name="cash_count_entry_once"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("cash_count_by_association_ix", "cash_count", ["association_id", "id"], unique=False)
    op.create_table(
        "fund_transfer",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("association_id", BIGINT, nullable=False),
        sa.Column("from_fund_id", BIGINT, nullable=False),
        sa.Column("to_fund_id", BIGINT, nullable=False),
        sa.Column("amount", BIGINT, nullable=False),
        sa.Column("account_id", BIGINT, nullable=False),
        sa.Column("moved_on", DATE, nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("entry_id", BIGINT, nullable=False),
        sa.Column("voucher_id", BIGINT, nullable=False),
        is_a_day("fund_transfer", "moved_on"),
        sa.CheckConstraint("from_fund_id <> to_fund_id", name="fund_transfer_two_funds"),
        sa.CheckConstraint("length(trim(ground)) >= 3", name="fund_transfer_has_ground"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fund_transfer_account_id_fk")),
        sa.ForeignKeyConstraint(
            ["association_id"], ["association.id"], name=op.f("fund_transfer_association_id_fk")
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["journal_entry.id"], name=op.f("fund_transfer_entry_id_fk")),
        sa.ForeignKeyConstraint(["from_fund_id"], ["fund.id"], name=op.f("fund_transfer_from_fund_id_fk")),
        sa.ForeignKeyConstraint(["to_fund_id"], ["fund.id"], name=op.f("fund_transfer_to_fund_id_fk")),
        sa.ForeignKeyConstraint(["voucher_id"], ["voucher.id"], name=op.f("fund_transfer_voucher_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("fund_transfer_pk")),
        sa.UniqueConstraint("entry_id", name="fund_transfer_entry_once"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(
        op.f("fund_transfer_association_id_ix"), "fund_transfer", ["association_id"], unique=False
    )
    op.create_table(
        "goods_lot",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("association_id", BIGINT, nullable=False),
        sa.Column("fund_id", BIGINT, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("quantity", BIGINT, nullable=False),
        sa.Column("value", BIGINT, nullable=False),
        sa.Column("from_name", sa.Text(), nullable=False),
        sa.Column("received_on", DATE, nullable=False),
        sa.Column("entry_id", BIGINT, nullable=False),
        sa.Column("voucher_id", BIGINT, nullable=False),
        is_a_day("goods_lot", "received_on"),
        sa.CheckConstraint("source IN ('donated', 'bought')", name="goods_source"),
        sa.CheckConstraint(
            "length(trim(description)) >= 2 AND length(trim(unit)) >= 1 AND length(trim(from_name)) >= 1",
            name="goods_are_described",
        ),
        sa.CheckConstraint("quantity BETWEEN 1 AND 100000", name="goods_quantity_range"),
        sa.CheckConstraint("value BETWEEN quantity AND 10000000000000", name="goods_value_range"),
        sa.ForeignKeyConstraint(
            ["association_id"], ["association.id"], name=op.f("goods_lot_association_id_fk")
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["journal_entry.id"], name=op.f("goods_lot_entry_id_fk")),
        sa.ForeignKeyConstraint(["fund_id"], ["fund.id"], name=op.f("goods_lot_fund_id_fk")),
        sa.ForeignKeyConstraint(["voucher_id"], ["voucher.id"], name=op.f("goods_lot_voucher_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("goods_lot_pk")),
        sa.UniqueConstraint("entry_id", name="goods_lot_entry_once"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("goods_lot_by_association_ix", "goods_lot", ["association_id", "id"], unique=False)
    op.create_table(
        "posting",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("entry_id", BIGINT, nullable=False),
        sa.Column("line", BIGINT, nullable=False),
        sa.Column("posting_count", BIGINT, nullable=False),
        sa.Column("association_id", BIGINT, nullable=False),
        sa.Column("entry_date", DATE, nullable=False),
        sa.Column("fund_id", BIGINT, nullable=False),
        sa.Column("debit_account_id", BIGINT, nullable=False),
        sa.Column("credit_account_id", BIGINT, nullable=False),
        sa.Column("amount", BIGINT, nullable=False),
        sa.Column("reverses_id", BIGINT, nullable=True),
        is_a_day("posting", "entry_date"),
        sa.CheckConstraint("amount BETWEEN 1 AND 10000000000000", name="posting_amount_range"),
        sa.CheckConstraint("debit_account_id <> credit_account_id", name="posting_two_accounts"),
        sa.CheckConstraint("line BETWEEN 1 AND posting_count", name="posting_line_in_entry"),
        sa.ForeignKeyConstraint(
            ["association_id", "fund_id"],
            ["fund_holder.association_id", "fund_holder.fund_id"],
            name="posting_fund_is_held",
        ),
        sa.ForeignKeyConstraint(
            ["credit_account_id"], ["account.id"], name=op.f("posting_credit_account_id_fk")
        ),
        sa.ForeignKeyConstraint(
            ["debit_account_id"], ["account.id"], name=op.f("posting_debit_account_id_fk")
        ),
        sa.ForeignKeyConstraint(
            ["entry_id", "association_id", "entry_date", "posting_count"],
            [
                "journal_entry.id",
                "journal_entry.association_id",
                "journal_entry.entry_date",
                "journal_entry.posting_count",
            ],
            name="posting_belongs_to_entry",
        ),
        sa.ForeignKeyConstraint(["reverses_id"], ["posting.id"], name=op.f("posting_reverses_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("posting_pk")),
        sa.UniqueConstraint("entry_id", "line", name="posting_line_once"),
        sa.UniqueConstraint("reverses_id", name="posting_reversed_once"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(
        "posting_by_fund_ix", "posting", ["association_id", "fund_id", "entry_date", "id"], unique=False
    )
    op.create_table(
        "programme",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("association_id", BIGINT, nullable=False),
        sa.Column("fund_id", BIGINT, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("recognition_required", FLAG, nullable=False),
        sa.Column("opened_on", DATE, nullable=False),
        is_a_day("programme", "opened_on"),
        sa.CheckConstraint(
            "category IN ('reward', 'scholarship', 'hardship', 'adult_learner')", name="programme_category"
        ),
        sa.ForeignKeyConstraint(
            ["association_id", "fund_id"],
            ["fund_holder.association_id", "fund_holder.fund_id"],
            name="programme_fund_is_held",
        ),
        sa.ForeignKeyConstraint(
            ["association_id"], ["association.id"], name=op.f("programme_association_id_fk")
        ),
        sa.ForeignKeyConstraint(["fund_id"], ["fund.id"], name=op.f("programme_fund_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("programme_pk")),
        sa.UniqueConstraint("association_id", "name", name="programme_name_once"),
        sa.UniqueConstraint("id", "association_id", "fund_id", name="programme_fund_key"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "remittance_rule",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("sender_id", BIGINT, nullable=False),
        sa.Column("receiver_id", BIGINT, nullable=False),
        sa.Column("fund_id", BIGINT, nullable=False),
        sa.Column("share", BIGINT, nullable=True),
        sa.Column("fixed_amount", BIGINT, nullable=True),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("valid_from", DATE, nullable=False),
        sa.Column("valid_to", DATE, nullable=True),
        sa.Column("decision", sa.Text(), nullable=False),
        is_a_day("remittance_rule", "valid_from"),
        is_a_day("remittance_rule", "valid_to"),
        sa.CheckConstraint("period IN ('month', 'quarter', 'year')", name="remittance_rule_period"),
        sa.CheckConstraint(
            "(share IS NULL) <> (fixed_amount IS NULL)", name="remittance_rule_share_or_amount"
        ),
        sa.CheckConstraint("fixed_amount BETWEEN 1 AND 10000000000000", name="remittance_rule_amount"),
        sa.CheckConstraint("length(trim(decision)) >= 2", name="remittance_rule_has_decision"),
        sa.CheckConstraint("sender_id <> receiver_id", name="remittance_rule_two_associations"),
        sa.CheckConstraint("share BETWEEN 1 AND 10000", name="remittance_rule_share"),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="remittance_rule_dates"),
        sa.ForeignKeyConstraint(["fund_id"], ["fund.id"], name=op.f("remittance_rule_fund_id_fk")),
        sa.ForeignKeyConstraint(
            ["receiver_id", "fund_id"],
            ["fund_holder.association_id", "fund_holder.fund_id"],
            name="remittance_rule_receiver_holds_fund",
        ),
        sa.ForeignKeyConstraint(
            ["receiver_id"], ["association.id"], name=op.f("remittance_rule_receiver_id_fk")
        ),
        sa.ForeignKeyConstraint(
            ["sender_id", "fund_id"],
            ["fund_holder.association_id", "fund_holder.fund_id"],
            name="remittance_rule_sender_holds_fund",
        ),
        sa.ForeignKeyConstraint(["sender_id"], ["association.id"], name=op.f("remittance_rule_sender_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("remittance_rule_pk")),
        sa.UniqueConstraint("id", "sender_id", "receiver_id", "fund_id", name="remittance_rule_key"),
        sa.UniqueConstraint(
            "sender_id", "receiver_id", "fund_id", "period", "valid_from", name="remittance_rule_once"
        ),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("remittance_rule_receiver_id_ix"), "remittance_rule", ["receiver_id"], unique=False)
    op.create_table(
        "roster_line",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("roster_id", BIGINT, nullable=False),
        sa.Column("position", BIGINT, nullable=False),
        sa.Column("party_id", BIGINT, nullable=False),
        sa.Column("amount", BIGINT, nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "amount IS NULL OR amount BETWEEN 1 AND 10000000000000", name="roster_amount_range"
        ),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("roster_line_party_id_fk")),
        sa.ForeignKeyConstraint(["roster_id"], ["roster.id"], name=op.f("roster_line_roster_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("roster_line_pk")),
        sa.UniqueConstraint("roster_id", "party_id", name="roster_party_once"),
        sa.UniqueConstraint("roster_id", "position", name="roster_position_once"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "roster_posting",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("roster_id", BIGINT, nullable=False),
        sa.Column("entry_id", BIGINT, nullable=False),
        sa.Column("posted_on", DATE, nullable=False),
        sa.Column("listed_households", BIGINT, nullable=False),
        sa.Column("counted_households", BIGINT, nullable=False),
        sa.Column("listed_total", BIGINT, nullable=False),
        sa.Column("counted_cash", BIGINT, nullable=False),
        is_a_day("roster_posting", "posted_on"),
        sa.CheckConstraint("counted_cash = listed_total", name="roster_cash_agrees"),
        sa.CheckConstraint("counted_households = listed_households", name="roster_count_agrees"),
        sa.ForeignKeyConstraint(["entry_id"], ["journal_entry.id"], name=op.f("roster_posting_entry_id_fk")),
        sa.ForeignKeyConstraint(["roster_id"], ["roster.id"], name=op.f("roster_posting_roster_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("roster_posting_pk")),
        sa.UniqueConstraint("entry_id", name="roster_entry_once"),
        sa.UniqueConstraint("roster_id", name="roster_posted_once"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "shortage_settlement",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("association_id", BIGINT, nullable=False),
        sa.Column("fund_id", BIGINT, nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("amount", BIGINT, nullable=False),
        sa.Column("settled_on", DATE, nullable=False),
        sa.Column("settled_by", BIGINT, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("entry_id", BIGINT, nullable=False),
        sa.Column("voucher_id", BIGINT, nullable=False),
        is_a_day("shortage_settlement", "settled_on"),
        sa.CheckConstraint("outcome IN ('made_good', 'written_off')", name="shortage_outcome"),
        sa.CheckConstraint("length(trim(reason)) >= 3", name="shortage_settlement_says_why"),
        sa.ForeignKeyConstraint(
            ["association_id"], ["association.id"], name=op.f("shortage_settlement_association_id_fk")
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["journal_entry.id"], name=op.f("shortage_settlement_entry_id_fk")
        ),
        sa.ForeignKeyConstraint(["fund_id"], ["fund.id"], name=op.f("shortage_settlement_fund_id_fk")),
        sa.ForeignKeyConstraint(
            ["settled_by"], ["app_user.id"], name=op.f("shortage_settlement_settled_by_fk")
        ),
        sa.ForeignKeyConstraint(
            ["voucher_id"], ["voucher.id"], name=op.f("shortage_settlement_voucher_id_fk")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("shortage_settlement_pk")),
        sa.UniqueConstraint("entry_id", name="shortage_entry_once"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(
        op.f("shortage_settlement_association_id_ix"), "shortage_settlement", ["association_id"], unique=False
    )
    op.create_table(
        "term_deposit",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("association_id", BIGINT, nullable=False),
        sa.Column("fund_id", BIGINT, nullable=False),
        sa.Column("bank_name", sa.Text(), nullable=False),
        sa.Column("principal", BIGINT, nullable=False),
        sa.Column("rate_bp", BIGINT, nullable=False),
        sa.Column("account_id", BIGINT, nullable=False),
        sa.Column("placed_on", DATE, nullable=False),
        sa.Column("matures_on", DATE, nullable=False),
        sa.Column("entry_id", BIGINT, nullable=False),
        sa.Column("voucher_id", BIGINT, nullable=False),
        is_a_day("term_deposit", "matures_on"),
        is_a_day("term_deposit", "placed_on"),
        sa.CheckConstraint("length(trim(bank_name)) >= 1", name="deposit_names_bank"),
        sa.CheckConstraint("matures_on > placed_on", name="deposit_matures_later"),
        sa.CheckConstraint("rate_bp BETWEEN 0 AND 10000", name="deposit_rate_range"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("term_deposit_account_id_fk")),
        sa.ForeignKeyConstraint(
            ["association_id"], ["association.id"], name=op.f("term_deposit_association_id_fk")
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["journal_entry.id"], name=op.f("term_deposit_entry_id_fk")),
        sa.ForeignKeyConstraint(["fund_id"], ["fund.id"], name=op.f("term_deposit_fund_id_fk")),
        sa.ForeignKeyConstraint(["voucher_id"], ["voucher.id"], name=op.f("term_deposit_voucher_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("term_deposit_pk")),
        sa.UniqueConstraint("entry_id", name="deposit_entry_once"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("term_deposit_association_id_ix"), "term_deposit", ["association_id"], unique=False)
    op.create_table(
        "voucher_void",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("voucher_id", BIGINT, nullable=False),
        sa.Column("voided_on", DATE, nullable=False),
        sa.Column("voided_by", BIGINT, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("entry_id", BIGINT, nullable=False),
        is_a_day("voucher_void", "voided_on"),
        sa.CheckConstraint("length(trim(reason)) >= 3", name="void_has_reason"),
        sa.ForeignKeyConstraint(["entry_id"], ["journal_entry.id"], name=op.f("voucher_void_entry_id_fk")),
        sa.ForeignKeyConstraint(["voided_by"], ["app_user.id"], name=op.f("voucher_void_voided_by_fk")),
        sa.ForeignKeyConstraint(["voucher_id"], ["voucher.id"], name=op.f("voucher_void_voucher_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("voucher_void_pk")),
        sa.UniqueConstraint("voucher_id", name="voucher_voided_once"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "advance_settlement",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("advance_id", BIGINT, nullable=False),
        sa.Column("spent", BIGINT, nullable=False),
        sa.Column("heading_id", BIGINT, nullable=True),
        sa.Column("returned", BIGINT, nullable=False),
        sa.Column("account_id", BIGINT, nullable=True),
        sa.Column("settled_on", DATE, nullable=False),
        sa.Column("entry_id", BIGINT, nullable=False),
        sa.Column("voucher_id", BIGINT, nullable=False),
        is_a_day("advance_settlement", "settled_on"),
        sa.CheckConstraint("(returned = 0) = (account_id IS NULL)", name="settlement_names_place"),
        sa.CheckConstraint("(spent = 0) = (heading_id IS NULL)", name="settlement_names_heading"),
        sa.CheckConstraint(
            "spent >= 0 AND returned >= 0 AND spent + returned > 0", name="settlement_settles_something"
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("advance_settlement_account_id_fk")
        ),
        sa.ForeignKeyConstraint(
            ["advance_id"], ["advance.id"], name=op.f("advance_settlement_advance_id_fk")
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["journal_entry.id"], name=op.f("advance_settlement_entry_id_fk")
        ),
        sa.ForeignKeyConstraint(
            ["heading_id"], ["account.id"], name=op.f("advance_settlement_heading_id_fk")
        ),
        sa.ForeignKeyConstraint(
            ["voucher_id"], ["voucher.id"], name=op.f("advance_settlement_voucher_id_fk")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("advance_settlement_pk")),
        sa.UniqueConstraint("entry_id", name="settlement_entry_once"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(
        op.f("advance_settlement_advance_id_ix"), "advance_settlement", ["advance_id"], unique=False
    )
    op.create_table(
        "cash_count_line",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("cash_count_id", BIGINT, nullable=False),
        sa.Column("denomination", BIGINT, nullable=False),
        sa.Column("pieces", BIGINT, nullable=False),
        sa.CheckConstraint(
            "denomination IN (500000, 200000, 100000, 50000, 20000, 10000, 5000, 2000, 1000, 500)",
            name="cash_count_denomination",
        ),
        sa.CheckConstraint("pieces BETWEEN 1 AND 1000000", name="cash_count_pieces_range"),
        sa.ForeignKeyConstraint(
            ["cash_count_id"], ["cash_count.id"], name=op.f("cash_count_line_cash_count_id_fk")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("cash_count_line_pk")),
        sa.UniqueConstraint("cash_count_id", "denomination", name="cash_count_note_once"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "contribution",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("association_id", BIGINT, nullable=False),
        sa.Column("fund_id", BIGINT, nullable=False),
        sa.Column("party_id", BIGINT, nullable=False),
        sa.Column("amount", BIGINT, nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("display", sa.Text(), nullable=False),
        sa.Column("received_on", DATE, nullable=False),
        sa.Column("posting_id", BIGINT, nullable=False),
        sa.Column("voucher_id", BIGINT, nullable=False),
        sa.Column("recorded_by", BIGINT, nullable=False),
        is_a_day("contribution", "received_on"),
        sa.CheckConstraint("display IN ('name_and_amount', 'name', 'neither')", name="contribution_display"),
        sa.CheckConstraint("method IN ('cash', 'bank')", name="contribution_method"),
        sa.ForeignKeyConstraint(
            ["association_id"], ["association.id"], name=op.f("contribution_association_id_fk")
        ),
        sa.ForeignKeyConstraint(["fund_id"], ["fund.id"], name=op.f("contribution_fund_id_fk")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("contribution_party_id_fk")),
        sa.ForeignKeyConstraint(["posting_id"], ["posting.id"], name=op.f("contribution_posting_id_fk")),
        sa.ForeignKeyConstraint(["recorded_by"], ["app_user.id"], name=op.f("contribution_recorded_by_fk")),
        sa.ForeignKeyConstraint(
            ["voucher_id", "amount"], ["voucher.id", "voucher.amount"], name="receipt_equals_contribution"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("contribution_pk")),
        sa.UniqueConstraint("posting_id", name="contribution_posting_once"),
        sa.UniqueConstraint("voucher_id", name="contribution_voucher_once"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(
        "contribution_by_actor_ix", "contribution", ["association_id", "recorded_by", "id"], unique=False
    )
    op.create_index(op.f("contribution_party_id_ix"), "contribution", ["party_id"], unique=False)
    op.create_table(
        "correction",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("posting_id", BIGINT, nullable=False),
        sa.Column("entry_id", BIGINT, nullable=False),
        sa.Column("amount", BIGINT, nullable=False),
        sa.Column("account_id", BIGINT, nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.CheckConstraint("cause IN ('amount', 'account', 'copied', 'informed')", name="correction_cause"),
        sa.CheckConstraint("amount BETWEEN 1 AND 10000000000000", name="correction_amount_range"),
        sa.CheckConstraint("length(trim(explanation)) >= 3", name="correction_explains_itself"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("correction_account_id_fk")),
        sa.ForeignKeyConstraint(["entry_id"], ["journal_entry.id"], name=op.f("correction_entry_id_fk")),
        sa.ForeignKeyConstraint(["posting_id"], ["posting.id"], name=op.f("correction_posting_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("correction_pk")),
        sa.UniqueConstraint("entry_id", name="correction_entry_once"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("correction_posting_id_ix"), "correction", ["posting_id"], unique=False)
    op.create_table(
        "foreign_amount",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("posting_id", BIGINT, nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("original", BIGINT, nullable=False),
        sa.Column("unit_size", BIGINT, nullable=False),
        sa.Column("rate", BIGINT, nullable=False),
        sa.Column("rate_source", sa.Text(), nullable=False),
        sa.Column("amount", BIGINT, nullable=False),
        sa.CheckConstraint(
            "amount = (2 * original * rate + 10000 * unit_size) / (2 * 10000 * unit_size)",
            name="foreign_amount_at_rate",
        ),
        sa.CheckConstraint(
            "length(currency) = 3 AND currency = upper(currency)", name="foreign_currency_code"
        ),
        sa.CheckConstraint("length(trim(rate_source)) >= 2", name="foreign_rate_has_source"),
        sa.CheckConstraint(
            "rate >= 1 AND original <= 4000000000000000000 / nullif(rate, 0)", name="foreign_rate_range"
        ),
        sa.CheckConstraint("unit_size IN (1, 10, 100, 1000)", name="foreign_unit_size"),
        sa.ForeignKeyConstraint(["posting_id"], ["posting.id"], name=op.f("foreign_amount_posting_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("foreign_amount_pk")),
        sa.UniqueConstraint("posting_id", name="foreign_amount_posting_once"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "goods_issue",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("lot_id", BIGINT, nullable=False),
        sa.Column("quantity", BIGINT, nullable=False),
        sa.Column("amount", BIGINT, nullable=False),
        sa.Column("given_to", sa.Text(), nullable=False),
        sa.Column("given_on", DATE, nullable=False),
        sa.Column("entry_id", BIGINT, nullable=False),
        sa.Column("voucher_id", BIGINT, nullable=False),
        is_a_day("goods_issue", "given_on"),
        sa.CheckConstraint("length(trim(given_to)) >= 1", name="goods_issue_has_receiver"),
        sa.ForeignKeyConstraint(["entry_id"], ["journal_entry.id"], name=op.f("goods_issue_entry_id_fk")),
        sa.ForeignKeyConstraint(["lot_id"], ["goods_lot.id"], name=op.f("goods_issue_lot_id_fk")),
        sa.ForeignKeyConstraint(["voucher_id"], ["voucher.id"], name=op.f("goods_issue_voucher_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("goods_issue_pk")),
        sa.UniqueConstraint("entry_id", name="goods_issue_entry_once"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("goods_issue_lot_id_ix"), "goods_issue", ["lot_id"], unique=False)
    op.create_table(
        "proposal",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("association_id", BIGINT, nullable=False),
        sa.Column("programme_id", BIGINT, nullable=False),
        sa.Column("fund_id", BIGINT, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("award_count", BIGINT, nullable=False),
        sa.Column("total", BIGINT, nullable=False),
        sa.Column("proposed_on", DATE, nullable=False),
        sa.Column("proposed_by", BIGINT, nullable=False),
        is_a_day("proposal", "proposed_on"),
        sa.CheckConstraint("award_count >= 1", name="proposal_has_awards"),
        sa.ForeignKeyConstraint(
            ["association_id"], ["association.id"], name=op.f("proposal_association_id_fk")
        ),
        sa.ForeignKeyConstraint(["fund_id"], ["fund.id"], name=op.f("proposal_fund_id_fk")),
        sa.ForeignKeyConstraint(
            ["programme_id", "association_id", "fund_id"],
            ["programme.id", "programme.association_id", "programme.fund_id"],
            name="proposal_fund_is_programmes",
        ),
        sa.ForeignKeyConstraint(["proposed_by"], ["app_user.id"], name=op.f("proposal_proposed_by_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("proposal_pk")),
        sa.UniqueConstraint("id", "association_id", "fund_id", "proposed_by", name="proposal_decision_key"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("proposal_association_id_ix"), "proposal", ["association_id"], unique=False)
    op.create_table(
        "recognition",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("registration_id", BIGINT, nullable=False),
        sa.Column("party_id", BIGINT, nullable=False),
        sa.Column("passed", BIGINT, nullable=False),
        sa.Column("decision_id", BIGINT, nullable=False),
        sa.CheckConstraint("passed = 1", name="recognition_needs_pass"),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["recognition_decision.id"], name=op.f("recognition_decision_id_fk")
        ),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("recognition_party_id_fk")),
        sa.ForeignKeyConstraint(
            ["registration_id", "party_id"],
            ["registration.id", "registration.party_id"],
            name="recognition_is_of_registered",
        ),
        sa.ForeignKeyConstraint(
            ["registration_id", "passed"],
            ["assessment.registration_id", "assessment.passed"],
            name="recognition_follows_assessment",
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name=op.f("recognition_registration_id_fk")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("recognition_pk")),
        sa.UniqueConstraint("id", "party_id", name="recognition_party_key"),
        sa.UniqueConstraint("registration_id", name="recognized_once"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("recognition_party_id_ix"), "recognition", ["party_id"], unique=False)
    op.create_table(
        "term_deposit_return",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("deposit_id", BIGINT, nullable=False),
        sa.Column("interest", BIGINT, nullable=False),
        sa.Column("account_id", BIGINT, nullable=False),
        sa.Column("returned_on", DATE, nullable=False),
        sa.Column("entry_id", BIGINT, nullable=False),
        sa.Column("voucher_id", BIGINT, nullable=False),
        is_a_day("term_deposit_return", "returned_on"),
        sa.CheckConstraint("interest >= 0", name="deposit_interest_range"),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("term_deposit_return_account_id_fk")
        ),
        sa.ForeignKeyConstraint(
            ["deposit_id"], ["term_deposit.id"], name=op.f("term_deposit_return_deposit_id_fk")
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["journal_entry.id"], name=op.f("term_deposit_return_entry_id_fk")
        ),
        sa.ForeignKeyConstraint(
            ["voucher_id"], ["voucher.id"], name=op.f("term_deposit_return_voucher_id_fk")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("term_deposit_return_pk")),
        sa.UniqueConstraint("deposit_id", name="deposit_returned_once"),
        sa.UniqueConstraint("entry_id", name="deposit_return_entry_once"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "transfer",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("sender_id", BIGINT, nullable=False),
        sa.Column("receiver_id", BIGINT, nullable=False),
        sa.Column("fund_id", BIGINT, nullable=False),
        sa.Column("amount", BIGINT, nullable=False),
        sa.Column("sent_on", DATE, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("event_id", BIGINT, nullable=True),
        sa.Column("rule_id", BIGINT, nullable=True),
        sa.Column("period_start", DATE, nullable=True),
        sa.Column("entry_id", BIGINT, nullable=False),
        is_a_day("transfer", "period_start"),
        is_a_day("transfer", "sent_on"),
        sa.CheckConstraint("(rule_id IS NULL) = (period_start IS NULL)", name="transfer_rule_and_period"),
        sa.CheckConstraint("amount BETWEEN 1 AND 10000000000000", name="transfer_amount_range"),
        sa.CheckConstraint("sender_id <> receiver_id", name="transfer_two_associations"),
        sa.ForeignKeyConstraint(["entry_id"], ["journal_entry.id"], name=op.f("transfer_entry_id_fk")),
        sa.ForeignKeyConstraint(["event_id"], ["association_event.id"], name=op.f("transfer_event_id_fk")),
        sa.ForeignKeyConstraint(["fund_id"], ["fund.id"], name=op.f("transfer_fund_id_fk")),
        sa.ForeignKeyConstraint(
            ["receiver_id", "fund_id"],
            ["fund_holder.association_id", "fund_holder.fund_id"],
            name="transfer_receiver_holds_fund",
        ),
        sa.ForeignKeyConstraint(["receiver_id"], ["association.id"], name=op.f("transfer_receiver_id_fk")),
        sa.ForeignKeyConstraint(
            ["rule_id", "sender_id", "receiver_id", "fund_id"],
            [
                "remittance_rule.id",
                "remittance_rule.sender_id",
                "remittance_rule.receiver_id",
                "remittance_rule.fund_id",
            ],
            name="transfer_follows_rule",
        ),
        sa.ForeignKeyConstraint(["sender_id"], ["association.id"], name=op.f("transfer_sender_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("transfer_pk")),
        sa.UniqueConstraint("entry_id", name="transfer_entry_once"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("transfer_event_id_ix"), "transfer", ["event_id"], unique=False)
    op.create_index(op.f("transfer_receiver_id_ix"), "transfer", ["receiver_id"], unique=False)
    op.create_index(op.f("transfer_rule_id_ix"), "transfer", ["rule_id"], unique=False)
    op.create_index(op.f("transfer_sender_id_ix"), "transfer", ["sender_id"], unique=False)
    op.create_table(
        "award",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("proposal_id", BIGINT, nullable=False),
        sa.Column("line", BIGINT, nullable=False),
        sa.Column("party_id", BIGINT, nullable=False),
        sa.Column("recognition_id", BIGINT, nullable=True),
        sa.Column("amount", BIGINT, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("amount BETWEEN 1 AND 10000000000000", name="award_amount_range"),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("award_party_id_fk")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("award_proposal_id_fk")),
        sa.ForeignKeyConstraint(
            ["recognition_id", "party_id"],
            ["recognition.id", "recognition.party_id"],
            name="award_recognition_is_theirs",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("award_pk")),
        sa.UniqueConstraint("id", "amount", name="award_amount_key"),
        sa.UniqueConstraint("proposal_id", "line", name="award_line_once"),
        sa.UniqueConstraint("proposal_id", "party_id", name="award_party_once"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("award_party_id_ix"), "award", ["party_id"], unique=False)
    op.create_table(
        "decision",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("proposal_id", BIGINT, nullable=False),
        sa.Column("association_id", BIGINT, nullable=False),
        sa.Column("fund_id", BIGINT, nullable=False),
        sa.Column("proposed_by", BIGINT, nullable=False),
        sa.Column("approved", BIGINT, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("decided_on", DATE, nullable=False),
        sa.Column("minutes", sa.Text(), nullable=False),
        sa.Column("decided_by", BIGINT, nullable=False),
        sa.Column("entry_id", BIGINT, nullable=True),
        is_a_day("decision", "decided_on"),
        sa.CheckConstraint("number <> ''", name="decision_has_number"),
        sa.CheckConstraint(
            "(approved = 1 AND entry_id IS NOT NULL) OR (approved = 0 AND entry_id IS NULL)",
            name="decision_posts_promise",
        ),
        sa.CheckConstraint("decided_by <> proposed_by", name="four_eyes"),
        sa.ForeignKeyConstraint(["decided_by"], ["app_user.id"], name=op.f("decision_decided_by_fk")),
        sa.ForeignKeyConstraint(["entry_id"], ["journal_entry.id"], name=op.f("decision_entry_id_fk")),
        sa.ForeignKeyConstraint(
            ["proposal_id", "association_id", "fund_id", "proposed_by"],
            ["proposal.id", "proposal.association_id", "proposal.fund_id", "proposal.proposed_by"],
            name="decision_belongs_to_proposal",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("decision_pk")),
        sa.UniqueConstraint("association_id", "number", name="decision_number_once"),
        sa.UniqueConstraint("entry_id", name="decision_entry_once"),
        sa.UniqueConstraint("id", "decided_by", "association_id", name="decision_payment_key"),
        sa.UniqueConstraint("proposal_id", name="decided_once"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "transfer_confirmation",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("transfer_id", BIGINT, nullable=False),
        sa.Column("confirmed_on", DATE, nullable=False),
        sa.Column("entry_id", BIGINT, nullable=False),
        is_a_day("transfer_confirmation", "confirmed_on"),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["journal_entry.id"], name=op.f("transfer_confirmation_entry_id_fk")
        ),
        sa.ForeignKeyConstraint(
            ["transfer_id"], ["transfer.id"], name=op.f("transfer_confirmation_transfer_id_fk")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("transfer_confirmation_pk")),
        sa.UniqueConstraint("entry_id", name="transfer_confirmation_entry_once"),
        sa.UniqueConstraint("transfer_id", name="transfer_confirmed_once"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "transfer_refusal",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("transfer_id", BIGINT, nullable=False),
        sa.Column("refused_on", DATE, nullable=False),
        sa.Column("refused_by", BIGINT, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        is_a_day("transfer_refusal", "refused_on"),
        sa.CheckConstraint("length(trim(reason)) >= 3", name="transfer_refusal_says_why"),
        sa.ForeignKeyConstraint(["refused_by"], ["app_user.id"], name=op.f("transfer_refusal_refused_by_fk")),
        sa.ForeignKeyConstraint(
            ["transfer_id"], ["transfer.id"], name=op.f("transfer_refusal_transfer_id_fk")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("transfer_refusal_pk")),
        sa.UniqueConstraint("transfer_id", name="transfer_refused_once"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "transfer_return",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("transfer_id", BIGINT, nullable=False),
        sa.Column("returned_on", DATE, nullable=False),
        sa.Column("entry_id", BIGINT, nullable=False),
        is_a_day("transfer_return", "returned_on"),
        sa.ForeignKeyConstraint(["entry_id"], ["journal_entry.id"], name=op.f("transfer_return_entry_id_fk")),
        sa.ForeignKeyConstraint(
            ["transfer_id"], ["transfer.id"], name=op.f("transfer_return_transfer_id_fk")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("transfer_return_pk")),
        sa.UniqueConstraint("entry_id", name="transfer_return_entry_once"),
        sa.UniqueConstraint("transfer_id", name="transfer_returned_once"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "payment",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("decision_id", BIGINT, nullable=False),
        sa.Column("association_id", BIGINT, nullable=False),
        sa.Column("decided_by", BIGINT, nullable=False),
        sa.Column("paid_by", BIGINT, nullable=False),
        sa.Column("paid_on", DATE, nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("total", BIGINT, nullable=False),
        sa.Column("entry_id", BIGINT, nullable=False),
        sa.Column("voucher_id", BIGINT, nullable=False),
        is_a_day("payment", "paid_on"),
        sa.CheckConstraint("paid_by <> decided_by", name="payer_is_not_approver"),
        sa.ForeignKeyConstraint(
            ["decision_id", "decided_by", "association_id"],
            ["decision.id", "decision.decided_by", "decision.association_id"],
            name="payment_belongs_to_decision",
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["journal_entry.id"], name=op.f("payment_entry_id_fk")),
        sa.ForeignKeyConstraint(["paid_by"], ["app_user.id"], name=op.f("payment_paid_by_fk")),
        sa.ForeignKeyConstraint(
            ["voucher_id", "total"], ["voucher.id", "voucher.amount"], name="voucher_equals_payment"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("payment_pk")),
        sa.UniqueConstraint("entry_id", name="payment_entry_once"),
        sa.UniqueConstraint("voucher_id", name="payment_voucher_once"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "payment_line",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("payment_id", BIGINT, nullable=False),
        sa.Column("award_id", BIGINT, nullable=False),
        sa.Column("amount", BIGINT, nullable=False),
        sa.ForeignKeyConstraint(
            ["award_id", "amount"], ["award.id", "award.amount"], name="payment_equals_award"
        ),
        sa.ForeignKeyConstraint(["payment_id"], ["payment.id"], name=op.f("payment_line_payment_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("payment_line_pk")),
        sa.UniqueConstraint("award_id", name="payment_award_once"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("payment_line_payment_id_ix"), "payment_line", ["payment_id"], unique=False)
