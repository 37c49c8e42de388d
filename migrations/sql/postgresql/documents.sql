-- Documents are tied to their entries: what a paper says, the journal says. An entry is posted first
-- and its document stored after it, so each rule looks at the entry that is already there. The rules
-- look at all rows of a statement together, so that bulk loads stay set-based; each row is looked up by
-- a scalar subquery, which is an index lookup in every plan that PostgreSQL may keep for later.

CREATE FUNCTION transfer_fits_entry() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM added t WHERE (
      SELECT true FROM journal_entry e JOIN posting p ON p.entry_id = e.id
      WHERE e.id = t.entry_id AND e.kind = 'transfer_sent' AND e.association_id = t.sender_id
        AND e.entry_date = t.sent_on AND e.posting_count = 1
        AND p.fund_id = t.fund_id AND p.amount = t.amount LIMIT 1) IS NULL
  ) THEN PERFORM refuse('transfer_equals_entry'); END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER transfer_tied_to_entry AFTER INSERT ON transfer
REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION transfer_fits_entry();

CREATE FUNCTION confirmation_fits_entry() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM added f WHERE (
      SELECT true FROM transfer t JOIN journal_entry e ON e.id = f.entry_id JOIN posting p ON p.entry_id = e.id
      WHERE t.id = f.transfer_id AND e.kind = 'transfer_received' AND e.association_id = t.receiver_id
        AND e.entry_date = f.confirmed_on AND e.posting_count = 1
        AND p.credit_account_id = (SELECT s.debit_account_id FROM posting s WHERE s.entry_id = t.entry_id)
        AND p.fund_id = t.fund_id AND p.amount = t.amount LIMIT 1) IS NULL
  ) THEN PERFORM refuse('confirmation_equals_entry'); END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER transfer_confirmation_tied_to_entry AFTER INSERT ON transfer_confirmation
REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION confirmation_fits_entry();

-- A voucher takes the number after one that is there, and never more than the counter has given; its number is
-- there only once, so numbers have no gap. Amounts are at most a voucher's entry; the fund and the words are
-- the document's own.
CREATE FUNCTION voucher_fits_its_entry() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  broken integer;
BEGIN
  SELECT min(CASE
    WHEN (
      SELECT true FROM voucher_series s
      WHERE s.association_id = v.association_id AND s.kind = v.kind AND s.year = v.year AND s.book = v.book
        AND s.last_number >= v.number) IS NULL
      OR v.number > 1 AND (
        SELECT true FROM voucher b
        WHERE b.association_id = v.association_id AND b.kind = v.kind AND b.year = v.year AND b.book = v.book
          AND b.number = v.number - 1) IS NULL THEN 1
    WHEN (
      SELECT true FROM journal_entry e
      WHERE e.id = v.entry_id AND e.association_id = v.association_id AND e.entry_date = v.issued_on
        AND extract(year FROM e.entry_date) = v.year
        AND ((SELECT true FROM posting p WHERE p.entry_id = e.id AND p.amount >= v.amount LIMIT 1)
          OR v.amount <= (SELECT sum(p.amount) FROM posting p WHERE p.entry_id = e.id))
      LIMIT 1) IS NULL THEN 2
    END) INTO broken
  FROM added v;
  CASE broken
    WHEN 1 THEN PERFORM refuse('voucher_number_follows');
    WHEN 2 THEN PERFORM refuse('voucher_fits_entry');
    ELSE NULL;
  END CASE;
  RETURN NULL;
END $$;

CREATE TRIGGER voucher_tied_to_entry AFTER INSERT ON voucher
REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION voucher_fits_its_entry();

CREATE FUNCTION voucher_void_fits_reversal() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM added w WHERE (
      SELECT true FROM voucher v JOIN journal_entry e ON e.id = w.entry_id
        JOIN posting r ON r.entry_id = e.id JOIN posting p ON p.id = r.reverses_id
      WHERE v.id = w.voucher_id AND e.kind = 'reversal' AND e.association_id = v.association_id
        AND e.recorded_on = w.voided_on AND p.entry_id = v.entry_id LIMIT 1) IS NULL
  ) THEN PERFORM refuse('void_fits_reversal'); END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER voucher_void_tied_to_reversal AFTER INSERT ON voucher_void
REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION voucher_void_fits_reversal();

CREATE FUNCTION roster_posting_fits_entry() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM added x WHERE (
      SELECT true FROM roster r JOIN journal_entry e ON e.id = x.entry_id
      WHERE r.id = x.roster_id AND e.kind = 'roster' AND e.association_id = r.association_id
        AND e.entry_date = x.posted_on AND e.posting_count = x.listed_households
        AND x.listed_total = (
          SELECT sum(p.amount) FROM posting p WHERE p.entry_id = e.id AND p.fund_id = r.fund_id)
        AND x.listed_total = (SELECT sum(l.amount) FROM roster_line l WHERE l.roster_id = r.id)
        AND x.listed_households = (SELECT count(l.amount) FROM roster_line l WHERE l.roster_id = r.id) LIMIT 1) IS NULL
  ) THEN PERFORM refuse('roster_equals_entry'); END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER roster_posting_tied_to_entry AFTER INSERT ON roster_posting
REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION roster_posting_fits_entry();

-- A decision is about a whole list, and an approval posts each of its awards.
CREATE FUNCTION decision_fits_list_and_entry() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM added d JOIN proposal q ON q.id = d.proposal_id
    WHERE (
      SELECT (count(*), sum(w.amount)) IS DISTINCT FROM (q.award_count, q.total)
      FROM award w WHERE w.proposal_id = q.id)
  ) THEN PERFORM refuse('proposal_equals_awards'); END IF;
  IF EXISTS (
    SELECT 1 FROM added d WHERE d.approved = 1 AND (
      SELECT true FROM journal_entry e JOIN proposal q ON q.id = d.proposal_id
      WHERE e.id = d.entry_id AND e.kind = 'award_decision' AND e.association_id = d.association_id
        AND e.entry_date = d.decided_on AND e.posting_count = q.award_count
        AND e.posting_count = (
          SELECT count(*) FROM award w JOIN posting p ON p.entry_id = e.id AND p.line = w.line
          WHERE w.proposal_id = q.id AND p.amount = w.amount AND p.fund_id = d.fund_id) LIMIT 1) IS NULL
  ) THEN PERFORM refuse('decision_equals_entry'); END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER decision_tied_to_list_and_entry AFTER INSERT ON decision
REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION decision_fits_list_and_entry();

CREATE FUNCTION payment_fits_entry() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM added y WHERE (
      SELECT true FROM decision d JOIN journal_entry e ON e.id = y.entry_id JOIN voucher v ON v.id = y.voucher_id
      WHERE d.id = y.decision_id AND e.kind = 'award_payment' AND e.association_id = y.association_id
        AND e.entry_date = y.paid_on AND v.entry_id = e.id AND v.kind = 'payment'
        AND y.total = (SELECT sum(p.amount) FROM posting p WHERE p.entry_id = e.id AND p.fund_id = d.fund_id)
        AND e.posting_count = (
          SELECT count(*) FROM posting p WHERE p.entry_id = e.id AND p.fund_id = d.fund_id) LIMIT 1) IS NULL
  ) THEN PERFORM refuse('payment_equals_entry'); END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER payment_tied_to_entry AFTER INSERT ON payment
REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION payment_fits_entry();
