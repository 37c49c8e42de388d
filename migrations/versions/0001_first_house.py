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
        sa.Column("role", sa.Text(), nullable=True),
        sa.Column("valid_from", DATE, nullable=False),
        sa.Column("valid_to", DATE, nullable=True),
        sa.CheckConstraint(
            "class IN ('asset', 'liability', 'net_assets', 'income', 'expense')", name="account_class"
        ),
        sa.CheckConstraint("effect IN ('none', 'money', 'promise')", name="account_effect"),
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
        sa.CheckConstraint("level IN ('province', 'commune')", name="administrative_area_level"),
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
        sa.CheckConstraint("number BETWEEN 1 AND 32767", name="book_number_range"),
        sa.PrimaryKeyConstraint("number", name=op.f("book_pk")),
        sqlite_strict=True,
    )
    op.create_table(
        "association",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("bookkeeping", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("sort_key", SORT_KEY, nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("area_id", BIGINT, nullable=True),
        sa.Column("founded_on", DATE, nullable=False),
        sa.Column("closed_on", DATE, nullable=True),
        sa.CheckConstraint("bookkeeping IN ('ledgered', 'declared')", name="association_bookkeeping"),
        sa.CheckConstraint(
            "kind IN ('province', 'commune', 'chapter', 'clan_board', 'school_board', 'agency_board')",
            name="association_kind",
        ),
        sa.CheckConstraint("closed_on IS NULL OR closed_on >= founded_on", name="association_dates"),
        sa.ForeignKeyConstraint(["area_id"], ["administrative_area.id"], name=op.f("association_area_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("association_pk")),
        sa.UniqueConstraint("code", name="association_code_once"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("association_area_id_ix"), "association", ["area_id"], unique=False)
    op.create_index(op.f("association_folded_ix"), "association", ["folded"], unique=False)
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
        "fund",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("sort_key", SORT_KEY, nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("owner_id", BIGINT, nullable=False),
        sa.Column("opened_on", DATE, nullable=False),
        sa.Column("closed_on", DATE, nullable=True),
        sa.CheckConstraint("kind = 'unrestricted' OR purpose <> ''", name="fund_purpose_named"),
        sa.CheckConstraint("kind IN ('unrestricted', 'restricted')", name="fund_kind"),
        sa.CheckConstraint("closed_on IS NULL OR closed_on >= opened_on", name="fund_dates"),
        sa.ForeignKeyConstraint(["owner_id"], ["association.id"], name=op.f("fund_owner_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("fund_pk")),
        sa.UniqueConstraint("code", name="fund_code_once"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("fund_owner_id_ix"), "fund", ["owner_id"], unique=False)
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
        sa.CheckConstraint(
            "kind IN ('opening', 'contribution', 'roster', 'award_decision', 'award_payment', 'transfer_sent', 'transfer_received', 'reversal')",
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
        "recognition_decision",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("association_id", BIGINT, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("decided_on", DATE, nullable=False),
        sa.Column("decided_by", BIGINT, nullable=False),
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
        sa.CheckConstraint("kind IN ('receipt', 'payment')", name="voucher_series_kind"),
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
        "registration",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("association_id", BIGINT, nullable=False),
        sa.Column("party_id", BIGINT, nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("year", BIGINT, nullable=False),
        sa.Column("registered_on", DATE, nullable=False),
        sa.Column("registered_by", BIGINT, nullable=False),
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
        sa.CheckConstraint("kind IN ('receipt', 'payment')", name="voucher_kind"),
        sa.CheckConstraint("method IN ('cash', 'bank')", name="voucher_method"),
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
        "assessment",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("registration_id", BIGINT, nullable=False),
        sa.Column("points", BIGINT, nullable=False),
        sa.Column("threshold", BIGINT, nullable=False),
        sa.Column("passed", BIGINT, nullable=False),
        sa.Column("assessed_on", DATE, nullable=False),
        sa.Column("assessed_by", BIGINT, nullable=False),
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
        "transfer",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("sender_id", BIGINT, nullable=False),
        sa.Column("receiver_id", BIGINT, nullable=False),
        sa.Column("fund_id", BIGINT, nullable=False),
        sa.Column("amount", BIGINT, nullable=False),
        sa.Column("sent_on", DATE, nullable=False),
        sa.Column("entry_id", BIGINT, nullable=False),
        sa.CheckConstraint("amount BETWEEN 1 AND 10000000000000", name="transfer_amount_range"),
        sa.CheckConstraint("sender_id <> receiver_id", name="transfer_two_associations"),
        sa.ForeignKeyConstraint(["entry_id"], ["journal_entry.id"], name=op.f("transfer_entry_id_fk")),
        sa.ForeignKeyConstraint(["fund_id"], ["fund.id"], name=op.f("transfer_fund_id_fk")),
        sa.ForeignKeyConstraint(
            ["receiver_id", "fund_id"],
            ["fund_holder.association_id", "fund_holder.fund_id"],
            name="transfer_receiver_holds_fund",
        ),
        sa.ForeignKeyConstraint(["receiver_id"], ["association.id"], name=op.f("transfer_receiver_id_fk")),
        sa.ForeignKeyConstraint(["sender_id"], ["association.id"], name=op.f("transfer_sender_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("transfer_pk")),
        sa.UniqueConstraint("entry_id", name="transfer_entry_once"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("transfer_receiver_id_ix"), "transfer", ["receiver_id"], unique=False)
    op.create_index(op.f("transfer_sender_id_ix"), "transfer", ["sender_id"], unique=False)
    op.create_table(
        "voucher_void",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("voucher_id", BIGINT, nullable=False),
        sa.Column("voided_on", DATE, nullable=False),
        sa.Column("voided_by", BIGINT, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("entry_id", BIGINT, nullable=False),
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
        "transfer_confirmation",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("transfer_id", BIGINT, nullable=False),
        sa.Column("confirmed_on", DATE, nullable=False),
        sa.Column("entry_id", BIGINT, nullable=False),
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
