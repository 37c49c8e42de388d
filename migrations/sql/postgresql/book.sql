-- The rules of the book on PostgreSQL: the same names as on SQLite. Balances are kept by a
-- statement-level trigger, so that bulk loads stay set-based; rows are changed in key order, so that
-- two postings cannot wait for each other. Functions carry their search path; the one that writes
-- balances runs as its owner, so that the application needs no right to write them itself.

CREATE FUNCTION refuse(rule text) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  RAISE EXCEPTION '%', rule USING ERRCODE = 'check_violation', CONSTRAINT = rule;
END $$;

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM refuse(TG_ARGV[0]);
  RETURN NULL;
END $$;

CREATE FUNCTION journal_entry_rules() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM association a
    WHERE a.id = NEW.association_id AND (a.closed_on IS NULL OR a.closed_on >= NEW.entry_date)
  ) THEN PERFORM refuse('association_is_open'); END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER journal_entry_association_open BEFORE INSERT ON journal_entry
FOR EACH ROW EXECUTE FUNCTION journal_entry_rules();

CREATE FUNCTION posting_rules() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM added n WHERE NOT EXISTS (
      SELECT 1 FROM fund f WHERE f.id = n.fund_id AND f.opened_on <= n.entry_date
        AND (f.closed_on IS NULL OR f.closed_on >= n.entry_date))
  ) THEN PERFORM refuse('fund_is_open'); END IF;
  IF EXISTS (
    SELECT 1 FROM added n WHERE 2 <> (
      SELECT count(*) FROM account a
      WHERE a.id IN (n.debit_account_id, n.credit_account_id)
        AND a.valid_from <= n.entry_date AND (a.valid_to IS NULL OR a.valid_to > n.entry_date)
        AND NOT EXISTS (SELECT 1 FROM account child WHERE child.parent_id = a.id))
  ) THEN PERFORM refuse('account_takes_postings'); END IF;
  IF EXISTS (
    SELECT 1 FROM added n WHERE n.reverses_id IS NOT NULL AND NOT EXISTS (
      SELECT 1 FROM posting p
      WHERE p.id = n.reverses_id AND p.association_id = n.association_id AND p.fund_id = n.fund_id
        AND p.amount = n.amount AND p.reverses_id IS NULL
        AND p.debit_account_id = n.credit_account_id AND p.credit_account_id = n.debit_account_id)
  ) THEN PERFORM refuse('reversal_mirrors_posting'); END IF;

  IF EXISTS (
    SELECT 1 FROM added n JOIN posting p ON p.id = n.reverses_id WHERE p.entry_date > n.entry_date
  ) THEN PERFORM refuse('reversal_not_before_posting'); END IF;

  INSERT INTO fund_position (association_id, fund_id, money, promised)
    SELECT DISTINCT association_id, fund_id, 0, 0 FROM added ORDER BY 1, 2
    ON CONFLICT DO NOTHING;
  PERFORM 1 FROM fund_position f
    WHERE (f.association_id, f.fund_id) IN (SELECT association_id, fund_id FROM added)
    ORDER BY f.association_id, f.fund_id FOR UPDATE;

  INSERT INTO balance (association_id, fund_id, account_id, debit, credit, guarded)
    SELECT s.association_id, s.fund_id, s.account_id, 0, 0, CASE a.effect WHEN 'money' THEN 1 ELSE 0 END
    FROM (SELECT association_id, fund_id, debit_account_id AS account_id FROM added
          UNION SELECT association_id, fund_id, credit_account_id FROM added) s
    JOIN account a ON a.id = s.account_id
    ORDER BY 1, 2, 3
    ON CONFLICT DO NOTHING;
  UPDATE balance b SET debit = b.debit + s.debit, credit = b.credit + s.credit
  FROM (
    SELECT association_id, fund_id, account_id, sum(debit) AS debit, sum(credit) AS credit
    FROM (SELECT association_id, fund_id, debit_account_id AS account_id, amount AS debit, 0 AS credit FROM added
          UNION ALL SELECT association_id, fund_id, credit_account_id, 0, amount FROM added) sides
    GROUP BY 1, 2, 3
  ) s
  WHERE b.association_id = s.association_id AND b.fund_id = s.fund_id AND b.account_id = s.account_id;

  INSERT INTO turnover (association_id, fund_id, account_id, year, debit, credit)
    SELECT association_id, fund_id, account_id, year, sum(debit), sum(credit)
    FROM (SELECT association_id, fund_id, debit_account_id AS account_id,
                 extract(year FROM entry_date)::bigint AS year, amount AS debit, 0 AS credit FROM added
          UNION ALL SELECT association_id, fund_id, credit_account_id,
                 extract(year FROM entry_date)::bigint, 0, amount FROM added) sides
    GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
    ON CONFLICT (association_id, fund_id, account_id, year)
      DO UPDATE SET debit = turnover.debit + excluded.debit, credit = turnover.credit + excluded.credit;

  UPDATE fund_position f SET money = f.money + s.money, promised = f.promised + s.promised
  FROM (
    SELECT n.association_id, n.fund_id,
      sum(n.amount * ((d.effect = 'money')::int - (c.effect = 'money')::int)) AS money,
      sum(n.amount * ((c.effect = 'promise')::int - (d.effect = 'promise')::int)) AS promised
    FROM added n JOIN account d ON d.id = n.debit_account_id JOIN account c ON c.id = n.credit_account_id
    GROUP BY 1, 2
  ) s
  WHERE f.association_id = s.association_id AND f.fund_id = s.fund_id;
  RETURN NULL;
