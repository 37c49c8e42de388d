-- Remittance: to whom money can be sent, that it is answered once, and that refused money comes back.

CREATE FUNCTION transfer_receiver_rules() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  broken integer;
BEGIN
  SELECT min(CASE
    -- What a closing association hands over goes to a successor, which stands from the day of the event on.
    WHEN t.event_id IS NOT NULL AND (
      SELECT true FROM association_succession s
      WHERE s.event_id = t.event_id AND s.predecessor_id = t.sender_id AND s.successor_id = t.receiver_id
      LIMIT 1) IS NULL THEN 1
    WHEN (
      SELECT x.day < a.founded_on OR coalesce(x.day > a.closed_on, false) FROM association a,
        (SELECT coalesce((SELECT v.happened_on FROM association_event v WHERE v.id = t.event_id), t.sent_on) AS day) x
      WHERE a.id = t.receiver_id) THEN 2
    WHEN (SELECT a.ledgered_from IS NULL FROM association a WHERE a.id = t.receiver_id) THEN 3
    WHEN t.rule_id IS NOT NULL AND (
      SELECT t.period_start < r.valid_from OR coalesce(t.period_start >= r.valid_to, false)
        OR extract(day FROM t.period_start) <> 1
        OR (extract(month FROM t.period_start)::integer - 1)
          % CASE r.period WHEN 'month' THEN 1 WHEN 'quarter' THEN 3 ELSE 12 END <> 0
      FROM remittance_rule r WHERE r.id = t.rule_id) THEN 4
  END) INTO broken FROM added t;
  CASE broken
    WHEN 1 THEN PERFORM refuse('transfer_event_names_both');
    WHEN 2 THEN PERFORM refuse('transfer_receiver_stands');
    WHEN 3 THEN PERFORM refuse('transfer_receiver_keeps_book');
    WHEN 4 THEN PERFORM refuse('transfer_period_of_rule');
    ELSE NULL;
  END CASE;
  RETURN NULL;
END $$;

CREATE TRIGGER transfer_receiver_is_there AFTER INSERT ON transfer
REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION transfer_receiver_rules();

-- Confirming and refusing wait for each other: both take the transfer's lock (`one_at_a_time`).
CREATE FUNCTION transfer_confirmed_unless_refused() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('transfer ' || NEW.transfer_id, 0));
  IF EXISTS (SELECT 1 FROM transfer_refusal r WHERE r.transfer_id = NEW.transfer_id)
  THEN PERFORM refuse('transfer_answered_once'); END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER transfer_confirmed_unless_refused BEFORE INSERT ON transfer_confirmation
FOR EACH ROW EXECUTE FUNCTION transfer_confirmed_unless_refused();

CREATE FUNCTION transfer_refusal_rules() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('transfer ' || NEW.transfer_id, 0));
  IF EXISTS (SELECT 1 FROM transfer_confirmation c WHERE c.transfer_id = NEW.transfer_id)
  THEN PERFORM refuse('transfer_answered_once'); END IF;
  IF EXISTS (SELECT 1 FROM transfer t WHERE t.id = NEW.transfer_id AND t.sent_on > NEW.refused_on)
  THEN PERFORM refuse('transfer_refused_after_sending'); END IF;
  -- Who closes an association locks its row, so this waits for it.
  PERFORM 1 FROM transfer t JOIN association a ON a.id = t.sender_id
    WHERE t.id = NEW.transfer_id FOR KEY SHARE OF a;
  IF EXISTS (
    SELECT 1 FROM transfer t JOIN association a ON a.id = t.sender_id
    WHERE t.id = NEW.transfer_id AND (t.event_id IS NOT NULL OR a.closed_on IS NOT NULL))
  THEN PERFORM refuse('transfer_can_come_back'); END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER transfer_refused_while_waiting BEFORE INSERT ON transfer_refusal
FOR EACH ROW EXECUTE FUNCTION transfer_refusal_rules();

CREATE FUNCTION transfer_return_rules() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM transfer_refusal r WHERE r.transfer_id = NEW.transfer_id)
  THEN PERFORM refuse('transfer_returns_after_refusal'); END IF;
  IF EXISTS (
    SELECT 1 FROM transfer_refusal r WHERE r.transfer_id = NEW.transfer_id AND r.refused_on > NEW.returned_on)
  THEN PERFORM refuse('transfer_returns_later'); END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER transfer_returned_when_refused BEFORE INSERT ON transfer_return
FOR EACH ROW EXECUTE FUNCTION transfer_return_rules();

CREATE FUNCTION transfer_return_fits_entry() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM transfer t JOIN journal_entry e ON e.id = NEW.entry_id JOIN posting p ON p.entry_id = e.id
    WHERE t.id = NEW.transfer_id AND e.kind = 'transfer_returned' AND e.association_id = t.sender_id
      AND e.entry_date = NEW.returned_on AND e.posting_count = 1
      AND p.fund_id = t.fund_id AND p.amount = t.amount)
  THEN PERFORM refuse('return_equals_entry'); END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER transfer_return_tied_to_entry AFTER INSERT ON transfer_return
FOR EACH ROW EXECUTE FUNCTION transfer_return_fits_entry();

-- A closed sender could not take refused money back, so it does that before it closes.
CREATE FUNCTION association_closes_undisputed() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM 1 FROM association WHERE id = NEW.id FOR UPDATE;
  IF EXISTS (
    SELECT 1 FROM transfer t JOIN transfer_refusal r ON r.transfer_id = t.id
    WHERE t.sender_id = NEW.id AND NOT EXISTS (SELECT 1 FROM transfer_return b WHERE b.transfer_id = t.id))
  THEN PERFORM refuse('association_closes_empty'); END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER association_closes_undisputed BEFORE UPDATE OF closed_on ON association
FOR EACH ROW WHEN (OLD.closed_on IS NULL AND NEW.closed_on IS NOT NULL)
EXECUTE FUNCTION association_closes_undisputed();

-- A rule may be ended once; nothing else of it changes.
CREATE FUNCTION remittance_rule_rules() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' OR OLD.valid_to IS NOT NULL
    OR (NEW.id, NEW.sender_id, NEW.receiver_id, NEW.fund_id, NEW.share, NEW.fixed_amount, NEW.period,
        NEW.valid_from, NEW.decision)
      IS DISTINCT FROM (OLD.id, OLD.sender_id, OLD.receiver_id, OLD.fund_id, OLD.share, OLD.fixed_amount,
        OLD.period, OLD.valid_from, OLD.decision)
  THEN PERFORM refuse('remittance_rule_only_ends'); END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER remittance_rule_only_ends BEFORE UPDATE OR DELETE ON remittance_rule
FOR EACH ROW EXECUTE FUNCTION remittance_rule_rules();
