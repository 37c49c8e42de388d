-- The rules of the book on SQLite. A trigger's text is the name of the rule it keeps.

-- A closed association is only read; one that was revived stays closed for the days it was not there.
CREATE TRIGGER journal_entry_association_open BEFORE INSERT ON journal_entry
WHEN NOT EXISTS (
  SELECT 1 FROM association a
  WHERE a.id = NEW.association_id AND a.ledgered_from <= NEW.entry_date AND a.closed_on IS NULL
    AND NOT EXISTS (
      SELECT 1 FROM association_event r
      WHERE r.association_id = a.id AND r.kind = 'revive' AND r.happened_on > NEW.entry_date
        AND NEW.entry_date >= (
          SELECT max(v.happened_on) FROM association_succession s JOIN association_event v ON v.id = s.event_id
          WHERE s.predecessor_id = a.id AND v.happened_on < r.happened_on))
)
BEGIN SELECT RAISE(ABORT, 'association_is_open'); END;

-- A kind of entry debits and credits its own accounts only; a reversal mirrors another posting instead.
CREATE TRIGGER posting_fits_its_kind BEFORE INSERT ON posting
WHEN NEW.debit_account_id <> NEW.credit_account_id AND NOT EXISTS (
  SELECT 1 FROM journal_entry e LEFT JOIN entry_pattern f
    ON f.kind = e.kind AND f.debit_account_id = NEW.debit_account_id
      AND f.credit_account_id = NEW.credit_account_id
  WHERE e.id = NEW.entry_id
    AND CASE e.kind WHEN 'reversal' THEN NEW.reverses_id ELSE f.kind END IS NOT NULL
)
BEGIN SELECT RAISE(ABORT, 'posting_fits_kind'); END;

-- What a document says is undone with the document, and a corrected posting is corrected again.
CREATE TRIGGER posting_reversed_with_document BEFORE INSERT ON posting
WHEN NEW.reverses_id IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'reversal_of_document')
  FROM posting p JOIN journal_entry e ON e.id = p.entry_id
  WHERE p.id = NEW.reverses_id AND e.kind NOT IN (
    'opening', 'contribution', 'roster', 'interest', 'other_income', 'expense', 'reversal');
  SELECT RAISE(ABORT, 'corrected_posting_stands')
  FROM correction c WHERE c.posting_id = NEW.reverses_id;
END;

CREATE TRIGGER correction_of_posting BEFORE INSERT ON correction
WHEN NOT EXISTS (
  SELECT 1 FROM posting p JOIN journal_entry e ON e.id = p.entry_id
    JOIN journal_entry c ON c.id = NEW.entry_id
  WHERE p.id = NEW.posting_id AND e.kind IN ('opening', 'interest', 'other_income', 'expense')
    AND c.kind = 'correction' AND c.association_id = p.association_id AND c.entry_date >= p.entry_date
    AND NOT EXISTS (SELECT 1 FROM posting r WHERE r.reverses_id = p.id)
    AND NOT EXISTS (
      SELECT 1 FROM correction k JOIN journal_entry earlier ON earlier.id = k.entry_id
      WHERE k.posting_id = p.id AND earlier.entry_date > c.entry_date)
)
BEGIN SELECT RAISE(ABORT, 'correction_fits_posting'); END;

CREATE TRIGGER posting_fund_open BEFORE INSERT ON posting
WHEN NOT EXISTS (
  SELECT 1 FROM fund f
  WHERE f.id = NEW.fund_id AND f.opened_on <= NEW.entry_date
    AND (f.closed_on IS NULL OR f.closed_on >= NEW.entry_date)
)
BEGIN SELECT RAISE(ABORT, 'fund_is_open'); END;

-- SQLite does not name a foreign key that fails; the ones that a person can meet are named here.
CREATE TRIGGER posting_fund_held BEFORE INSERT ON posting
WHEN NOT EXISTS (
  SELECT 1 FROM fund_holder h WHERE h.association_id = NEW.association_id AND h.fund_id = NEW.fund_id
)
BEGIN SELECT RAISE(ABORT, 'posting_fund_is_held'); END;

