-- +goose Up
-- How leads are handed out is data with a version (P16): what is in force at a time is
-- the version that began last. None is changed, so that each offer's trace stays true.
-- What a draw was made from is kept for 90 days, so that anybody of the house can make
-- it again.
--
-- Locks nothing that is in use.

CREATE TABLE lead_policy (
    version    integer PRIMARY KEY CONSTRAINT lead_policy_from_one CHECK (version >= 1),
    valid_from timestamptz NOT NULL CONSTRAINT lead_policy_one_at_a_time UNIQUE,
    note       text NOT NULL,
    rules      jsonb NOT NULL
);
REVOKE UPDATE, DELETE ON lead_policy FROM partnergraph_app;

INSERT INTO lead_policy (version, valid_from, note, rules) VALUES (1, '2000-01-01 00:00:00+00',
'The first policy. Levels count by their lead weight, ratings by a curve on which 3.5 stars, the rating of who has no reviews, are neutral; quick answers and empty hands count for more. Newcomers are drawn for small leads only, and there as if they were gold partners who answer in a day.', '{
    "kinds": ["INTEGRATOR", "FREELANCER", "DEVELOPER", "MAINTAINER"],
    "newcomers": ["NEWCOMER"],
    "sizes": [
        {"size": "SMALL", "mode": "EXCLUSIVE", "maxShare": 1, "hours": 24, "newcomerFloor": 2,
            "drawn": ["THIS_PRODUCT", "OTHER_SOFTWARE", "NEWCOMER"], "board": ["THIS_PRODUCT", "OTHER_SOFTWARE", "NEWCOMER"]},
        {"size": "MEDIUM", "mode": "EXCLUSIVE", "maxShare": 1, "hours": 48, "newcomerFloor": 0,
            "drawn": ["THIS_PRODUCT", "OTHER_SOFTWARE"], "board": ["THIS_PRODUCT", "OTHER_SOFTWARE", "NEWCOMER"]},
        {"size": "LARGE", "mode": "EXCLUSIVE", "maxShare": 1, "hours": 72, "newcomerFloor": 0,
            "drawn": ["THIS_PRODUCT"], "board": ["THIS_PRODUCT", "OTHER_SOFTWARE"]}
    ],
    "radiusKm": 150, "pool": 1000, "rounds": 5, "boardDays": 14, "waitHours": 72, "returnHours": 72, "dealDays": 90, "remindAt": 0.5,
    "levelPower": 1,
    "rating": [{"at": 1, "weight": 0.1}, {"at": 2, "weight": 0.3}, {"at": 3, "weight": 0.7}, {"at": 3.5, "weight": 1},
        {"at": 4, "weight": 1.3}, {"at": 5, "weight": 2}],
    "ratingPrior": 3.5,
    "answerTime": [{"at": 1, "weight": 1.25}, {"at": 24, "weight": 1}, {"at": 72, "weight": 0.5}],
    "answerPrior": 24, "answerWeight": 2,
    "load": [{"at": 0, "weight": 1.25}, {"at": 2, "weight": 1}, {"at": 10, "weight": 0.25}],
    "catchUpAtMost": 4
}');

-- Bytes of the seed and of what each candidate was weighed by, as store/lead_draw_kept.go
-- writes them.
CREATE TABLE lead_draw (
    id             uuid PRIMARY KEY,
    lead_id        uuid NOT NULL REFERENCES lead DEFERRABLE INITIALLY DEFERRED,
    policy_version integer NOT NULL REFERENCES lead_policy,
    seed           bytea NOT NULL CONSTRAINT lead_draw_seed CHECK (length(seed) = 32),
    size           text NOT NULL CONSTRAINT lead_draw_size CHECK (size IN ('SMALL', 'MEDIUM', 'LARGE')),
    candidates     bytea NOT NULL,
    picks          uuid[] NOT NULL,
    drawn_at       timestamptz NOT NULL
);
ALTER TABLE lead_draw ALTER COLUMN candidates SET STORAGE EXTERNAL; -- numbers of chance: not worth compressing
CREATE INDEX lead_draw_by_lead ON lead_draw (lead_id, drawn_at, id);
CREATE INDEX lead_draw_old ON lead_draw (drawn_at);
REVOKE UPDATE ON lead_draw FROM partnergraph_app;
