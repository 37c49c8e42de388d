-- What units declare: within their life, before the ledger, and a correction replaces what it corrects.

CREATE TRIGGER declaration_rules BEFORE INSERT ON declaration
BEGIN
  SELECT RAISE(ABORT, 'declaration_within_life') FROM association a
  WHERE a.id = NEW.association_id AND (a.founded_on > NEW.as_of OR a.closed_on < NEW.as_of);
  SELECT RAISE(ABORT, 'declaration_not_ledgered') FROM association a
  WHERE a.id = NEW.association_id AND a.ledgered_from <= NEW.as_of;
  -- REPLACE would break the index of the same name and tell nobody.
  SELECT RAISE(ABORT, 'declaration_once') FROM declaration d
  WHERE NEW.replaces_id IS NULL AND d.association_id = NEW.association_id AND d.as_of = NEW.as_of;
  SELECT RAISE(ABORT, 'declaration_replaces_its_own') FROM declaration d
  WHERE d.id = NEW.replaces_id AND (d.association_id <> NEW.association_id OR d.as_of <> NEW.as_of);
END;

CREATE TRIGGER declared_measure_rules BEFORE INSERT ON declared_measure
BEGIN
  SELECT RAISE(ABORT, 'declared_measure_within_life') FROM association a
  WHERE a.id = NEW.association_id
    AND (CAST(substr(a.founded_on, 1, 4) AS INTEGER) > NEW.year
      OR CAST(substr(a.closed_on, 1, 4) AS INTEGER) < NEW.year);
  SELECT RAISE(ABORT, 'declared_measure_once') FROM declared_measure d
  WHERE NEW.replaces_id IS NULL AND d.association_id = NEW.association_id
    AND d.year = NEW.year AND d.measure = NEW.measure;
  SELECT RAISE(ABORT, 'declared_measure_replaces_its_own') FROM declared_measure d
  WHERE d.id = NEW.replaces_id
    AND (d.association_id <> NEW.association_id OR d.year <> NEW.year OR d.measure <> NEW.measure);
END;
