-- Cash and goods: where money lies, who handed it to whom, what was counted, what goods are there.

CREATE TRIGGER money_place_takes_free_account BEFORE INSERT ON money_place
BEGIN
  SELECT RAISE(ABORT, 'money_place_beside_main') WHERE NOT EXISTS (
    SELECT 1 FROM account a
    WHERE a.id = NEW.account_id AND a.effect = 'money' AND a.role NOT IN ('cash', 'bank'));
  SELECT RAISE(ABORT, 'money_place_account_once') FROM money_place p
  WHERE p.association_id = NEW.association_id AND p.account_id = NEW.account_id
    AND NOT EXISTS (SELECT 1 FROM money_place_closing c WHERE c.place_id = p.id);
END;

CREATE TRIGGER money_place_closes_empty BEFORE INSERT ON money_place_closing
BEGIN
  SELECT RAISE(ABORT, 'money_place_is_empty')
  FROM money_place p JOIN balance b ON b.association_id = p.association_id AND b.account_id = p.account_id
  WHERE p.id = NEW.place_id AND b.debit <> b.credit;
  SELECT RAISE(ABORT, 'money_place_awaits_nothing')
  FROM money_place p JOIN hand_over h ON h.association_id = p.association_id
    AND p.account_id IN (h.from_account_id, h.to_account_id)
  WHERE p.id = NEW.place_id
    AND NOT EXISTS (SELECT 1 FROM hand_over_confirmation c WHERE c.hand_over_id = h.id)
    AND NOT EXISTS (SELECT 1 FROM hand_over_withdrawal w WHERE w.hand_over_id = h.id);
END;

-- Money comes into the two main places, and into others only while they have a name.
CREATE TRIGGER balance_in_named_place AFTER UPDATE OF debit ON balance
WHEN NEW.guarded = 1 AND NEW.debit > OLD.debit
  AND NOT EXISTS (SELECT 1 FROM account a WHERE a.id = NEW.account_id AND a.role IN ('cash', 'bank'))
  AND NOT EXISTS (
    SELECT 1 FROM money_place p
    WHERE p.association_id = NEW.association_id AND p.account_id = NEW.account_id
      AND NOT EXISTS (SELECT 1 FROM money_place_closing c WHERE c.place_id = p.id))
BEGIN SELECT RAISE(ABORT, 'money_place_is_named'); END;

CREATE TRIGGER hand_over_line_while_waiting BEFORE INSERT ON hand_over_line
WHEN EXISTS (SELECT 1 FROM hand_over_confirmation c WHERE c.hand_over_id = NEW.hand_over_id)
  OR EXISTS (SELECT 1 FROM hand_over_withdrawal w WHERE w.hand_over_id = NEW.hand_over_id)
BEGIN SELECT RAISE(ABORT, 'hand_over_waits'); END;

CREATE TRIGGER hand_over_withdrawn_while_waiting BEFORE INSERT ON hand_over_withdrawal
WHEN EXISTS (SELECT 1 FROM hand_over_confirmation c WHERE c.hand_over_id = NEW.hand_over_id)
BEGIN SELECT RAISE(ABORT, 'hand_over_waits'); END;

CREATE TRIGGER hand_over_confirmed_as_posted BEFORE INSERT ON hand_over_confirmation
BEGIN
  SELECT RAISE(ABORT, 'hand_over_waits')
  FROM hand_over_withdrawal w WHERE w.hand_over_id = NEW.hand_over_id;
  SELECT RAISE(ABORT, 'hand_over_confirmed_later')
  FROM hand_over h WHERE h.id = NEW.hand_over_id AND h.handed_on > NEW.confirmed_on;
  SELECT RAISE(ABORT, 'hand_over_equals_entry') FROM hand_over h
  WHERE h.id = NEW.hand_over_id AND NOT EXISTS (
    SELECT 1 FROM journal_entry e
    WHERE e.id = NEW.entry_id AND e.kind = 'hand_over' AND e.association_id = h.association_id
      AND e.entry_date = NEW.confirmed_on AND e.recorded_by = NEW.confirmed_by
      AND e.posting_count = h.line_count
      AND h.line_count = (SELECT count(*) FROM hand_over_line l WHERE l.hand_over_id = h.id)
      AND h.line_count = (
        SELECT count(*) FROM hand_over_line l JOIN posting p ON p.entry_id = e.id AND p.line = l.line
        WHERE l.hand_over_id = h.id AND p.fund_id = l.fund_id AND p.amount = l.amount
          AND p.debit_account_id = h.to_account_id AND p.credit_account_id = h.from_account_id));