CREATE TRIGGER transfer_fund_held BEFORE INSERT ON transfer
WHEN NOT EXISTS (
  SELECT 1 FROM fund_holder h WHERE h.association_id = NEW.receiver_id AND h.fund_id = NEW.fund_id
)
BEGIN SELECT RAISE(ABORT, 'transfer_receiver_holds_fund'); END;

CREATE TRIGGER award_recognition_theirs BEFORE INSERT ON award
WHEN NEW.recognition_id IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM recognition r WHERE r.id = NEW.recognition_id AND r.party_id = NEW.party_id
)
BEGIN SELECT RAISE(ABORT, 'award_recognition_is_theirs'); END;

-- Only accounts without sub-accounts, inside their validity, are posted to.
CREATE TRIGGER posting_accounts_take_postings BEFORE INSERT ON posting
WHEN NEW.debit_account_id <> NEW.credit_account_id AND 2 <> (
  SELECT count(*) FROM account a
  WHERE a.id IN (NEW.debit_account_id, NEW.credit_account_id)
    AND a.valid_from <= NEW.entry_date AND (a.valid_to IS NULL OR a.valid_to > NEW.entry_date)
    AND NOT EXISTS (SELECT 1 FROM account child WHERE child.parent_id = a.id)
)
BEGIN SELECT RAISE(ABORT, 'account_takes_postings'); END;

CREATE TRIGGER posting_mirrors_reversed BEFORE INSERT ON posting
WHEN NEW.reverses_id IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM posting p
  WHERE p.id = NEW.reverses_id AND p.association_id = NEW.association_id AND p.fund_id = NEW.fund_id
    AND p.amount = NEW.amount AND p.reverses_id IS NULL
    AND p.debit_account_id = NEW.credit_account_id AND p.credit_account_id = NEW.debit_account_id
)
BEGIN SELECT RAISE(ABORT, 'reversal_mirrors_posting'); END;

CREATE TRIGGER posting_reversed_later BEFORE INSERT ON posting
WHEN EXISTS (
  SELECT 1 FROM posting p
  WHERE p.id = NEW.reverses_id AND p.reverses_id IS NULL AND p.entry_date > NEW.entry_date
)
BEGIN SELECT RAISE(ABORT, 'reversal_not_before_posting'); END;

CREATE TRIGGER transfer_arrives_later BEFORE INSERT ON transfer_confirmation
WHEN EXISTS (SELECT 1 FROM transfer t WHERE t.id = NEW.transfer_id AND t.sent_on > NEW.confirmed_on)
BEGIN SELECT RAISE(ABORT, 'transfer_arrives_after_sending'); END;

CREATE TRIGGER payment_after_decision BEFORE INSERT ON payment
WHEN EXISTS (SELECT 1 FROM decision d WHERE d.id = NEW.decision_id AND d.decided_on > NEW.paid_on)
BEGIN SELECT RAISE(ABORT, 'payment_not_before_decision'); END;

