-- +goose Up
-- A draw among 1,000 candidates spent most of its time on reading and packing them. A
-- part of 300, at random, gives over time the same shares: each partner is in fewer
-- draws, and in each has a larger part. No trace and no draw may come to stand for
-- another policy than it was made by, so version 1 is changed only where nothing was
-- drawn by it; elsewhere it stays, and the house can publish the next.
--
-- Locks the one row.
UPDATE lead_policy SET rules = jsonb_set(rules, '{pool}', '300')
WHERE version = 1 AND rules->'pool' = '1000'
    AND NOT EXISTS (SELECT FROM lead_draw WHERE policy_version = 1)
    AND NOT EXISTS (SELECT FROM lead_offer WHERE trace->>'policy' = '1');
