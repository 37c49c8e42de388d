-- A gift is recorded by one INSERT into `gift_to_record`: its entry, posting, receipt with the next number,
-- gift, place in the trail, and the giver when it is somebody new. Nothing is written, and the statement
-- answers with no receipt, when the form did it before, or the giver, or a fund open here, is not there.

CREATE VIEW gift_to_record AS
SELECT c.association_id, c.fund_id, c.party_id, c.amount, v.amount_in_words, c.method, c.display, c.received_on,
       p.debit_account_id, p.credit_account_id, e.recorded_on, e.recorded_at, c.recorded_by,
       v.issued_by_name AS recorded_by_name, v.token, a.client_key, a.fingerprint,
       g.kind AS giver_kind, g.name AS giver_name, g.distinguisher AS giver_distinguisher, g.folded AS giver_folded,
       g.sort_key AS giver_sort_key, g.given_sort_key AS giver_given_sort_key, v.id AS voucher_id
FROM contribution c
JOIN posting p ON p.id = c.posting_id
JOIN journal_entry e ON e.id = p.entry_id
JOIN voucher v ON v.id = c.voucher_id
JOIN party g ON g.id = c.party_id
JOIN audit_event a ON a.subject_type = 'voucher' AND a.subject_id = v.id AND a.verb = 'record_contribution';

CREATE FUNCTION record_gift() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  said record;
  in_year bigint := extract(year FROM NEW.received_on);
  new_voucher bigint;
  drawn bigint;
  entry bigint;
  posted bigint;
BEGIN
  NEW.voucher_id := NULL;
  SELECT f.name AS fund, coalesce(g.name, NEW.giver_name) AS giver,
      coalesce(nullif(g.address, ''), g.distinguisher, NEW.giver_distinguisher) AS address INTO said
    FROM fund_holder h JOIN fund f ON f.id = h.fund_id LEFT JOIN party g ON g.id = NEW.party_id
    WHERE h.association_id = NEW.association_id AND h.fund_id = NEW.fund_id
      AND (f.closed_on IS NULL OR f.closed_on >= NEW.received_on)
      AND (NEW.party_id IS NULL OR g.id IS NOT NULL);
  IF NOT FOUND THEN RETURN NEW; END IF;
  -- The row of the trail first: the same form sent twice at once waits here for the first, and then finds it.
  new_voucher := nextval('voucher_id_seq');
  INSERT INTO audit_event (
    association_id, actor_id, verb, subject_type, subject_id, client_key, fingerprint, recorded_at)
  VALUES (NEW.association_id, NEW.recorded_by, 'record_contribution', 'voucher', new_voucher, NEW.client_key,
    NEW.fingerprint, NEW.recorded_at)
  ON CONFLICT (association_id, client_key) DO NOTHING;
  IF NOT FOUND THEN RETURN NEW; END IF;
  IF NEW.party_id IS NULL THEN
    INSERT INTO party (
      association_id, kind, name, distinguisher, folded, sort_key, given_sort_key, address, recorded_at)
    VALUES (NEW.association_id, NEW.giver_kind, NEW.giver_name, NEW.giver_distinguisher, NEW.giver_folded,
      NEW.giver_sort_key, NEW.giver_given_sort_key, '', NEW.recorded_at)
    RETURNING id INTO NEW.party_id;
  END IF;
  INSERT INTO journal_entry (
    association_id, kind, entry_date, description, posting_count, recorded_on, recorded_at, recorded_by)
  VALUES (NEW.association_id, 'contribution', NEW.received_on, '', 1, NEW.recorded_on, NEW.recorded_at,
    NEW.recorded_by)
  RETURNING id INTO entry;
  INSERT INTO posting (
    entry_id, line, posting_count, association_id, entry_date, fund_id, debit_account_id, credit_account_id, amount)
  VALUES (entry, 1, 1, NEW.association_id, NEW.received_on, NEW.fund_id, NEW.debit_account_id,
    NEW.credit_account_id, NEW.amount)
  RETURNING id INTO posted;
  LOOP
    UPDATE voucher_series s SET last_number = s.last_number + 1
      WHERE s.association_id = NEW.association_id AND s.kind = 'receipt' AND s.year = in_year AND s.book = 1
      RETURNING s.last_number INTO drawn;
    EXIT WHEN FOUND;
    INSERT INTO voucher_series (association_id, kind, year, book, last_number)
      VALUES (NEW.association_id, 'receipt', in_year, 1, 0) ON CONFLICT DO NOTHING;
  END LOOP;
  INSERT INTO voucher (
    id, association_id, kind, year, book, number, entry_id, issued_on, amount, amount_in_words, party_name,
    party_address, reason, fund_id, fund_name, method, token, issued_by, issued_by_name)
  VALUES (new_voucher, NEW.association_id, 'receipt', in_year, 1, drawn, entry, NEW.received_on, NEW.amount,
    NEW.amount_in_words, said.giver, said.address, 'Đóng góp ' || said.fund, NEW.fund_id, said.fund, NEW.method, NEW.token,
    NEW.recorded_by, NEW.recorded_by_name);
  INSERT INTO contribution (
    association_id, fund_id, party_id, amount, method, display, received_on, posting_id, voucher_id, recorded_by)
  VALUES (NEW.association_id, NEW.fund_id, NEW.party_id, NEW.amount, NEW.method, NEW.display, NEW.received_on,
    posted, new_voucher, NEW.recorded_by);
  NEW.voucher_id := new_voucher;
  RETURN NEW;
END $$;

CREATE TRIGGER gift_is_recorded INSTEAD OF INSERT ON gift_to_record
FOR EACH ROW EXECUTE FUNCTION record_gift();
