-- Remittance: to whom money can be sent, that it is answered once, and that refused money comes back.

CREATE TRIGGER transfer_receiver_is_there BEFORE INSERT ON transfer
BEGIN
  -- What a closing association hands over goes to a successor, which stands from the day of the event on.
  SELECT RAISE(ABORT, 'transfer_event_names_both')
  WHERE NEW.event_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM association_succession s
    WHERE s.event_id = NEW.event_id AND s.predecessor_id = NEW.sender_id AND s.successor_id = NEW.receiver_id);
  SELECT RAISE(ABORT, 'transfer_receiver_stands')
  FROM association a LEFT JOIN association_event v ON v.id = NEW.event_id
  WHERE a.id = NEW.receiver_id
    AND (coalesce(v.happened_on, NEW.sent_on) < a.founded_on
      OR a.closed_on < coalesce(v.happened_on, NEW.sent_on));
  SELECT RAISE(ABORT, 'transfer_receiver_keeps_book')
  FROM association a WHERE a.id = NEW.receiver_id AND a.ledgered_from IS NULL;
  SELECT RAISE(ABORT, 'transfer_period_of_rule')
  FROM remittance_rule r
  WHERE r.id = NEW.rule_id AND (NEW.period_start < r.valid_from OR NEW.period_start >= r.valid_to
    OR substr(NEW.period_start, 9) <> '01'
    OR (CAST(substr(NEW.period_start, 6, 2) AS INTEGER) - 1)
      % CASE r.period WHEN 'month' THEN 1 WHEN 'quarter' THEN 3 ELSE 12 END <> 0);
END;

CREATE TRIGGER transfer_confirmed_unless_refused BEFORE INSERT ON transfer_confirmation
WHEN EXISTS (SELECT 1 FROM transfer_refusal r WHERE r.transfer_id = NEW.transfer_id)
BEGIN SELECT RAISE(ABORT, 'transfer_answered_once'); END;

CREATE TRIGGER transfer_refused_while_waiting BEFORE INSERT ON transfer_refusal
BEGIN
  SELECT RAISE(ABORT, 'transfer_answered_once')
  FROM transfer_confirmation c WHERE c.transfer_id = NEW.transfer_id;
  SELECT RAISE(ABORT, 'transfer_refused_after_sending')
  FROM transfer t WHERE t.id = NEW.transfer_id AND t.sent_on > NEW.refused_on;
  SELECT RAISE(ABORT, 'transfer_can_come_back')
  FROM transfer t JOIN association a ON a.id = t.sender_id
  WHERE t.id = NEW.transfer_id AND (t.event_id IS NOT NULL OR a.closed_on IS NOT NULL);
END;

CREATE TRIGGER transfer_returned_when_refused BEFORE INSERT ON transfer_return
BEGIN
  SELECT RAISE(ABORT, 'transfer_returns_after_refusal')
  WHERE NOT EXISTS (SELECT 1 FROM transfer_refusal r WHERE r.transfer_id = NEW.transfer_id);
  SELECT RAISE(ABORT, 'transfer_returns_later')
  FROM transfer_refusal r WHERE r.transfer_id = NEW.transfer_id AND r.refused_on > NEW.returned_on;
END;

CREATE TRIGGER transfer_return_tied_to_entry AFTER INSERT ON transfer_return
WHEN NOT EXISTS (
  SELECT 1 FROM transfer t JOIN journal_entry e ON e.id = NEW.entry_id JOIN posting p ON p.entry_id = e.id
  WHERE t.id = NEW.transfer_id AND e.kind = 'transfer_returned' AND e.association_id = t.sender_id
    AND e.entry_date = NEW.returned_on AND e.posting_count = 1
    AND p.fund_id = t.fund_id AND p.amount = t.amount
)
BEGIN SELECT RAISE(ABORT, 'return_equals_entry'); END;

-- A closed sender could not take refused money back, so it does that before it closes.
CREATE TRIGGER association_closes_undisputed BEFORE UPDATE OF closed_on ON association
WHEN OLD.closed_on IS NULL AND NEW.closed_on IS NOT NULL AND EXISTS (
  SELECT 1 FROM transfer t JOIN transfer_refusal r ON r.transfer_id = t.id
  WHERE t.sender_id = NEW.id AND NOT EXISTS (SELECT 1 FROM transfer_return b WHERE b.transfer_id = t.id)
)
BEGIN SELECT RAISE(ABORT, 'association_closes_empty'); END;

-- A rule may be ended once; nothing else of it changes.
CREATE TRIGGER remittance_rule_only_ends BEFORE UPDATE ON remittance_rule
WHEN NEW.id <> OLD.id OR NEW.sender_id <> OLD.sender_id OR NEW.receiver_id <> OLD.receiver_id
  OR NEW.fund_id <> OLD.fund_id OR NEW.share IS NOT OLD.share OR NEW.fixed_amount IS NOT OLD.fixed_amount
  OR NEW.period <> OLD.period OR NEW.valid_from <> OLD.valid_from OR NEW.decision <> OLD.decision
  OR OLD.valid_to IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'remittance_rule_only_ends'); END;

CREATE TRIGGER remittance_rule_stays BEFORE DELETE ON remittance_rule
BEGIN SELECT RAISE(ABORT, 'remittance_rule_only_ends'); END;

CREATE TRIGGER remittance_rule_not_replaced BEFORE INSERT ON remittance_rule
BEGIN
  SELECT RAISE(ABORT, 'remittance_rule_only_ends') FROM remittance_rule r WHERE r.id = NEW.id;
  SELECT RAISE(ABORT, 'remittance_rule_once') FROM remittance_rule r
  WHERE r.sender_id = NEW.sender_id AND r.receiver_id = NEW.receiver_id AND r.fund_id = NEW.fund_id
    AND r.period = NEW.period AND r.valid_from = NEW.valid_from;
END;
