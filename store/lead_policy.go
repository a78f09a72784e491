package store

import (
	"context"
	"encoding/json"
	"time"

	"partnergraph/market"
)

const leadPolicyColumns = `version, valid_from, note, rules`

// leadPolicy is the policy in force at now.
func (s *Store) leadPolicy(ctx context.Context, now time.Time) (*market.LeadPolicy, error) {
	return one[market.LeadPolicy](ctx, s, `SELECT `+leadPolicyColumns+` FROM lead_policy
		WHERE valid_from <= $1 ORDER BY valid_from DESC LIMIT 1`, now)
}

// LeadPolicy is the version of the policy, or for nil the one in force at now. It fails
// with NotFound when there is none.
func (s *Store) LeadPolicy(ctx context.Context, version *int, now time.Time) (*market.LeadPolicy, error) {
	if version == nil {
		return s.leadPolicy(ctx, now)
	}
	return one[market.LeadPolicy](ctx, s, `SELECT `+leadPolicyColumns+` FROM lead_policy WHERE version = $1`, *version)
}

// maxPolicies is how many versions are listed.
const maxPolicies = `100`

// LeadPolicies are the newest versions of the policy, also those that begin later,
// newest first.
func (s *Store) LeadPolicies(ctx context.Context) ([]*market.LeadPolicy, error) {
	return all[market.LeadPolicy](ctx, s, `SELECT `+leadPolicyColumns+` FROM lead_policy ORDER BY version DESC LIMIT `+maxPolicies)
}

// PublishLeadPolicy writes down a new version of the policy, which is never changed.
// Of two who publish at once, each sees the other's.
func (s *Store) PublishLeadPolicy(ctx context.Context, in market.LeadPolicyPublishInput, now time.Time) (policy *market.LeadPolicy, err error) {
	err = s.InTx(ctx, func(s *Store) error {
		if _, err := s.exec(ctx, `SELECT pg_advisory_xact_lock(hashtext('lead policy'))`); err != nil {
			return err
		}
		newest, err := found(one[market.LeadPolicy](ctx, s, `SELECT `+leadPolicyColumns+` FROM lead_policy ORDER BY version DESC LIMIT 1`))
		if err != nil {
			return err
		}
		p, err := in.Policy(newest, now)
		if err != nil {
			return err
		}
		rules, err := json.Marshal(p.Rules)
		if err != nil {
			return err
		}
		policy, err = one[market.LeadPolicy](ctx, s, `INSERT INTO lead_policy (version, valid_from, note, rules) VALUES ($1, $2, $3, $4)
			RETURNING `+leadPolicyColumns, p.Version, p.ValidFrom, p.Note, string(rules))
		return err
	})
	return policy, err
}
