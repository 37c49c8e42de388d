-- What accountants read, and what the public may read.

-- A ledger line is one side of a posting (the book stores pairs).
CREATE VIEW ledger_line AS
SELECT p.id AS posting_id, p.entry_id, p.line, 'debit' AS side, p.association_id, p.fund_id,
       p.debit_account_id AS account_id, p.credit_account_id AS counter_account_id, p.entry_date, p.amount
FROM posting p
UNION ALL
SELECT p.id, p.entry_id, p.line, 'credit', p.association_id, p.fund_id,
       p.credit_account_id, p.debit_account_id, p.entry_date, p.amount
FROM posting p;

-- No description, no party, no user: nothing here can name anybody.
CREATE VIEW public_posting AS
SELECT p.id, p.entry_id, p.line, e.kind, p.association_id, p.fund_id, p.entry_date, p.amount,
       d.role AS debit_role, c.role AS credit_role, d.figure AS debit_figure, c.figure AS credit_figure,
       p.reverses_id,
       (SELECT r.id FROM posting r WHERE r.reverses_id = p.id) AS reversed_by_id
FROM posting p
JOIN journal_entry e ON e.id = p.entry_id
JOIN account d ON d.id = p.debit_account_id
JOIN account c ON c.id = p.credit_account_id;
