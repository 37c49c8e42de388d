-- The rules of associations, their tree and their events on PostgreSQL, under the names they have on SQLite.

CREATE FUNCTION association_edge_rules() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN PERFORM refuse('association_edge_only_ends'); END IF;
  IF TG_OP = 'UPDATE' THEN
    IF (NEW.id, NEW.child_id, NEW.parent_id, NEW.valid_from, NEW.decision, NEW.role)
      <> (OLD.id, OLD.child_id, OLD.parent_id, OLD.valid_from, OLD.decision, OLD.role)
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
  -- Parent and child live as long as the edge does; the history of a closed child begins after its last
  -- day, under a parent that stood on that day and keeps the history when it closes itself.
  IF NOT EXISTS (
    SELECT 1 FROM association p
    WHERE p.id = NEW.parent_id AND p.founded_on <= NEW.valid_from AND (p.closed_on IS NULL
      OR p.closed_on >= CASE NEW.role WHEN 'history' THEN NEW.valid_from ELSE NEW.valid_to - 1 END)
  ) THEN PERFORM refuse('association_edge_parent_stands'); END IF;
  IF NEW.role <> 'history' AND NOT EXISTS (
    SELECT 1 FROM association c
    WHERE c.id = NEW.child_id AND c.founded_on <= NEW.valid_from
      AND (c.closed_on IS NULL OR c.closed_on >= NEW.valid_to - 1)
  ) THEN PERFORM refuse('association_edge_child_stands'); END IF;
  IF NEW.role = 'history' AND NOT EXISTS (
    SELECT 1 FROM association c WHERE c.id = NEW.child_id AND c.closed_on < NEW.valid_from
  ) THEN PERFORM refuse('association_edge_history'); END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER association_edge_keeps_rules BEFORE INSERT OR UPDATE OR DELETE ON association_edge
FOR EACH ROW EXECUTE FUNCTION association_edge_rules();

-- What an association is never changes, and of a closed one nothing but that it is revived.
CREATE FUNCTION association_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN PERFORM refuse('association_stays'); END IF;
  IF (NEW.id, NEW.code, NEW.kind, NEW.founded_on) <> (OLD.id, OLD.code, OLD.kind, OLD.founded_on)
    OR OLD.closed_on IS NOT NULL AND (NEW.closed_on <> OLD.closed_on OR
      (NEW.name, NEW.folded, NEW.sort_key, NEW.address, NEW.area_id, NEW.ledgered_from, NEW.chapter_base)
      IS DISTINCT FROM
      (OLD.name, OLD.folded, OLD.sort_key, OLD.address, OLD.area_id, OLD.ledgered_from, OLD.chapter_base))
  THEN PERFORM refuse('association_stays'); END IF;
  IF NEW.ledgered_from IS DISTINCT FROM OLD.ledgered_from AND EXISTS (
    SELECT 1 FROM journal_entry e
    WHERE e.association_id = NEW.id AND (NEW.ledgered_from IS NULL OR e.entry_date < NEW.ledgered_from)
  ) THEN PERFORM refuse('association_ledger_keeps_entries'); END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER association_keeps_itself BEFORE UPDATE OR DELETE ON association
FOR EACH ROW EXECUTE FUNCTION association_stays();

