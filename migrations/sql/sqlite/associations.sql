-- The rules of associations, their tree and their events on SQLite. A trigger's text is the name of the
-- rule it keeps.

CREATE TRIGGER association_edge_one_parent BEFORE INSERT ON association_edge
WHEN EXISTS (
  SELECT 1 FROM association_edge e
  WHERE e.child_id = NEW.child_id
    AND (NEW.valid_to IS NULL OR e.valid_from < NEW.valid_to)
    AND (e.valid_to IS NULL OR e.valid_to > NEW.valid_from)
)
BEGIN SELECT RAISE(ABORT, 'association_edge_no_overlap'); END;

CREATE TRIGGER association_edge_acyclic BEFORE INSERT ON association_edge
WHEN EXISTS (
  WITH RECURSIVE above(id) AS (
    SELECT NEW.parent_id
    UNION
    SELECT e.parent_id FROM association_edge e JOIN above ON e.child_id = above.id
    WHERE (NEW.valid_to IS NULL OR e.valid_from < NEW.valid_to)
      AND (e.valid_to IS NULL OR e.valid_to > NEW.valid_from)
  )
  SELECT 1 FROM above WHERE id = NEW.child_id
)
BEGIN SELECT RAISE(ABORT, 'association_edge_no_cycle'); END;

-- Parent and child live as long as the edge does; the history of a closed child begins after its last
-- day, under a parent that stood on that day and keeps the history when it closes itself.
CREATE TRIGGER association_edge_in_lifetime BEFORE INSERT ON association_edge
BEGIN
  SELECT RAISE(ABORT, 'association_edge_parent_stands') WHERE NOT EXISTS (
    SELECT 1 FROM association p
    WHERE p.id = NEW.parent_id AND p.founded_on <= NEW.valid_from AND (p.closed_on IS NULL
      OR p.closed_on >= CASE NEW.role WHEN 'history' THEN NEW.valid_from ELSE date(NEW.valid_to, '-1 day') END)
  );
  SELECT RAISE(ABORT, 'association_edge_child_stands') WHERE NEW.role <> 'history' AND NOT EXISTS (
    SELECT 1 FROM association c
    WHERE c.id = NEW.child_id AND c.founded_on <= NEW.valid_from
      AND (c.closed_on IS NULL OR c.closed_on >= date(NEW.valid_to, '-1 day'))
  );
  SELECT RAISE(ABORT, 'association_edge_history') WHERE NEW.role = 'history' AND NOT EXISTS (
    SELECT 1 FROM association c WHERE c.id = NEW.child_id AND c.closed_on < NEW.valid_from
  );
END;

-- An edge may be ended once; nothing else of it changes.
CREATE TRIGGER association_edge_only_ends BEFORE UPDATE ON association_edge
WHEN NEW.id <> OLD.id OR NEW.child_id <> OLD.child_id OR NEW.parent_id <> OLD.parent_id
  OR NEW.valid_from <> OLD.valid_from OR NEW.decision <> OLD.decision OR NEW.role <> OLD.role
  OR OLD.valid_to IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'association_edge_only_ends'); END;

CREATE TRIGGER association_edge_not_replaced BEFORE INSERT ON association_edge
WHEN EXISTS (SELECT 1 FROM association_edge e WHERE e.id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'association_edge_only_ends'); END;

CREATE TRIGGER association_edge_stays BEFORE DELETE ON association_edge
BEGIN SELECT RAISE(ABORT, 'association_edge_only_ends'); END;

-- What an association is never changes, and of a closed one nothing but that it is revived.
CREATE TRIGGER association_stays_itself BEFORE UPDATE ON association
WHEN NEW.id <> OLD.id OR NEW.code <> OLD.code OR NEW.kind <> OLD.kind OR NEW.founded_on <> OLD.founded_on
  OR OLD.closed_on IS NOT NULL AND (NEW.closed_on <> OLD.closed_on OR
    (NEW.name, NEW.folded, NEW.sort_key, NEW.address, NEW.area_id, NEW.ledgered_from, NEW.chapter_base)
    IS NOT (OLD.name, OLD.folded, OLD.sort_key, OLD.address, OLD.area_id, OLD.ledgered_from, OLD.chapter_base))
BEGIN SELECT RAISE(ABORT, 'association_stays'); END;

CREATE TRIGGER association_not_deleted BEFORE DELETE ON association
BEGIN SELECT RAISE(ABORT, 'association_stays'); END;

CREATE TRIGGER association_not_replaced BEFORE INSERT ON association
BEGIN
  SELECT RAISE(ABORT, 'association_code_once') FROM association a WHERE a.code = NEW.code;
  SELECT RAISE(ABORT, 'association_stays') FROM association a WHERE a.id = NEW.id;
END;

