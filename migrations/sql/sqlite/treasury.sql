-- What a treasurer records beside gifts and awards: a voucher says what its entry says, and so does a document.

CREATE TRIGGER voucher_says_its_entry BEFORE INSERT ON voucher
WHEN NEW.kind <> 'receipt' AND EXISTS (
  SELECT 1 FROM journal_entry e
  WHERE e.id = NEW.entry_id AND e.kind IN ('opening', 'interest', 'other_income', 'expense', 'correction',
    'fund_transfer', 'advance', 'advance_settlement', 'deposit', 'deposit_return', 'transfer_sent',
    'transfer_received', 'transfer_returned')
    AND NOT (e.association_id = NEW.association_id AND e.entry_date = NEW.issued_on
      AND NEW.kind = CASE WHEN e.kind IN ('expense', 'advance', 'transfer_sent') THEN 'payment' ELSE 'memo' END
      AND NEW.amount * CASE e.kind WHEN 'fund_transfer' THEN 2 ELSE 1 END
        = (SELECT coalesce(sum(p.amount), 0) FROM posting p WHERE p.entry_id = e.id)
      AND EXISTS (SELECT 1 FROM posting p WHERE p.entry_id = e.id AND p.fund_id = NEW.fund_id)
      AND NOT EXISTS (SELECT 1 FROM voucher v WHERE v.entry_id = e.id))
)
BEGIN SELECT RAISE(ABORT, 'voucher_equals_entry'); END;

CREATE TRIGGER fund_transfer_says_its_entry BEFORE INSERT ON fund_transfer
WHEN 2 <> (
  SELECT count(*) FROM posting p JOIN journal_entry e ON e.id = p.entry_id
    JOIN account b ON b.role = 'between_funds' JOIN voucher v ON v.entry_id = p.entry_id
  WHERE p.entry_id = NEW.entry_id AND v.id = NEW.voucher_id AND e.kind = 'fund_transfer' AND e.posting_count = 2
    AND e.association_id = NEW.association_id AND e.entry_date = NEW.moved_on AND p.amount = NEW.amount
    AND (p.line = 1 AND p.fund_id = NEW.from_fund_id
        AND p.debit_account_id = b.id AND p.credit_account_id = NEW.account_id
      OR p.line = 2 AND p.fund_id = NEW.to_fund_id
        AND p.debit_account_id = NEW.account_id AND p.credit_account_id = b.id)
)
BEGIN SELECT RAISE(ABORT, 'fund_transfer_equals_entry'); END;

CREATE TRIGGER advance_says_its_entry BEFORE INSERT ON advance
WHEN NOT EXISTS (
  SELECT 1 FROM posting p JOIN journal_entry e ON e.id = p.entry_id JOIN voucher v ON v.entry_id = e.id
  WHERE e.id = NEW.entry_id AND v.id = NEW.voucher_id AND e.kind = 'advance' AND e.posting_count = 1
    AND e.association_id = NEW.association_id AND e.entry_date = NEW.given_on
    AND p.fund_id = NEW.fund_id AND p.amount = NEW.amount AND p.credit_account_id = NEW.account_id
)
BEGIN SELECT RAISE(ABORT, 'advance_equals_entry'); END;

CREATE TRIGGER settlement_rules BEFORE INSERT ON advance_settlement
BEGIN
  SELECT RAISE(ABORT, 'settlement_equals_entry')
  FROM advance a LEFT JOIN journal_entry e ON e.id = NEW.entry_id
  WHERE a.id = NEW.advance_id AND (
    e.kind IS NOT 'advance_settlement' OR e.association_id <> a.association_id OR e.entry_date <> NEW.settled_on
    OR e.posting_count <> (NEW.spent > 0) + (NEW.returned > 0)
    OR e.posting_count <> (
      SELECT count(*) FROM posting p JOIN voucher v ON v.entry_id = p.entry_id
      WHERE p.entry_id = e.id AND v.id = NEW.voucher_id AND p.fund_id = a.fund_id
        AND (p.debit_account_id = NEW.heading_id AND p.amount = NEW.spent
          OR p.debit_account_id = NEW.account_id AND p.amount = NEW.returned)));
  SELECT RAISE(ABORT, 'settlement_not_before_advance')
  FROM advance a WHERE a.id = NEW.advance_id AND a.given_on > NEW.settled_on;
  SELECT RAISE(ABORT, 'settlement_within_advance')
  FROM advance a WHERE a.id = NEW.advance_id AND a.amount < NEW.spent + NEW.returned + (
    SELECT coalesce(sum(s.spent + s.returned), 0) FROM advance_settlement s WHERE s.advance_id = a.id);
END;

CREATE TRIGGER deposit_says_its_entry BEFORE INSERT ON term_deposit
WHEN NOT EXISTS (
  SELECT 1 FROM posting p JOIN journal_entry e ON e.id = p.entry_id JOIN voucher v ON v.entry_id = e.id
  WHERE e.id = NEW.entry_id AND v.id = NEW.voucher_id AND e.kind = 'deposit' AND e.posting_count = 1
    AND e.association_id = NEW.association_id AND e.entry_date = NEW.placed_on
    AND p.fund_id = NEW.fund_id AND p.amount = NEW.principal AND p.credit_account_id = NEW.account_id
)
BEGIN SELECT RAISE(ABORT, 'deposit_equals_entry'); END;

CREATE TRIGGER deposit_return_rules BEFORE INSERT ON term_deposit_return
BEGIN
  SELECT RAISE(ABORT, 'deposit_return_equals_entry')
  FROM term_deposit d LEFT JOIN journal_entry e ON e.id = NEW.entry_id
  WHERE d.id = NEW.deposit_id AND (
    e.kind IS NOT 'deposit_return' OR e.association_id <> d.association_id OR e.entry_date <> NEW.returned_on
    OR e.posting_count <> 1 + (NEW.interest > 0)
    OR e.posting_count <> (
      SELECT count(*) FROM posting p JOIN voucher v ON v.entry_id = p.entry_id
        JOIN account c ON c.id = p.credit_account_id
      WHERE p.entry_id = e.id AND v.id = NEW.voucher_id AND p.fund_id = d.fund_id
        AND p.debit_account_id = NEW.account_id
        AND (c.role = 'term_deposits' AND p.amount = d.principal
          OR c.role = 'interest' AND p.amount = NEW.interest)));
  SELECT RAISE(ABORT, 'deposit_not_returned_before')
  FROM term_deposit d WHERE d.id = NEW.deposit_id AND d.placed_on > NEW.returned_on;
END;
