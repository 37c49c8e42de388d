-- Periods: an entry is dated after what is closed, and what is closed follows from the events.

CREATE TRIGGER journal_entry_period_open BEFORE INSERT ON journal_entry
WHEN EXISTS (
  SELECT 1 FROM period_lock l
  WHERE l.association_id = NEW.association_id AND l.closed_through >= NEW.entry_date
)
BEGIN SELECT RAISE(ABORT, 'period_is_open'); END;

CREATE TRIGGER association_has_periods AFTER INSERT ON association
BEGIN INSERT INTO period_lock (association_id, closed_through, filed_through) VALUES (NEW.id, NULL, NULL); END;

CREATE TRIGGER period_event_rules BEFORE INSERT ON period_event
BEGIN
  SELECT RAISE(ABORT, 'period_closes_forward') FROM period_lock l
  WHERE NEW.act = 'close' AND l.association_id = NEW.association_id
    AND (NEW.day <= l.closed_through OR strftime('%d', NEW.day, '+1 day') <> '01');
  SELECT RAISE(ABORT, 'reopens_what_is_closed') FROM period_lock l
  WHERE NEW.act = 'reopen' AND l.association_id = NEW.association_id
    AND (l.closed_through IS NULL OR NEW.day > l.closed_through OR strftime('%d', NEW.day) <> '01'
      OR NEW.day < (SELECT date(a.founded_on, 'start of month') FROM association a WHERE a.id = NEW.association_id));
  SELECT RAISE(ABORT, 'period_not_filed') FROM period_lock l
  WHERE NEW.act = 'reopen' AND l.association_id = NEW.association_id AND NEW.day <= l.filed_through;
  -- Whoever closed any of the months to be opened, since the first of them was open last.
  SELECT RAISE(ABORT, 'reopened_by_another') FROM period_event e
  WHERE NEW.act = 'reopen' AND e.association_id = NEW.association_id AND e.act = 'close'
    AND e.acted_by = NEW.acted_by AND e.day >= NEW.day
    AND NOT EXISTS (
      SELECT 1 FROM period_event r
      WHERE r.association_id = e.association_id AND r.act = 'reopen' AND r.id > e.id AND r.day <= NEW.day);
  SELECT RAISE(ABORT, 'files_a_closed_year') FROM period_lock l
  WHERE NEW.act = 'file' AND l.association_id = NEW.association_id
    AND (l.closed_through IS NULL OR NEW.day > l.closed_through OR NEW.day <= l.filed_through
      OR substr(NEW.day, 6) <> '12-31');
END;

CREATE TRIGGER period_event_moves_lock AFTER INSERT ON period_event
BEGIN
  UPDATE period_lock SET
    closed_through = CASE NEW.act
      WHEN 'close' THEN NEW.day WHEN 'reopen' THEN date(NEW.day, '-1 day') ELSE closed_through END,
    filed_through = CASE NEW.act WHEN 'file' THEN NEW.day ELSE filed_through END
  WHERE association_id = NEW.association_id;
END;