END $$;

CREATE TRIGGER posting_keeps_balances AFTER INSERT ON posting
REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION posting_rules();

CREATE FUNCTION account_rules() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.parent_id IS NOT NULL AND EXISTS (SELECT 1 FROM balance b WHERE b.account_id = NEW.parent_id)
  THEN PERFORM refuse('account_takes_postings'); END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER account_parent_unposted BEFORE INSERT ON account
FOR EACH ROW EXECUTE FUNCTION account_rules();

CREATE FUNCTION voucher_series_rules() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' AND NEW.last_number = 0 THEN RETURN NEW; END IF;
  IF TG_OP = 'UPDATE' AND NEW.last_number >= OLD.last_number
    AND (NEW.association_id, NEW.kind, NEW.year, NEW.book) = (OLD.association_id, OLD.kind, OLD.year, OLD.book)
  THEN RETURN NEW; END IF;
  PERFORM refuse('series_never_goes_back');
  RETURN NULL;
END $$;

CREATE TRIGGER voucher_series_steps BEFORE INSERT OR UPDATE OR DELETE ON voucher_series
FOR EACH ROW EXECUTE FUNCTION voucher_series_rules();

CREATE FUNCTION voucher_rules() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.number <> 1 + coalesce((
      SELECT max(v.number) FROM voucher v
      WHERE v.association_id = NEW.association_id AND v.kind = NEW.kind AND v.year = NEW.year
        AND v.book = NEW.book), 0)
    OR NOT EXISTS (
      SELECT 1 FROM voucher_series s
      WHERE s.association_id = NEW.association_id AND s.kind = NEW.kind AND s.year = NEW.year
        AND s.book = NEW.book AND s.last_number >= NEW.number)
  THEN PERFORM refuse('voucher_number_follows'); END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER voucher_number_in_turn BEFORE INSERT ON voucher
FOR EACH ROW EXECUTE FUNCTION voucher_rules();

CREATE FUNCTION contribution_rules() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM posting p JOIN voucher v ON v.entry_id = p.entry_id
    WHERE p.id = NEW.posting_id AND v.id = NEW.voucher_id AND p.amount = NEW.amount
      AND p.fund_id = NEW.fund_id AND v.fund_id = NEW.fund_id
      AND p.association_id = NEW.association_id AND v.association_id = NEW.association_id
      AND v.kind = 'receipt'
  ) THEN PERFORM refuse('contribution_equals_posting'); END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER contribution_equals_posting BEFORE INSERT ON contribution
FOR EACH ROW EXECUTE FUNCTION contribution_rules();

CREATE FUNCTION roster_line_rules() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP <> 'INSERT' AND EXISTS (SELECT 1 FROM roster_posting r WHERE r.roster_id = OLD.roster_id)
    OR TG_OP <> 'DELETE' AND EXISTS (SELECT 1 FROM roster_posting r WHERE r.roster_id = NEW.roster_id)
  THEN PERFORM refuse('roster_is_open'); END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER roster_line_open BEFORE INSERT OR UPDATE OR DELETE ON roster_line
