-- +goose Up
-- A version of the policy that begins later blocked all that were to begin before it,
-- and nobody could take it back. In force is now the highest version that has begun,
-- which among those there are is the same as before, because each began after the last;
-- and one that has not begun can be withdrawn. It stays in the table, with who did it
-- and why.
--
-- Locks lead_policy while its few rows are checked.
ALTER TABLE lead_policy
    DROP CONSTRAINT lead_policy_one_at_a_time,
    ADD COLUMN withdrawn_at timestamptz,
    ADD COLUMN withdrawn_by uuid REFERENCES person,
    ADD COLUMN withdrawal_reason text,
    ADD CONSTRAINT lead_policy_withdrawn CHECK (num_nonnulls(withdrawn_at, withdrawn_by, withdrawal_reason) IN (0, 3)),
    ADD CONSTRAINT lead_policy_withdrawn_before CHECK (withdrawn_at < valid_from);
GRANT UPDATE (withdrawn_at, withdrawn_by, withdrawal_reason) ON lead_policy TO partnergraph_app;
