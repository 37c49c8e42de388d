-- Cash and goods: where money lies, who handed it to whom, what was counted, what goods are there.
-- Functions that lock a document run as their owner: the application may add documents, not lock them.

CREATE FUNCTION money_place_rules() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM account a
    WHERE a.id = NEW.account_id AND a.effect = 'money' AND a.role NOT IN ('cash', 'bank')
  ) THEN PERFORM refuse('money_place_beside_main'); END IF;
  -- Two who name a place at once would both find the same account free.
  PERFORM pg_advisory_xact_lock(hashtextextended('money_place ' || NEW.association_id, 0));
  IF EXISTS (
    SELECT 1 FROM money_place p
    WHERE p.association_id = NEW.association_id AND p.account_id = NEW.account_id
      AND NOT EXISTS (SELECT 1 FROM money_place_closing c WHERE c.place_id = p.id)
  ) THEN PERFORM refuse('money_place_account_once'); END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER money_place_takes_free_account BEFORE INSERT ON money_place
FOR EACH ROW EXECUTE FUNCTION money_place_rules();

-- Whoever brings money in holds the place's row until the end, and whoever closes it takes it alone.
CREATE FUNCTION money_place_closing_rules() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM 1 FROM money_place p WHERE p.id = NEW.place_id FOR UPDATE;
  IF EXISTS (
    SELECT 1 FROM money_place p JOIN balance b
      ON b.association_id = p.association_id AND b.account_id = p.account_id
    WHERE p.id = NEW.place_id AND b.debit <> b.credit
  ) THEN PERFORM refuse('money_place_is_empty'); END IF;
  IF EXISTS (
    SELECT 1 FROM money_place p JOIN hand_over h ON h.association_id = p.association_id
      AND p.account_id IN (h.from_account_id, h.to_account_id)
    WHERE p.id = NEW.place_id
      AND NOT EXISTS (SELECT 1 FROM hand_over_confirmation c WHERE c.hand_over_id = h.id)
      AND NOT EXISTS (SELECT 1 FROM hand_over_withdrawal w WHERE w.hand_over_id = h.id)
  ) THEN PERFORM refuse('money_place_awaits_nothing'); END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER money_place_closes_empty BEFORE INSERT ON money_place_closing
FOR EACH ROW EXECUTE FUNCTION money_place_closing_rules();

-- Money comes into the two main places, and into others only while they have a name.
CREATE FUNCTION balance_place_rules() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM account a WHERE a.id = NEW.account_id AND a.role IN ('cash', 'bank'))
  THEN RETURN NULL; END IF;
  PERFORM 1 FROM money_place p
    WHERE p.association_id = NEW.association_id AND p.account_id = NEW.account_id FOR SHARE;
  IF NOT EXISTS (
    SELECT 1 FROM money_place p
    WHERE p.association_id = NEW.association_id AND p.account_id = NEW.account_id
      AND NOT EXISTS (SELECT 1 FROM money_place_closing c WHERE c.place_id = p.id)
  ) THEN PERFORM refuse('money_place_is_named'); END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER balance_in_named_place AFTER UPDATE OF debit ON balance
FOR EACH ROW WHEN (NEW.guarded = 1 AND NEW.debit > OLD.debit) EXECUTE FUNCTION balance_place_rules();

CREATE FUNCTION hand_over_waiting_rules() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM 1 FROM hand_over h WHERE h.id = NEW.hand_over_id FOR UPDATE;
  IF EXISTS (SELECT 1 FROM hand_over_confirmation c WHERE c.hand_over_id = NEW.hand_over_id)
    OR TG_TABLE_NAME = 'hand_over_line'
      AND EXISTS (SELECT 1 FROM hand_over_withdrawal w WHERE w.hand_over_id = NEW.hand_over_id)
  THEN PERFORM refuse('hand_over_waits'); END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER hand_over_line_while_waiting BEFORE INSERT ON hand_over_line
FOR EACH ROW EXECUTE FUNCTION hand_over_waiting_rules();