-- One that closes names who follows, has nobody under it and nothing left, and no later entry.
CREATE TRIGGER association_closes BEFORE UPDATE OF closed_on ON association
WHEN OLD.closed_on IS NULL AND NEW.closed_on IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'association_closes_by_event') WHERE NOT EXISTS (
    SELECT 1 FROM association_succession s JOIN association_event v ON v.id = s.event_id
    WHERE s.predecessor_id = NEW.id AND v.happened_on = date(NEW.closed_on, '+1 day')
  );
  SELECT RAISE(ABORT, 'association_closes_childless') FROM association_edge e
  WHERE e.parent_id = NEW.id AND e.role <> 'history'
    AND (e.valid_to IS NULL OR e.valid_to > date(NEW.closed_on, '+1 day'));
  SELECT RAISE(ABORT, 'association_closes_childless') FROM association_edge e
  WHERE e.child_id = NEW.id AND (e.valid_to IS NULL OR e.valid_to > date(NEW.closed_on, '+1 day'));
  SELECT RAISE(ABORT, 'association_closes_empty') FROM balance b JOIN account a ON a.id = b.account_id
  WHERE b.association_id = NEW.id AND b.debit <> b.credit
    AND a.class IN ('asset', 'liability') AND a.figure <> 'in_transit';
  SELECT RAISE(ABORT, 'association_closes_empty') FROM transfer t
  WHERE t.receiver_id = NEW.id
    AND NOT EXISTS (SELECT 1 FROM transfer_confirmation c WHERE c.transfer_id = t.id)
    AND NOT EXISTS (SELECT 1 FROM transfer_refusal r WHERE r.transfer_id = t.id);
  SELECT RAISE(ABORT, 'association_closes_after_entries') FROM journal_entry e
  WHERE e.association_id = NEW.id AND e.entry_date > NEW.closed_on;
END;

CREATE TRIGGER association_lives_again BEFORE UPDATE OF closed_on ON association
WHEN OLD.closed_on IS NOT NULL AND NEW.closed_on IS NULL
BEGIN
  SELECT RAISE(ABORT, 'association_revived_by_event') WHERE NOT EXISTS (
    SELECT 1 FROM association_event v
    WHERE v.association_id = NEW.id AND v.kind = 'revive' AND v.happened_on > date(OLD.closed_on, '+1 day')
  );
  SELECT RAISE(ABORT, 'association_edge_history') FROM association_edge e
  WHERE e.child_id = NEW.id AND e.valid_to IS NULL;
END;

CREATE TRIGGER association_ledger_keeps_entries BEFORE UPDATE OF ledgered_from ON association
WHEN EXISTS (
  SELECT 1 FROM journal_entry e
  WHERE e.association_id = NEW.id AND (NEW.ledgered_from IS NULL OR e.entry_date < NEW.ledgered_from)
)
BEGIN SELECT RAISE(ABORT, 'association_ledger_keeps_entries'); END;

-- Who follows stands on the first day of the new order; shares are parts of one whole.
CREATE TRIGGER association_succession_begins BEFORE INSERT ON association_succession
BEGIN
  SELECT RAISE(ABORT, 'association_succession_once') FROM association_succession s
  WHERE s.id = NEW.id OR (s.predecessor_id = NEW.predecessor_id AND s.successor_id = NEW.successor_id
    AND s.event_id = NEW.event_id);
  SELECT RAISE(ABORT, 'association_closed_once') FROM association p
  WHERE p.id = NEW.predecessor_id AND p.closed_on IS NOT NULL;
  SELECT RAISE(ABORT, 'association_successor_stands') WHERE NOT EXISTS (
    SELECT 1 FROM association s JOIN association_event v ON v.id = NEW.event_id
    WHERE s.id = NEW.successor_id AND s.founded_on <= v.happened_on
      AND (s.closed_on IS NULL OR s.closed_on >= v.happened_on)
  );
  SELECT RAISE(ABORT, 'association_shares_fit') WHERE 10000 < coalesce(NEW.share, 0) + (
    SELECT coalesce(sum(s.share), 0) FROM association_succession s
    WHERE s.event_id = NEW.event_id AND s.predecessor_id = NEW.predecessor_id);
END;

-- Of a succession only the share is recorded later, or put right.
CREATE TRIGGER association_succession_shares BEFORE UPDATE ON association_succession
BEGIN
  SELECT RAISE(ABORT, 'association_succession_stays')
  WHERE NEW.id <> OLD.id OR NEW.event_id <> OLD.event_id OR NEW.predecessor_id <> OLD.predecessor_id
    OR NEW.successor_id <> OLD.successor_id OR NEW.share IS NULL;
  SELECT RAISE(ABORT, 'association_shares_fit') WHERE 10000 < NEW.share + (
    SELECT coalesce(sum(s.share), 0) FROM association_succession s
    WHERE s.event_id = NEW.event_id AND s.predecessor_id = NEW.predecessor_id AND s.id <> NEW.id);
END;

CREATE TRIGGER association_succession_not_deleted BEFORE DELETE ON association_succession
BEGIN SELECT RAISE(ABORT, 'association_succession_stays'); END;
