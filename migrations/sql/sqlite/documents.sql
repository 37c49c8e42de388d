-- Documents are tied to their entries: what a paper says, the journal says. An entry is posted first
-- and its document stored after it, so each rule looks at the entry that is already there.

CREATE TRIGGER transfer_tied_to_entry AFTER INSERT ON transfer
WHEN NOT EXISTS (
  SELECT 1 FROM journal_entry e JOIN posting p ON p.entry_id = e.id
  WHERE e.id = NEW.entry_id AND e.kind = 'transfer_sent' AND e.association_id = NEW.sender_id
    AND e.entry_date = NEW.sent_on AND e.posting_count = 1
    AND p.fund_id = NEW.fund_id AND p.amount = NEW.amount
)
BEGIN SELECT RAISE(ABORT, 'transfer_equals_entry'); END;

CREATE TRIGGER transfer_confirmation_tied_to_entry AFTER INSERT ON transfer_confirmation
WHEN NOT EXISTS (
  SELECT 1 FROM transfer t JOIN journal_entry e ON e.id = NEW.entry_id JOIN posting p ON p.entry_id = e.id
  WHERE t.id = NEW.transfer_id AND e.kind = 'transfer_received' AND e.association_id = t.receiver_id
    AND e.entry_date = NEW.confirmed_on AND e.posting_count = 1
    AND p.credit_account_id = (SELECT s.debit_account_id FROM posting s WHERE s.entry_id = t.entry_id)
    AND p.fund_id = t.fund_id AND p.amount = t.amount
)
BEGIN SELECT RAISE(ABORT, 'confirmation_equals_entry'); END;

-- Amounts are at most a voucher's entry; the fund, the number and the words are the document's own.
CREATE TRIGGER voucher_tied_to_entry AFTER INSERT ON voucher
WHEN NOT EXISTS (
  SELECT 1 FROM journal_entry e
  WHERE e.id = NEW.entry_id AND e.association_id = NEW.association_id AND e.entry_date = NEW.issued_on
    AND CAST(substr(e.entry_date, 1, 4) AS INTEGER) = NEW.year
    AND (EXISTS (SELECT 1 FROM posting p WHERE p.entry_id = e.id AND p.amount >= NEW.amount)
      OR NEW.amount <= (SELECT sum(p.amount) FROM posting p WHERE p.entry_id = e.id))
)
BEGIN SELECT RAISE(ABORT, 'voucher_fits_entry'); END;

CREATE TRIGGER voucher_void_tied_to_reversal AFTER INSERT ON voucher_void
WHEN NOT EXISTS (
  SELECT 1 FROM voucher v JOIN journal_entry e ON e.id = NEW.entry_id
    JOIN posting r ON r.entry_id = e.id JOIN posting p ON p.id = r.reverses_id
  WHERE v.id = NEW.voucher_id AND e.kind = 'reversal' AND e.association_id = v.association_id
    AND e.recorded_on = NEW.voided_on AND p.entry_id = v.entry_id
)
BEGIN SELECT RAISE(ABORT, 'void_fits_reversal'); END;

CREATE TRIGGER roster_posting_tied_to_entry AFTER INSERT ON roster_posting
WHEN NOT EXISTS (
  SELECT 1 FROM roster r JOIN journal_entry e ON e.id = NEW.entry_id
  WHERE r.id = NEW.roster_id AND e.kind = 'roster' AND e.association_id = r.association_id
    AND e.entry_date = NEW.posted_on AND e.posting_count = NEW.listed_households
    AND NEW.listed_total = (SELECT sum(p.amount) FROM posting p WHERE p.entry_id = e.id AND p.fund_id = r.fund_id)
    AND NEW.listed_total = (SELECT sum(l.amount) FROM roster_line l WHERE l.roster_id = r.id)
    AND NEW.listed_households = (SELECT count(l.amount) FROM roster_line l WHERE l.roster_id = r.id)
)
BEGIN SELECT RAISE(ABORT, 'roster_equals_entry'); END;

-- A decision is about a whole list, and an approval posts each of its awards.
CREATE TRIGGER decision_tied_to_list_and_entry AFTER INSERT ON decision
BEGIN
  SELECT RAISE(ABORT, 'proposal_equals_awards') FROM proposal q
  WHERE q.id = NEW.proposal_id AND (q.award_count, q.total) IS NOT (
    SELECT count(*), sum(w.amount) FROM award w WHERE w.proposal_id = q.id);
  SELECT RAISE(ABORT, 'decision_equals_entry')
  WHERE NEW.approved = 1 AND NOT EXISTS (
    SELECT 1 FROM journal_entry e JOIN proposal q ON q.id = NEW.proposal_id
    WHERE e.id = NEW.entry_id AND e.kind = 'award_decision' AND e.association_id = NEW.association_id
      AND e.entry_date = NEW.decided_on AND e.posting_count = q.award_count
      AND e.posting_count = (
        SELECT count(*) FROM award w JOIN posting p ON p.entry_id = e.id AND p.line = w.line
        WHERE w.proposal_id = q.id AND p.amount = w.amount AND p.fund_id = NEW.fund_id));
END;

CREATE TRIGGER payment_tied_to_entry AFTER INSERT ON payment
WHEN NOT EXISTS (
  SELECT 1 FROM decision d JOIN journal_entry e ON e.id = NEW.entry_id JOIN voucher v ON v.id = NEW.voucher_id
  WHERE d.id = NEW.decision_id AND e.kind = 'award_payment' AND e.association_id = NEW.association_id
    AND e.entry_date = NEW.paid_on AND v.entry_id = e.id AND v.kind = 'payment'
    AND NEW.total = (SELECT sum(p.amount) FROM posting p WHERE p.entry_id = e.id AND p.fund_id = d.fund_id)
    AND e.posting_count = (SELECT count(*) FROM posting p WHERE p.entry_id = e.id AND p.fund_id = d.fund_id)
)
BEGIN SELECT RAISE(ABORT, 'payment_equals_entry'); END;