-- One that closes names who follows, has nobody under it and nothing left, and no later entry. No entry
-- and no edge is made meanwhile: the row is locked against whoever refers to it, the tree as above.
CREATE FUNCTION association_closing_rules() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('association_edge'));
  PERFORM 1 FROM association WHERE id = NEW.id FOR UPDATE;
  IF NOT EXISTS (
    SELECT 1 FROM association_succession s JOIN association_event v ON v.id = s.event_id
    WHERE s.predecessor_id = NEW.id AND v.happened_on = NEW.closed_on + 1
  ) THEN PERFORM refuse('association_closes_by_event'); END IF;
  IF EXISTS (
    SELECT 1 FROM association_edge e
    WHERE (e.child_id = NEW.id OR (e.parent_id = NEW.id AND e.role <> 'history'))
      AND (e.valid_to IS NULL OR e.valid_to > NEW.closed_on + 1)
  ) THEN PERFORM refuse('association_closes_childless'); END IF;
  IF EXISTS (
    SELECT 1 FROM balance b JOIN account a ON a.id = b.account_id
    WHERE b.association_id = NEW.id AND b.debit <> b.credit
      AND a.class IN ('asset', 'liability') AND a.figure <> 'in_transit'
  ) OR EXISTS (
    SELECT 1 FROM transfer t
    WHERE t.receiver_id = NEW.id
      AND NOT EXISTS (SELECT 1 FROM transfer_confirmation c WHERE c.transfer_id = t.id)
      AND NOT EXISTS (SELECT 1 FROM transfer_refusal r WHERE r.transfer_id = t.id)
  ) THEN PERFORM refuse('association_closes_empty'); END IF;
  IF EXISTS (
    SELECT 1 FROM journal_entry e WHERE e.association_id = NEW.id AND e.entry_date > NEW.closed_on
  ) THEN PERFORM refuse('association_closes_after_entries'); END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER association_closes BEFORE UPDATE OF closed_on ON association
FOR EACH ROW WHEN (OLD.closed_on IS NULL AND NEW.closed_on IS NOT NULL)
EXECUTE FUNCTION association_closing_rules();

CREATE FUNCTION association_revival_rules() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM association_event v
    WHERE v.association_id = NEW.id AND v.kind = 'revive' AND v.happened_on > OLD.closed_on + 1
  ) THEN PERFORM refuse('association_revived_by_event'); END IF;
  IF EXISTS (
    SELECT 1 FROM association_edge e WHERE e.child_id = NEW.id AND e.valid_to IS NULL
  ) THEN PERFORM refuse('association_edge_history'); END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER association_lives_again BEFORE UPDATE OF closed_on ON association
FOR EACH ROW WHEN (OLD.closed_on IS NOT NULL AND NEW.closed_on IS NULL)
EXECUTE FUNCTION association_revival_rules();

-- Who follows stands on the first day of the new order; shares are parts of one whole. Of a succession
-- only the share is recorded later, or put right.
CREATE FUNCTION association_succession_rules() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN PERFORM refuse('association_succession_stays'); END IF;
  PERFORM pg_advisory_xact_lock(hashtext('association_edge'));
  IF TG_OP = 'UPDATE' THEN
    IF (NEW.id, NEW.event_id, NEW.predecessor_id, NEW.successor_id)
      <> (OLD.id, OLD.event_id, OLD.predecessor_id, OLD.successor_id) OR NEW.share IS NULL
    THEN PERFORM refuse('association_succession_stays'); END IF;
  ELSE
    IF EXISTS (
      SELECT 1 FROM association p WHERE p.id = NEW.predecessor_id AND p.closed_on IS NOT NULL
    ) THEN PERFORM refuse('association_closed_once'); END IF;
    IF NOT EXISTS (
      SELECT 1 FROM association s JOIN association_event v ON v.id = NEW.event_id
      WHERE s.id = NEW.successor_id AND s.founded_on <= v.happened_on
        AND (s.closed_on IS NULL OR s.closed_on >= v.happened_on)
    ) THEN PERFORM refuse('association_successor_stands'); END IF;
  END IF;
  IF 10000 < coalesce(NEW.share, 0) + (
    SELECT coalesce(sum(s.share), 0) FROM association_succession s
    WHERE s.event_id = NEW.event_id AND s.predecessor_id = NEW.predecessor_id AND s.id <> NEW.id
  ) THEN PERFORM refuse('association_shares_fit'); END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER association_succession_keeps_rules BEFORE INSERT OR UPDATE OR DELETE ON association_succession
FOR EACH ROW EXECUTE FUNCTION association_succession_rules();