CREATE TRIGGER hand_over_withdrawn_while_waiting BEFORE INSERT ON hand_over_withdrawal
FOR EACH ROW EXECUTE FUNCTION hand_over_waiting_rules();

CREATE FUNCTION hand_over_confirmation_rules() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  h hand_over%ROWTYPE;
BEGIN
  SELECT * INTO h FROM hand_over WHERE id = NEW.hand_over_id FOR UPDATE;
  IF EXISTS (SELECT 1 FROM hand_over_withdrawal w WHERE w.hand_over_id = h.id)
  THEN PERFORM refuse('hand_over_waits'); END IF;
  IF h.handed_on > NEW.confirmed_on THEN PERFORM refuse('hand_over_confirmed_later'); END IF;
  IF NOT EXISTS (
    SELECT 1 FROM journal_entry e
    WHERE e.id = NEW.entry_id AND e.kind = 'hand_over' AND e.association_id = h.association_id
      AND e.entry_date = NEW.confirmed_on AND e.recorded_by = NEW.confirmed_by
      AND e.posting_count = h.line_count
      AND h.line_count = (SELECT count(*) FROM hand_over_line l WHERE l.hand_over_id = h.id)
      AND h.line_count = (
        SELECT count(*) FROM hand_over_line l JOIN posting p ON p.entry_id = e.id AND p.line = l.line
        WHERE l.hand_over_id = h.id AND p.fund_id = l.fund_id AND p.amount = l.amount
          AND p.debit_account_id = h.to_account_id AND p.credit_account_id = h.from_account_id)
  ) THEN PERFORM refuse('hand_over_equals_entry'); END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER hand_over_confirmed_as_posted BEFORE INSERT ON hand_over_confirmation
FOR EACH ROW EXECUTE FUNCTION hand_over_confirmation_rules();

-- After a count, and the difference posted with it, the book says what was counted.
CREATE FUNCTION cash_count_rules() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM account a
    WHERE a.id = NEW.account_id AND a.effect = 'money' AND (a.role = 'cash' OR a.role LIKE 'cash!_%' ESCAPE '!')
  ) THEN PERFORM refuse('cash_count_of_box'); END IF;
  IF NEW.counted_total <> coalesce((
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
            AND c.id = NEW.account_id))
  THEN PERFORM refuse('cash_count_equals_book'); END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER cash_count_as_posted BEFORE INSERT ON cash_count
FOR EACH ROW EXECUTE FUNCTION cash_count_rules();

CREATE FUNCTION cash_count_line_rules() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  counted bigint;
BEGIN
  SELECT n.counted_total INTO counted FROM cash_count n WHERE n.id = NEW.cash_count_id FOR UPDATE;
  IF counted < NEW.denomination * NEW.pieces + coalesce((
      SELECT sum(l.denomination * l.pieces) FROM cash_count_line l
      WHERE l.cash_count_id = NEW.cash_count_id), 0)
  THEN PERFORM refuse('cash_count_adds_up'); END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER cash_count_line_adds_up BEFORE INSERT ON cash_count_line
FOR EACH ROW EXECUTE FUNCTION cash_count_line_rules();

-- The posting has locked the balance of what is missing before this is asked.
CREATE FUNCTION shortage_rules() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM journal_entry e JOIN posting p ON p.entry_id = e.id JOIN voucher v ON v.entry_id = e.id
      JOIN account d ON d.id = p.debit_account_id JOIN account c ON c.id = p.credit_account_id
    WHERE e.id = NEW.entry_id AND e.kind = 'cash_difference' AND e.association_id = NEW.association_id
      AND e.entry_date = NEW.settled_on AND e.recorded_by = NEW.settled_by AND e.posting_count = 1
      AND p.fund_id = NEW.fund_id AND p.amount = NEW.amount AND v.id = NEW.voucher_id AND v.kind = 'memo'
      AND c.role = 'shortage'
      AND CASE NEW.outcome WHEN 'made_good' THEN d.effect = 'money' ELSE d.role = 'expense_other' END
  ) THEN PERFORM refuse('shortage_equals_entry'); END IF;
  IF EXISTS (
    SELECT 1 FROM balance b JOIN account a ON a.id = b.account_id
    WHERE b.association_id = NEW.association_id AND b.fund_id = NEW.fund_id AND a.role = 'shortage'
      AND (b.credit > b.debit OR 0 > (
        SELECT sum(CASE p.debit_account_id WHEN a.id THEN p.amount ELSE -p.amount END) FROM posting p
        WHERE p.association_id = NEW.association_id AND p.fund_id = NEW.fund_id
          AND p.entry_date <= NEW.settled_on AND a.id IN (p.debit_account_id, p.credit_account_id)))
  ) THEN PERFORM refuse('shortage_is_there'); END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER shortage_settled_as_posted BEFORE INSERT ON shortage_settlement
