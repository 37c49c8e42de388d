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

-- A closed association is only read; one that was revived stays closed for the days it was not there.
-- The row is locked as the foreign key does, so that it is not closed meanwhile.
CREATE FUNCTION journal_entry_rules() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM association a
    WHERE a.id = NEW.association_id AND a.ledgered_from <= NEW.entry_date AND a.closed_on IS NULL
      AND NOT EXISTS (
        SELECT 1 FROM association_event r
        WHERE r.association_id = a.id AND r.kind = 'revive' AND r.happened_on > NEW.entry_date
          AND NEW.entry_date >= (
            SELECT max(v.happened_on) FROM association_succession s JOIN association_event v ON v.id = s.event_id
            WHERE s.predecessor_id = a.id AND v.happened_on < r.happened_on))
    FOR KEY SHARE OF a
  ) THEN PERFORM refuse('association_is_open'); END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER journal_entry_association_open BEFORE INSERT ON journal_entry
FOR EACH ROW EXECUTE FUNCTION journal_entry_rules();

CREATE FUNCTION posting_rules() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  broken integer;
  broken_by_reversal integer;
  money_leaves boolean;
  reverses boolean;
  new_place boolean;
BEGIN
  SELECT min(CASE
    WHEN (
      SELECT count(*) FROM account a
      WHERE a.id IN (n.debit_account_id, n.credit_account_id)
        AND a.valid_from <= n.entry_date AND (a.valid_to IS NULL OR a.valid_to > n.entry_date)
        AND NOT EXISTS (SELECT 1 FROM account child WHERE child.parent_id = a.id)) < 2 THEN 3
    WHEN (
      SELECT true FROM fund f WHERE f.id = n.fund_id AND f.opened_on <= n.entry_date
        AND (f.closed_on IS NULL OR f.closed_on >= n.entry_date)) IS NULL THEN 4
    WHEN (
      SELECT CASE e.kind WHEN 'reversal' THEN n.reverses_id::text ELSE (
        SELECT f.kind FROM entry_pattern f WHERE f.kind = e.kind AND f.debit_account_id = n.debit_account_id
          AND f.credit_account_id = n.credit_account_id) END
      FROM journal_entry e WHERE e.id = n.entry_id) IS NULL THEN 7
    END), bool_or(n.reverses_id IS NOT NULL),
    bool_or((SELECT c.effect FROM account c WHERE c.id = n.credit_account_id) = 'money'),
    bool_or((SELECT count(*) FROM balance b WHERE b.association_id = n.association_id AND b.fund_id = n.fund_id
      AND b.account_id IN (n.debit_account_id, n.credit_account_id)) < 2)
  INTO broken, reverses, money_leaves, new_place
  FROM added n;
  -- A posting is not corrected and reversed at the same time: both take its lock (`one_at_a_time`).
  IF reverses THEN
    PERFORM pg_advisory_xact_lock(hashtextextended('posting ' || r.reverses_id, 0))
      FROM (SELECT reverses_id FROM added WHERE reverses_id IS NOT NULL ORDER BY reverses_id) r;
    SELECT min(CASE
      WHEN p.entry_date > n.entry_date THEN 1
      WHEN (p.association_id, p.fund_id, p.amount, p.debit_account_id, p.credit_account_id)
        IS DISTINCT FROM (n.association_id, n.fund_id, n.amount, n.credit_account_id, n.debit_account_id)
        OR p.reverses_id IS NOT NULL THEN 2
      WHEN (SELECT e.kind FROM journal_entry e WHERE e.id = p.entry_id) NOT IN (
        'opening', 'contribution', 'roster', 'interest', 'other_income', 'expense', 'reversal') THEN 5
      WHEN (SELECT true FROM correction c WHERE c.posting_id = p.id LIMIT 1) THEN 6
    END) INTO broken_by_reversal
    FROM added n LEFT JOIN posting p ON p.id = n.reverses_id WHERE n.reverses_id IS NOT NULL;
  END IF;
  -- Where two rules are broken, the one that says most speaks, as on SQLite: the first of these.
  CASE least(broken, broken_by_reversal)
    WHEN 1 THEN PERFORM refuse('reversal_not_before_posting');
    WHEN 2 THEN PERFORM refuse('reversal_mirrors_posting');
    WHEN 3 THEN PERFORM refuse('account_takes_postings');
    WHEN 4 THEN PERFORM refuse('fund_is_open');
    WHEN 5 THEN PERFORM refuse('reversal_of_document');
    WHEN 6 THEN PERFORM refuse('corrected_posting_stands');
    WHEN 7 THEN PERFORM refuse('posting_fits_kind');
    ELSE NULL;
  END CASE;

  -- A row is first made with zeros and then changed, since a CHECK in an upsert judges the proposed row.
  IF new_place THEN
    INSERT INTO fund_position (association_id, fund_id, money, promised, invested, capital)
      SELECT DISTINCT association_id, fund_id, 0, 0, 0, 0 FROM added ORDER BY 1, 2
      ON CONFLICT DO NOTHING;
    INSERT INTO balance (association_id, fund_id, account_id, debit, credit, guarded)
      SELECT DISTINCT n.association_id, n.fund_id, a.id, 0, 0, (a.effect = 'money')::int
      FROM added n JOIN account a ON a.id IN (n.debit_account_id, n.credit_account_id)
      ORDER BY 1, 2, 3
      ON CONFLICT DO NOTHING;
  END IF;
  PERFORM 1 FROM fund_position f
    WHERE (f.association_id, f.fund_id) IN (SELECT association_id, fund_id FROM added)
    ORDER BY f.association_id, f.fund_id FOR UPDATE;
  -- The balances are changed first: where money lacks both in its place and in its fund, the place speaks.
  WITH moved AS MATERIALIZED (
    SELECT n.association_id, n.fund_id, a.id AS account_id, a.effect, extract(year FROM n.entry_date)::bigint AS year,
      sum(s.debit)::bigint AS debit, sum(s.credit)::bigint AS credit
    FROM added n CROSS JOIN LATERAL (
      VALUES (n.debit_account_id, n.amount, 0), (n.credit_account_id, 0, n.amount)) s(account_id, debit, credit)
      JOIN account a ON a.id = s.account_id
    GROUP BY 1, 2, 3, 4, 5
  ), years AS (
    INSERT INTO turnover (association_id, fund_id, account_id, year, debit, credit)
    SELECT association_id, fund_id, account_id, year, debit, credit FROM moved ORDER BY 1, 2, 3, 4
    ON CONFLICT (association_id, fund_id, account_id, year)
      DO UPDATE SET debit = turnover.debit + excluded.debit, credit = turnover.credit + excluded.credit
  ), positions AS (
    UPDATE fund_position p SET money = p.money + s.money, promised = p.promised + s.promised,
      invested = p.invested + s.invested, capital = p.capital + s.capital
    FROM (
      SELECT association_id, fund_id,
        sum(CASE effect WHEN 'money' THEN debit - credit ELSE 0 END) AS money,
        sum(CASE effect WHEN 'promise' THEN credit - debit ELSE 0 END) AS promised,
        sum(CASE effect WHEN 'investment' THEN debit - credit ELSE 0 END) AS invested,
        sum(CASE effect WHEN 'capital' THEN credit - debit ELSE 0 END)
          * (SELECT (f.kind = 'endowment')::int FROM fund f WHERE f.id = moved.fund_id) AS capital
      FROM moved GROUP BY 1, 2
    ) s
    WHERE p.association_id = s.association_id AND p.fund_id = s.fund_id
  )
  UPDATE balance b SET debit = b.debit + s.debit, credit = b.credit + s.credit
  FROM (SELECT association_id, fund_id, account_id, sum(debit) AS debit, sum(credit) AS credit
        FROM moved GROUP BY 1, 2, 3) s
  WHERE b.association_id = s.association_id AND b.fund_id = s.fund_id AND b.account_id = s.account_id;

  -- Money that leaves on a day with later postings already there must have been there on that day
  -- too: what came after any later day may not exceed what there is now.
  IF money_leaves THEN
    IF EXISTS (
      SELECT 1 FROM (
        SELECT n.association_id, n.fund_id, a.id AS account_id, min(n.entry_date) AS first
        FROM added n JOIN account a ON a.id = n.credit_account_id AND a.effect = 'money' GROUP BY 1, 2, 3
      ) s
      JOIN balance b ON b.association_id = s.association_id AND b.fund_id = s.fund_id
        AND b.account_id = s.account_id
      CROSS JOIN LATERAL (
        SELECT sum(sum(CASE p.debit_account_id WHEN s.account_id THEN p.amount ELSE -p.amount END))
                 OVER (ORDER BY p.entry_date DESC) AS came_later
        FROM posting p
        WHERE p.association_id = s.association_id AND p.fund_id = s.fund_id AND p.entry_date > s.first
          AND s.account_id IN (p.debit_account_id, p.credit_account_id)
        GROUP BY p.entry_date
      ) later
      WHERE later.came_later > b.debit - b.credit
    ) THEN PERFORM refuse('no_overdraft'); END IF;
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER posting_keeps_balances AFTER INSERT ON posting
REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION posting_rules();

