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
    WHERE a.id = NEW.association_id AND a.ledgered_from <= NEW.entry_date
      AND (a.closed_on IS NULL OR a.closed_on >= NEW.entry_date)
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
  new_place boolean;
BEGIN
  -- A posting is not corrected and reversed at the same time: both take its lock (`one_at_a_time`).
  PERFORM pg_advisory_xact_lock(hashtextextended('posting ' || r.reverses_id, 0))
    FROM (SELECT reverses_id FROM added WHERE reverses_id IS NOT NULL ORDER BY reverses_id) r;
  IF FOUND THEN
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
  WITH taking AS MATERIALIZED (  -- the accounts that take postings: those without sub-accounts, by their days
    SELECT a.id, a.effect, daterange(a.valid_from, a.valid_to) AS days FROM account a
    WHERE NOT EXISTS (SELECT 1 FROM account child WHERE child.parent_id = a.id)
  )
  SELECT min(CASE
    WHEN (d.days @> n.entry_date AND c.days @> n.entry_date) IS NOT TRUE THEN 3
    WHEN (
      SELECT true FROM fund f WHERE f.id = n.fund_id AND f.opened_on <= n.entry_date
        AND (f.closed_on IS NULL OR f.closed_on >= n.entry_date)) IS NULL THEN 4
    WHEN (
      SELECT CASE e.kind WHEN 'reversal' THEN n.reverses_id::text ELSE (
        SELECT f.kind FROM entry_pattern f WHERE f.kind = e.kind AND f.debit_account_id = n.debit_account_id
          AND f.credit_account_id = n.credit_account_id) END
      FROM journal_entry e WHERE e.id = n.entry_id) IS NULL THEN 7
    END), bool_or(c.effect = 'money'),
    bool_or((SELECT count(*) FROM balance b WHERE b.association_id = n.association_id AND b.fund_id = n.fund_id
      AND b.account_id IN (n.debit_account_id, n.credit_account_id)) < 2)
  INTO broken, money_leaves, new_place
  FROM added n LEFT JOIN taking d ON d.id = n.debit_account_id LEFT JOIN taking c ON c.id = n.credit_account_id;
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
