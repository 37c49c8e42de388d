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

CREATE TRIGGER gift_is_recorded INSTEAD OF INSERT ON gift_to_record
WHEN NOT EXISTS (
    SELECT 1 FROM audit_event a WHERE a.association_id = NEW.association_id AND a.client_key = NEW.client_key)
  AND EXISTS (
    SELECT 1 FROM fund_holder h JOIN fund f ON f.id = h.fund_id
    WHERE h.association_id = NEW.association_id AND h.fund_id = NEW.fund_id
      AND (f.closed_on IS NULL OR f.closed_on >= NEW.received_on))
  AND (NEW.party_id IS NULL OR EXISTS (SELECT 1 FROM party g WHERE g.id = NEW.party_id))
BEGIN
  INSERT INTO journal_entry (
    association_id, kind, entry_date, description, posting_count, recorded_on, recorded_at, recorded_by)
  VALUES (NEW.association_id, 'contribution', NEW.received_on, '', 1, NEW.recorded_on, NEW.recorded_at,
    NEW.recorded_by);
  INSERT INTO posting (
    entry_id, line, posting_count, association_id, entry_date, fund_id, debit_account_id, credit_account_id, amount)
  VALUES (last_insert_rowid(), 1, 1, NEW.association_id, NEW.received_on, NEW.fund_id, NEW.debit_account_id,
    NEW.credit_account_id, NEW.amount);
  INSERT INTO voucher_series (association_id, kind, year, book, last_number)
    SELECT NEW.association_id, 'receipt', CAST(substr(NEW.received_on, 1, 4) AS INTEGER), 1, 0
    WHERE NOT EXISTS (
      SELECT 1 FROM voucher_series s WHERE s.association_id = NEW.association_id AND s.kind = 'receipt'
        AND s.year = CAST(substr(NEW.received_on, 1, 4) AS INTEGER) AND s.book = 1);
  UPDATE voucher_series SET last_number = last_number + 1
    WHERE association_id = NEW.association_id AND kind = 'receipt'
      AND year = CAST(substr(NEW.received_on, 1, 4) AS INTEGER) AND book = 1;
  INSERT INTO voucher (
    association_id, kind, year, book, number, entry_id, issued_on, amount, amount_in_words, party_name,
    party_address, reason, fund_id, fund_name, method, token, issued_by, issued_by_name)
  SELECT NEW.association_id, 'receipt', s.year, 1, s.last_number, p.entry_id, NEW.received_on, NEW.amount,
    NEW.amount_in_words, coalesce(g.name, NEW.giver_name),
    coalesce(nullif(g.address, ''), g.distinguisher, NEW.giver_distinguisher),
    'Đóng góp ' || f.name, f.id, f.name, NEW.method, NEW.token, NEW.recorded_by, NEW.recorded_by_name
  FROM posting p JOIN fund f ON f.id = NEW.fund_id LEFT JOIN party g ON g.id = NEW.party_id
    JOIN voucher_series s ON s.association_id = NEW.association_id AND s.kind = 'receipt'
      AND s.year = CAST(substr(NEW.received_on, 1, 4) AS INTEGER) AND s.book = 1
  WHERE p.id = last_insert_rowid();
  INSERT INTO party (
    association_id, kind, name, distinguisher, folded, sort_key, given_sort_key, address, recorded_at)
  SELECT NEW.association_id, NEW.giver_kind, NEW.giver_name, NEW.giver_distinguisher, NEW.giver_folded,
    NEW.giver_sort_key, NEW.giver_given_sort_key, '', NEW.recorded_at WHERE NEW.party_id IS NULL;
  INSERT INTO contribution (
    association_id, fund_id, party_id, amount, method, display, received_on, posting_id, voucher_id, recorded_by)
  SELECT NEW.association_id, NEW.fund_id, coalesce(NEW.party_id, last_insert_rowid()), NEW.amount, NEW.method,
    NEW.display, NEW.received_on, p.id, v.id, NEW.recorded_by
  FROM voucher v JOIN posting p ON p.entry_id = v.entry_id WHERE v.token = NEW.token;
  INSERT INTO audit_event (
    association_id, actor_id, verb, subject_type, subject_id, client_key, fingerprint, recorded_at)
  SELECT NEW.association_id, NEW.recorded_by, 'record_contribution', 'voucher', v.id, NEW.client_key,
    NEW.fingerprint, NEW.recorded_at FROM voucher v WHERE v.token = NEW.token;
END;
