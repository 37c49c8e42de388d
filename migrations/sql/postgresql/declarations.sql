-- What units declare: within their life, before the ledger, and a correction replaces what it corrects.

CREATE FUNCTION declaration_rules() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM association a
    WHERE a.id = NEW.association_id AND (a.founded_on > NEW.as_of OR a.closed_on < NEW.as_of)
  ) THEN PERFORM refuse('declaration_within_life'); END IF;
  IF EXISTS (
    SELECT 1 FROM association a WHERE a.id = NEW.association_id AND a.ledgered_from <= NEW.as_of
  ) THEN PERFORM refuse('declaration_not_ledgered'); END IF;
  IF EXISTS (
    SELECT 1 FROM declaration d
    WHERE d.id = NEW.replaces_id AND (d.association_id <> NEW.association_id OR d.as_of <> NEW.as_of)
  ) THEN PERFORM refuse('declaration_replaces_its_own'); END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER declaration_rules BEFORE INSERT ON declaration
FOR EACH ROW EXECUTE FUNCTION declaration_rules();

CREATE FUNCTION declared_measure_rules() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM association a
    WHERE a.id = NEW.association_id
      AND (extract(year FROM a.founded_on) > NEW.year OR extract(year FROM a.closed_on) < NEW.year)
  ) THEN PERFORM refuse('declared_measure_within_life'); END IF;
  IF EXISTS (
    SELECT 1 FROM declared_measure d
    WHERE d.id = NEW.replaces_id
      AND (d.association_id <> NEW.association_id OR d.year <> NEW.year OR d.measure <> NEW.measure)
  ) THEN PERFORM refuse('declared_measure_replaces_its_own'); END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER declared_measure_rules BEFORE INSERT ON declared_measure
FOR EACH ROW EXECUTE FUNCTION declared_measure_rules();
