-- Periods: an entry is dated after what is closed, and what is closed follows from the events.

-- Whoever posts holds the lock's row until the end, and whoever closes changes it: so a posting is
-- wholly before a closing or wholly after it.
CREATE FUNCTION journal_entry_in_open_period() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM 1 FROM period_lock l
    WHERE l.association_id IN (SELECT association_id FROM added)
    ORDER BY l.association_id FOR SHARE;
  IF EXISTS (
    SELECT 1 FROM added n JOIN period_lock l ON l.association_id = n.association_id
    WHERE l.closed_through >= n.entry_date
  ) THEN PERFORM refuse('period_is_open'); END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER journal_entry_period_open AFTER INSERT ON journal_entry
REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION journal_entry_in_open_period();

CREATE FUNCTION association_begins_periods() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO period_lock (association_id) VALUES (NEW.id);
  RETURN NULL;
END $$;

CREATE TRIGGER association_has_periods AFTER INSERT ON association
FOR EACH ROW EXECUTE FUNCTION association_begins_periods();

CREATE FUNCTION period_event_rules() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  held period_lock%ROWTYPE;
BEGIN
  SELECT * INTO held FROM period_lock l WHERE l.association_id = NEW.association_id FOR UPDATE;
  IF NEW.act = 'close' AND (NEW.day <= held.closed_through OR extract(day FROM NEW.day + 1) <> 1)
  THEN PERFORM refuse('period_closes_forward'); END IF;
  IF NEW.act = 'reopen' THEN
    IF held.closed_through IS NULL OR NEW.day > held.closed_through OR extract(day FROM NEW.day) <> 1
      OR NEW.day < (SELECT date_trunc('month', a.founded_on) FROM association a WHERE a.id = NEW.association_id)
    THEN PERFORM refuse('reopens_what_is_closed'); END IF;
    IF NEW.day <= held.filed_through THEN PERFORM refuse('period_not_filed'); END IF;
    -- Whoever closed any of the months to be opened, since the first of them was open last.
    IF EXISTS (
      SELECT 1 FROM period_event e
      WHERE e.association_id = NEW.association_id AND e.act = 'close'
        AND e.acted_by = NEW.acted_by AND e.day >= NEW.day
        AND NOT EXISTS (
          SELECT 1 FROM period_event r
          WHERE r.association_id = e.association_id AND r.act = 'reopen' AND r.id > e.id AND r.day <= NEW.day))
    THEN PERFORM refuse('reopened_by_another'); END IF;
  END IF;
  IF NEW.act = 'file' AND (held.closed_through IS NULL OR NEW.day > held.closed_through
    OR NEW.day <= held.filed_through OR to_char(NEW.day, 'MM-DD') <> '12-31')
  THEN PERFORM refuse('files_a_closed_year'); END IF;
  UPDATE period_lock SET
    closed_through = CASE NEW.act WHEN 'close' THEN NEW.day WHEN 'reopen' THEN NEW.day - 1 ELSE closed_through END,
    filed_through = CASE NEW.act WHEN 'file' THEN NEW.day ELSE filed_through END
  WHERE association_id = NEW.association_id;
  RETURN NEW;
END $$;

CREATE TRIGGER period_event_rules BEFORE INSERT ON period_event
FOR EACH ROW EXECUTE FUNCTION period_event_rules();