FOR EACH ROW EXECUTE FUNCTION roster_line_rules();

CREATE FUNCTION roster_rules() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM roster_posting r WHERE r.roster_id = OLD.id)
  THEN PERFORM refuse('roster_is_open'); END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER roster_open_on_update BEFORE UPDATE ON roster
FOR EACH ROW EXECUTE FUNCTION roster_rules();

CREATE FUNCTION award_rules() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.recognition_id IS NULL AND EXISTS (
    SELECT 1 FROM proposal p JOIN programme g ON g.id = p.programme_id
    WHERE p.id = NEW.proposal_id AND g.recognition_required
  ) THEN PERFORM refuse('award_needs_recognition'); END IF;
  IF NEW.line < 1 OR NEW.line > (SELECT award_count FROM proposal WHERE id = NEW.proposal_id)
  THEN PERFORM refuse('award_line_in_list'); END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER award_rests_on_recognition BEFORE INSERT ON award
FOR EACH ROW EXECUTE FUNCTION award_rules();

CREATE FUNCTION transfer_confirmation_rules() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM transfer t WHERE t.id = NEW.transfer_id AND t.sent_on > NEW.confirmed_on)
  THEN PERFORM refuse('transfer_arrives_after_sending'); END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER transfer_arrives_later BEFORE INSERT ON transfer_confirmation
FOR EACH ROW EXECUTE FUNCTION transfer_confirmation_rules();

CREATE FUNCTION payment_rules() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM decision d WHERE d.id = NEW.decision_id AND d.decided_on > NEW.paid_on)
  THEN PERFORM refuse('payment_not_before_decision'); END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER payment_after_decision BEFORE INSERT ON payment
FOR EACH ROW EXECUTE FUNCTION payment_rules();

CREATE FUNCTION payment_line_rules() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM payment y JOIN decision d ON d.id = y.decision_id
      JOIN award w ON w.proposal_id = d.proposal_id
    WHERE y.id = NEW.payment_id AND w.id = NEW.award_id AND d.approved = 1
  ) THEN PERFORM refuse('payment_follows_decision'); END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER payment_line_of_decision BEFORE INSERT ON payment_line
FOR EACH ROW EXECUTE FUNCTION payment_line_rules();

CREATE FUNCTION association_edge_rules() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN PERFORM refuse('association_edge_only_ends'); END IF;
  IF TG_OP = 'UPDATE' THEN
    IF (NEW.id, NEW.child_id, NEW.parent_id, NEW.valid_from) <> (OLD.id, OLD.child_id, OLD.parent_id, OLD.valid_from)
      OR OLD.valid_to IS NOT NULL
    THEN PERFORM refuse('association_edge_only_ends'); END IF;
    RETURN NEW;
  END IF;
  -- Two edges made at once could close a circle that neither sees: the tree grows one edge at a time.
  PERFORM pg_advisory_xact_lock(hashtext('association_edge'));
  IF EXISTS (
    SELECT 1 FROM association_edge e
    WHERE e.child_id = NEW.child_id
      AND (NEW.valid_to IS NULL OR e.valid_from < NEW.valid_to)
      AND (e.valid_to IS NULL OR e.valid_to > NEW.valid_from)
  ) THEN PERFORM refuse('association_edge_no_overlap'); END IF;
  IF EXISTS (
    WITH RECURSIVE above(id) AS (
      SELECT NEW.parent_id
      UNION
      SELECT e.parent_id FROM association_edge e JOIN above ON e.child_id = above.id
      WHERE (NEW.valid_to IS NULL OR e.valid_from < NEW.valid_to)
        AND (e.valid_to IS NULL OR e.valid_to > NEW.valid_from)
    )
    SELECT 1 FROM above WHERE id = NEW.child_id
  ) THEN PERFORM refuse('association_edge_no_cycle'); END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER association_edge_keeps_rules BEFORE INSERT OR UPDATE OR DELETE ON association_edge
FOR EACH ROW EXECUTE FUNCTION association_edge_rules();