END;

-- After a count, and the difference posted with it, the book says what was counted.
CREATE TRIGGER cash_count_as_posted BEFORE INSERT ON cash_count
BEGIN
  SELECT RAISE(ABORT, 'cash_count_of_box') WHERE NOT EXISTS (
    SELECT 1 FROM account a
    WHERE a.id = NEW.account_id AND a.effect = 'money' AND (a.role = 'cash' OR a.role LIKE 'cash!_%' ESCAPE '!'));
  SELECT RAISE(ABORT, 'cash_count_equals_book')
  WHERE NEW.counted_total <> coalesce((
      SELECT sum(CASE p.debit_account_id WHEN NEW.account_id THEN p.amount ELSE -p.amount END)
      FROM posting p
      WHERE p.association_id = NEW.association_id AND p.entry_date <= NEW.counted_on
        AND NEW.account_id IN (p.debit_account_id, p.credit_account_id)), 0)
    OR NEW.entry_id IS NOT NULL AND NOT EXISTS (
      SELECT 1 FROM journal_entry e JOIN posting p ON p.entry_id = e.id JOIN voucher v ON v.entry_id = e.id
        JOIN account d ON d.id = p.debit_account_id JOIN account c ON c.id = p.credit_account_id
      WHERE e.id = NEW.entry_id AND e.kind = 'cash_difference' AND e.association_id = NEW.association_id
        AND e.entry_date = NEW.counted_on AND e.recorded_by = NEW.counted_by AND e.posting_count = 1
        AND p.fund_id = NEW.fund_id AND v.id = NEW.voucher_id AND v.kind = 'memo' AND v.amount = p.amount
        AND (p.amount = NEW.counted_total - NEW.book_total AND d.id = NEW.account_id
            AND c.role = 'other_income'
          OR p.amount = NEW.book_total - NEW.counted_total AND d.role = 'shortage'
            AND c.id = NEW.account_id));
END;

CREATE TRIGGER cash_count_line_adds_up BEFORE INSERT ON cash_count_line
WHEN (SELECT n.counted_total FROM cash_count n WHERE n.id = NEW.cash_count_id)
  < NEW.denomination * NEW.pieces + coalesce((
    SELECT sum(l.denomination * l.pieces) FROM cash_count_line l
    WHERE l.cash_count_id = NEW.cash_count_id), 0)
BEGIN SELECT RAISE(ABORT, 'cash_count_adds_up'); END;

CREATE TRIGGER shortage_settled_as_posted BEFORE INSERT ON shortage_settlement
BEGIN
  SELECT RAISE(ABORT, 'shortage_equals_entry') WHERE NOT EXISTS (
    SELECT 1 FROM journal_entry e JOIN posting p ON p.entry_id = e.id JOIN voucher v ON v.entry_id = e.id
      JOIN account d ON d.id = p.debit_account_id JOIN account c ON c.id = p.credit_account_id
    WHERE e.id = NEW.entry_id AND e.kind = 'cash_difference' AND e.association_id = NEW.association_id
      AND e.entry_date = NEW.settled_on AND e.recorded_by = NEW.settled_by AND e.posting_count = 1
      AND p.fund_id = NEW.fund_id AND p.amount = NEW.amount AND v.id = NEW.voucher_id AND v.kind = 'memo'
      AND c.role = 'shortage'
      AND CASE NEW.outcome WHEN 'made_good' THEN d.effect = 'money' ELSE d.role = 'expense_other' END);
  SELECT RAISE(ABORT, 'shortage_is_there')
  FROM balance b JOIN account a ON a.id = b.account_id
  WHERE b.association_id = NEW.association_id AND b.fund_id = NEW.fund_id AND a.role = 'shortage'
    AND (b.credit > b.debit OR 0 > (
      SELECT sum(CASE p.debit_account_id WHEN a.id THEN p.amount ELSE -p.amount END) FROM posting p
      WHERE p.association_id = NEW.association_id AND p.fund_id = NEW.fund_id
        AND p.entry_date <= NEW.settled_on AND a.id IN (p.debit_account_id, p.credit_account_id)));