-- Balances follow every posting. A row is first made with zeros and then changed, because a CHECK in
-- an upsert would judge the proposed row instead of the resulting one.
CREATE TRIGGER posting_keeps_balances AFTER INSERT ON posting
BEGIN
  INSERT INTO balance (association_id, fund_id, account_id, debit, credit, guarded)
    SELECT NEW.association_id, NEW.fund_id, a.id, 0, 0, a.effect = 'money' FROM account a
    WHERE a.id IN (NEW.debit_account_id, NEW.credit_account_id)
    ON CONFLICT DO NOTHING;
  UPDATE balance SET debit = debit + NEW.amount
    WHERE association_id = NEW.association_id AND fund_id = NEW.fund_id AND account_id = NEW.debit_account_id;
  UPDATE balance SET credit = credit + NEW.amount
    WHERE association_id = NEW.association_id AND fund_id = NEW.fund_id AND account_id = NEW.credit_account_id;
  INSERT INTO turnover (association_id, fund_id, account_id, year, debit, credit) VALUES
    (NEW.association_id, NEW.fund_id, NEW.debit_account_id, CAST(substr(NEW.entry_date, 1, 4) AS INTEGER),
     NEW.amount, 0)
    ON CONFLICT DO UPDATE SET debit = debit + NEW.amount;
  INSERT INTO turnover (association_id, fund_id, account_id, year, debit, credit) VALUES
    (NEW.association_id, NEW.fund_id, NEW.credit_account_id, CAST(substr(NEW.entry_date, 1, 4) AS INTEGER),
     0, NEW.amount)
    ON CONFLICT DO UPDATE SET credit = credit + NEW.amount;
  INSERT INTO fund_position (association_id, fund_id, money, promised, invested, capital)
    VALUES (NEW.association_id, NEW.fund_id, 0, 0, 0, 0) ON CONFLICT DO NOTHING;
  UPDATE fund_position SET
    money = money + NEW.amount * ((d.effect = 'money') - (c.effect = 'money')),
    promised = promised + NEW.amount * ((c.effect = 'promise') - (d.effect = 'promise')),
    invested = invested + NEW.amount * ((d.effect = 'investment') - (c.effect = 'investment')),
    capital = capital + NEW.amount * (f.kind = 'endowment')
      * ((c.effect = 'capital') - (d.effect = 'capital'))
    FROM account d, account c, fund f
    WHERE fund_position.association_id = NEW.association_id AND fund_position.fund_id = NEW.fund_id
      AND d.id = NEW.debit_account_id AND c.id = NEW.credit_account_id AND f.id = NEW.fund_id;
  -- Money that leaves on a day with later postings already there must have been there on that day too:
  -- what came after any later day may not exceed what there is now. (In this trigger and not in one
  -- of its own, since SQLite promises no order between two.)
  SELECT RAISE(ABORT, 'no_overdraft') FROM balance b
  WHERE b.association_id = NEW.association_id AND b.fund_id = NEW.fund_id
    AND b.account_id = NEW.credit_account_id AND b.guarded = 1
    AND EXISTS (
      SELECT 1 FROM posting p
      WHERE p.association_id = NEW.association_id AND p.fund_id = NEW.fund_id AND p.entry_date > NEW.entry_date)
    AND b.debit - b.credit < (
      SELECT max(came_later) FROM (
        SELECT sum(sum(CASE p.debit_account_id WHEN NEW.credit_account_id THEN p.amount ELSE -p.amount END))
                 OVER (ORDER BY p.entry_date DESC) AS came_later
        FROM posting p
        WHERE p.association_id = NEW.association_id AND p.fund_id = NEW.fund_id
          AND p.entry_date > NEW.entry_date
          AND NEW.credit_account_id IN (p.debit_account_id, p.credit_account_id)
        GROUP BY p.entry_date));
END;

-- An account that has been posted to cannot become a heading.
CREATE TRIGGER account_parent_unposted BEFORE INSERT ON account
WHEN NEW.parent_id IS NOT NULL AND EXISTS (SELECT 1 FROM balance b WHERE b.account_id = NEW.parent_id)
BEGIN SELECT RAISE(ABORT, 'account_takes_postings'); END;

CREATE TRIGGER voucher_series_steps BEFORE UPDATE ON voucher_series
WHEN NEW.last_number < OLD.last_number OR NEW.association_id <> OLD.association_id OR NEW.kind <> OLD.kind
  OR NEW.year <> OLD.year OR NEW.book <> OLD.book
BEGIN SELECT RAISE(ABORT, 'series_never_goes_back'); END;

CREATE TRIGGER voucher_series_stays BEFORE DELETE ON voucher_series
BEGIN SELECT RAISE(ABORT, 'series_never_goes_back'); END;