FOR EACH ROW EXECUTE FUNCTION shortage_rules();

CREATE FUNCTION goods_lot_rules() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM journal_entry e JOIN posting p ON p.entry_id = e.id JOIN voucher v ON v.entry_id = e.id
      JOIN account d ON d.id = p.debit_account_id
    WHERE e.id = NEW.entry_id AND e.kind = 'goods_in' AND e.association_id = NEW.association_id
      AND e.entry_date = NEW.received_on AND e.posting_count = 1
      AND p.fund_id = NEW.fund_id AND p.amount = NEW.value AND v.id = NEW.voucher_id
      AND CASE NEW.source WHEN 'donated' THEN d.role = 'goods' AND v.kind = 'memo'
        ELSE d.role = 'goods_bought' AND v.kind = 'payment' END
  ) THEN PERFORM refuse('goods_lot_equals_entry'); END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER goods_lot_as_posted BEFORE INSERT ON goods_lot
FOR EACH ROW EXECUTE FUNCTION goods_lot_rules();

-- Never more goods out than in; each piece takes its share of the value, so that the last takes the rest.
CREATE FUNCTION goods_issue_rules() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  g goods_lot%ROWTYPE;
  pieces bigint;
  worth bigint;
BEGIN
  SELECT * INTO g FROM goods_lot WHERE id = NEW.lot_id FOR UPDATE;
  SELECT NEW.quantity + coalesce(sum(i.quantity), 0), NEW.amount + coalesce(sum(i.amount), 0)
    INTO pieces, worth FROM goods_issue i WHERE i.lot_id = NEW.lot_id;
  IF g.quantity < pieces THEN PERFORM refuse('goods_are_there'); END IF;
  IF worth <> (2 * g.value * pieces + g.quantity) / (2 * g.quantity)
  THEN PERFORM refuse('goods_issue_takes_share'); END IF;
  IF g.received_on > NEW.given_on THEN PERFORM refuse('goods_issue_not_before_lot'); END IF;
  IF g.id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM journal_entry e JOIN posting p ON p.entry_id = e.id JOIN voucher v ON v.entry_id = e.id
      JOIN account c ON c.id = p.credit_account_id
    WHERE e.id = NEW.entry_id AND e.kind = 'goods_out' AND e.association_id = g.association_id
      AND e.entry_date = NEW.given_on AND e.posting_count = 1 AND p.fund_id = g.fund_id
      AND p.amount = NEW.amount AND v.id = NEW.voucher_id AND v.kind = 'memo'
      AND c.role = CASE g.source WHEN 'donated' THEN 'goods' ELSE 'goods_bought' END
  ) THEN PERFORM refuse('goods_issue_equals_entry'); END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER goods_issue_as_posted BEFORE INSERT ON goods_issue
FOR EACH ROW EXECUTE FUNCTION goods_issue_rules();

CREATE FUNCTION foreign_amount_rules() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM posting p JOIN account d ON d.id = p.debit_account_id
    WHERE p.id = NEW.posting_id AND p.amount = NEW.amount AND d.effect = 'money'
  ) THEN PERFORM refuse('foreign_amount_equals_posting'); END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER foreign_amount_as_posted BEFORE INSERT ON foreign_amount
FOR EACH ROW EXECUTE FUNCTION foreign_amount_rules();