END;

CREATE TRIGGER goods_lot_as_posted BEFORE INSERT ON goods_lot
WHEN NOT EXISTS (
  SELECT 1 FROM journal_entry e JOIN posting p ON p.entry_id = e.id JOIN voucher v ON v.entry_id = e.id
    JOIN account d ON d.id = p.debit_account_id
  WHERE e.id = NEW.entry_id AND e.kind = 'goods_in' AND e.association_id = NEW.association_id
    AND e.entry_date = NEW.received_on AND e.posting_count = 1
    AND p.fund_id = NEW.fund_id AND p.amount = NEW.value AND v.id = NEW.voucher_id
    AND CASE NEW.source WHEN 'donated' THEN d.role = 'goods' AND v.kind = 'memo'
      ELSE d.role = 'goods_bought' AND v.kind = 'payment' END
)
BEGIN SELECT RAISE(ABORT, 'goods_lot_equals_entry'); END;

-- Never more goods out than in; each piece takes its share of the value, so that the last takes the rest.
CREATE TRIGGER goods_issue_as_posted BEFORE INSERT ON goods_issue
BEGIN
  SELECT RAISE(ABORT, 'goods_are_there') FROM goods_lot g
  WHERE g.id = NEW.lot_id AND g.quantity < NEW.quantity + coalesce((
    SELECT sum(i.quantity) FROM goods_issue i WHERE i.lot_id = NEW.lot_id), 0);
  SELECT RAISE(ABORT, 'goods_issue_takes_share') FROM goods_lot g
  WHERE g.id = NEW.lot_id AND NEW.amount + coalesce((
      SELECT sum(i.amount) FROM goods_issue i WHERE i.lot_id = NEW.lot_id), 0)
    <> (2 * g.value * (NEW.quantity + coalesce((
      SELECT sum(i.quantity) FROM goods_issue i WHERE i.lot_id = NEW.lot_id), 0)) + g.quantity)
    / (2 * g.quantity);
  SELECT RAISE(ABORT, 'goods_issue_not_before_lot')
  FROM goods_lot g WHERE g.id = NEW.lot_id AND g.received_on > NEW.given_on;
  SELECT RAISE(ABORT, 'goods_issue_equals_entry') FROM goods_lot g
  WHERE g.id = NEW.lot_id AND NOT EXISTS (
    SELECT 1 FROM journal_entry e JOIN posting p ON p.entry_id = e.id JOIN voucher v ON v.entry_id = e.id
      JOIN account c ON c.id = p.credit_account_id
    WHERE e.id = NEW.entry_id AND e.kind = 'goods_out' AND e.association_id = g.association_id
      AND e.entry_date = NEW.given_on AND e.posting_count = 1 AND p.fund_id = g.fund_id
      AND p.amount = NEW.amount AND v.id = NEW.voucher_id AND v.kind = 'memo'
      AND c.role = CASE g.source WHEN 'donated' THEN 'goods' ELSE 'goods_bought' END);
END;

CREATE TRIGGER foreign_amount_as_posted BEFORE INSERT ON foreign_amount
WHEN NOT EXISTS (
  SELECT 1 FROM posting p JOIN account d ON d.id = p.debit_account_id
  WHERE p.id = NEW.posting_id AND p.amount = NEW.amount AND d.effect = 'money'
)
BEGIN SELECT RAISE(ABORT, 'foreign_amount_equals_posting'); END;