CREATE FUNCTION correction_rules() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('posting ' || NEW.posting_id, 0));
  IF NOT EXISTS (
    SELECT 1 FROM posting p JOIN journal_entry e ON e.id = p.entry_id
      JOIN journal_entry c ON c.id = NEW.entry_id
    WHERE p.id = NEW.posting_id AND e.kind IN ('opening', 'interest', 'other_income', 'expense')
      AND c.kind = 'correction' AND c.association_id = p.association_id AND c.entry_date >= p.entry_date
      AND NOT EXISTS (SELECT 1 FROM posting r WHERE r.reverses_id = p.id)
      AND NOT EXISTS (
        SELECT 1 FROM correction k JOIN journal_entry earlier ON earlier.id = k.entry_id
        WHERE k.posting_id = p.id AND earlier.entry_date > c.entry_date)
  ) THEN PERFORM refuse('correction_fits_posting'); END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER correction_of_posting BEFORE INSERT ON correction
FOR EACH ROW EXECUTE FUNCTION correction_rules();

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

CREATE FUNCTION contribution_rules() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM added c WHERE (
      SELECT true FROM posting p JOIN voucher v ON v.entry_id = p.entry_id
      WHERE p.id = c.posting_id AND v.id = c.voucher_id AND p.amount = c.amount
        AND p.fund_id = c.fund_id AND v.fund_id = c.fund_id
        AND p.association_id = c.association_id AND v.association_id = c.association_id
        AND v.kind = 'receipt') IS NULL
  ) THEN PERFORM refuse('contribution_equals_posting'); END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER contribution_equals_posting AFTER INSERT ON contribution
REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION contribution_rules();

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
