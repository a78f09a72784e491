package store

import (
	"context"
	"encoding/json"
	"time"

	"partnergraph/market"
)

const (
	leadPolicyColumns = `p.version, p.valid_from, p.note, p.rules, p.withdrawn_at, p.withdrawn_by, p.withdrawal_reason,
		(SELECT min(n.valid_from) FROM lead_policy n WHERE n.version > p.version AND n.withdrawn_at IS NULL) AS next_from`
	// policyInForce is, in SQL, what market.PolicyAt says. A test holds the two together.
	policyInForce = `FROM lead_policy p WHERE p.valid_from <= $1 AND p.withdrawn_at IS NULL ORDER BY p.version DESC LIMIT 1`
)

// leadPolicy is the policy in force at now, without what becomes of it.
func (s *Store) leadPolicy(ctx context.Context, now time.Time) (*market.LeadPolicy, error) {
	return one[market.LeadPolicy](ctx, s, `SELECT p.version, p.valid_from, p.note, p.rules `+policyInForce, now)
}

// LeadPolicy is the version of the policy, or for nil the one in force at now. It fails
// with NotFound when there is none.
func (s *Store) LeadPolicy(ctx context.Context, version *int, now time.Time) (*market.LeadPolicy, error) {
	if version == nil {
		return one[market.LeadPolicy](ctx, s, `SELECT `+leadPolicyColumns+` `+policyInForce, now)
	}
	return one[market.LeadPolicy](ctx, s, `SELECT `+leadPolicyColumns+` FROM lead_policy p WHERE p.version = $1`, *version)
}

// maxPolicies is how many versions are listed.
const maxPolicies = `100`

// LeadPolicies are the newest versions of the policy, also those that begin later or
// never, newest first.
func (s *Store) LeadPolicies(ctx context.Context) ([]*market.LeadPolicy, error) {
	return all[market.LeadPolicy](ctx, s, `SELECT `+leadPolicyColumns+` FROM lead_policy p ORDER BY p.version DESC LIMIT `+maxPolicies)
}

// PublishLeadPolicy writes down a new version of the policy, which is never changed.
func (s *Store) PublishLeadPolicy(ctx context.Context, in market.LeadPolicyPublishInput, now time.Time) (policy *market.LeadPolicy, err error) {
	err = s.InTx(ctx, func(s *Store) error {
		if err := s.lockPolicies(ctx); err != nil {
			return err
		}
		newest, err := found(one[market.LeadPolicy](ctx, s, `SELECT p.version FROM lead_policy p ORDER BY p.version DESC LIMIT 1`))
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
		policy, err = one[market.LeadPolicy](ctx, s, `INSERT INTO lead_policy AS p (version, valid_from, note, rules) VALUES ($1, $2, $3, $4)
			RETURNING `+leadPolicyColumns, p.Version, p.ValidFrom, p.Note, string(rules))
		return err
	})
	return policy, err
}

// WithdrawLeadPolicy takes a version back that has not begun; it stays in the history.
// It fails with NotFound when there is none, and with Conflict when it has begun.
func (s *Store) WithdrawLeadPolicy(ctx context.Context, v market.Viewer, in market.LeadPolicyWithdrawInput, now time.Time) (*market.LeadPolicy, error) {
	return inTx(ctx, s, func(s *Store) (*market.LeadPolicy, error) {
		if err := s.lockPolicies(ctx); err != nil {
			return nil, err
		}
		p, err := s.LeadPolicy(ctx, &in.Version, now)
		if err != nil {
			return nil, inField(err, "version")
		}
		if err := p.Withdraw(v.Person, in.Reason, now); err != nil {
			return nil, err
		}
		_, err = s.exec(ctx, `UPDATE lead_policy SET withdrawn_at = $2, withdrawn_by = $3, withdrawal_reason = $4 WHERE version = $1`,
			p.Version, p.WithdrawnAt, p.WithdrawnByID, p.WithdrawalReason)
		return p, err
	})
}

// lockPolicies lets one write about policies at a time, so that of two who do at once
// each sees what the other did.
func (s *Store) lockPolicies(ctx context.Context) error {
	_, err := s.exec(ctx, `SELECT pg_advisory_xact_lock(hashtext('lead policy'))`)
	return err
}