CREATE TRIGGER voucher_series_starts BEFORE INSERT ON voucher_series
WHEN NEW.last_number <> 0 OR EXISTS (
  SELECT 1 FROM voucher_series s
  WHERE s.association_id = NEW.association_id AND s.kind = NEW.kind AND s.year = NEW.year AND s.book = NEW.book
)
BEGIN SELECT RAISE(ABORT, 'series_never_goes_back'); END;

-- A voucher takes the number after the highest one issued, and never more than the counter has given.
CREATE TRIGGER voucher_number_in_turn BEFORE INSERT ON voucher
WHEN NEW.number <> 1 + coalesce((
    SELECT max(v.number) FROM voucher v
    WHERE v.association_id = NEW.association_id AND v.kind = NEW.kind AND v.year = NEW.year
      AND v.book = NEW.book), 0)
  OR NOT EXISTS (
    SELECT 1 FROM voucher_series s
    WHERE s.association_id = NEW.association_id AND s.kind = NEW.kind AND s.year = NEW.year
      AND s.book = NEW.book AND s.last_number >= NEW.number)
BEGIN SELECT RAISE(ABORT, 'voucher_number_follows'); END;

CREATE TRIGGER contribution_equals_posting BEFORE INSERT ON contribution
WHEN NOT EXISTS (
  SELECT 1 FROM posting p JOIN voucher v ON v.entry_id = p.entry_id
  WHERE p.id = NEW.posting_id AND v.id = NEW.voucher_id AND p.amount = NEW.amount
    AND p.fund_id = NEW.fund_id AND v.fund_id = NEW.fund_id
    AND p.association_id = NEW.association_id AND v.association_id = NEW.association_id
    AND v.kind = 'receipt'
)
BEGIN SELECT RAISE(ABORT, 'contribution_equals_posting'); END;

CREATE TRIGGER roster_line_open_on_insert BEFORE INSERT ON roster_line
WHEN EXISTS (SELECT 1 FROM roster_posting r WHERE r.roster_id = NEW.roster_id)
BEGIN SELECT RAISE(ABORT, 'roster_is_open'); END;

CREATE TRIGGER roster_line_open_on_update BEFORE UPDATE ON roster_line
WHEN EXISTS (SELECT 1 FROM roster_posting r WHERE r.roster_id IN (OLD.roster_id, NEW.roster_id))
BEGIN SELECT RAISE(ABORT, 'roster_is_open'); END;

CREATE TRIGGER roster_line_open_on_delete BEFORE DELETE ON roster_line
WHEN EXISTS (SELECT 1 FROM roster_posting r WHERE r.roster_id = OLD.roster_id)
BEGIN SELECT RAISE(ABORT, 'roster_is_open'); END;

CREATE TRIGGER roster_open_on_update BEFORE UPDATE ON roster
WHEN EXISTS (SELECT 1 FROM roster_posting r WHERE r.roster_id = OLD.id)
BEGIN SELECT RAISE(ABORT, 'roster_is_open'); END;

CREATE TRIGGER award_rests_on_recognition BEFORE INSERT ON award
WHEN NEW.recognition_id IS NULL AND EXISTS (
  SELECT 1 FROM proposal p JOIN programme g ON g.id = p.programme_id
  WHERE p.id = NEW.proposal_id AND g.recognition_required = 1
)
BEGIN SELECT RAISE(ABORT, 'award_needs_recognition'); END;

-- A list is closed to further awards once it is whole.
CREATE TRIGGER award_list_closed BEFORE INSERT ON award
WHEN NEW.line < 1 OR NEW.line > (SELECT award_count FROM proposal WHERE id = NEW.proposal_id)
BEGIN SELECT RAISE(ABORT, 'award_line_in_list'); END;

CREATE TRIGGER payment_line_of_decision BEFORE INSERT ON payment_line
WHEN NOT EXISTS (
  SELECT 1 FROM payment y JOIN decision d ON d.id = y.decision_id
    JOIN award w ON w.proposal_id = d.proposal_id
  WHERE y.id = NEW.payment_id AND w.id = NEW.award_id AND d.approved = 1
)
BEGIN SELECT RAISE(ABORT, 'payment_follows_decision'); END;
