package store

import (
	"context"
	"time"

	"partnergraph/market"
)

// lockEmail is the first key of the advisory locks of e-mail addresses.
const lockEmail = 4

// Email is the address to which the viewer wants mail, once it is verified; nil for
// none. Nobody else's is ever shown.
func (s *Store) Email(ctx context.Context, v market.Viewer) (*string, error) {
	return readAs(ctx, s, viewing(v), func(s *Store) (*string, error) {
		return value[*string](ctx, s, `SELECT (SELECT email FROM person_email WHERE person_id = $1::uuid)`, orNull(v.Self()))
	})
}

// StartEmail records a code that is about to be sent to an address of the viewer's. It
// fails with Throttled when too many were sent to the address, asked for by the person,
// or from the network, also when they are asked for at the same moment. A person has
// one open challenge: an earlier one ends.
func (s *Store) StartEmail(ctx context.Context, v market.Viewer, c *market.EmailChallenge, most market.Ceilings) error {
	who := viewing(v)
	who.secret = c.Hash
	return s.as(ctx, who, func(s *Store) error {
		if err := s.lockEmail(ctx, c); err != nil {
			return err
		}
		sent, err := one[market.EmailsSent](ctx, s, `SELECT last, full_email, full_person, full_address FROM email_sends($1, $2, $3, $4, $5)`,
			c.Email, c.PersonID, c.Address, market.EmailSends, most.Address)
		if err != nil {
			return err
		}
		if err := sent.Check(c.CreatedAt, most); err != nil {
			return err
		}
		if _, err := s.exec(ctx, `UPDATE email_challenge SET expires_at = $2 WHERE person_id = $1 AND expires_at > $2 AND used_at IS NULL`,
			c.PersonID, c.CreatedAt); err != nil {
			return err
		}
		_, err = s.exec(ctx, `
			INSERT INTO email_challenge (hash, person_id, email, address, code_sum, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			c.Hash, c.PersonID, c.Email, c.Address, c.CodeSum, c.CreatedAt, c.ExpiresAt)
		return err
	})
}

// lockEmail makes codes to an address, of a person and from a network wait for each
// other, in this order, so that none waits in a circle.
func (s *Store) lockEmail(ctx context.Context, c *market.EmailChallenge) error {
	_, err := s.exec(ctx, `SELECT pg_advisory_xact_lock($1::int, hashtext(lower($2)))`, lockEmail, c.Email)
	if err == nil {
		_, err = s.exec(ctx, `SELECT pg_advisory_xact_lock($1::int, hashtext($2))`, lockEmailPerson, string(c.PersonID))
	}
	if err == nil {
		_, err = s.exec(ctx, `SELECT pg_advisory_xact_lock($1::int, hashtext($2))`, lockAddress, c.Address)
	}
	return err
}

// lockEmailPerson is the first key of the locks of people who ask for codes by mail.
const lockEmailPerson = 5

// FailEmail records that a code could not be sent: the challenge ends, and another may
// be asked for at once.
func (s *Store) FailEmail(ctx context.Context, v market.Viewer, challenge []byte, now time.Time) error {
	return s.as(ctx, viewing(v), func(s *Store) error {
		_, err := s.exec(ctx, `UPDATE email_challenge SET failed_at = $2, expires_at = $2 WHERE hash = $1`, challenge, now)
		return err
	})
}

// FinishEmail keeps the address to which the code was sent that the viewer sends back,
// in the place of another. It fails as market.EmailChallenge.Try does. Each try counts,
// also when several run at once.
func (s *Store) FinishEmail(ctx context.Context, v market.Viewer, challenge, codeSum []byte, now time.Time) (email string, err error) {
	var refused error
	who := viewing(v)
	who.secret = challenge
	err = s.as(ctx, who, func(s *Store) error {
		c, err := found(one[market.EmailChallenge](ctx, s, `
			SELECT hash, person_id, email, address, code_sum, tries, created_at, expires_at, used_at
			FROM email_challenge WHERE hash = $1 AND person_id = $2::uuid FOR UPDATE`, challenge, orNull(v.Self())))
		if err != nil {
			return err
		}
		if c == nil {
			return market.Errorf(market.NotFound, "You have no such challenge. Begin with viewerEmailStart.").In("challenge")
		}
		// The count has to stay, so a refusal comes after the commit.
		refused = c.Try(codeSum, now)
		if _, err := s.exec(ctx, `UPDATE email_challenge SET tries = $2, used_at = $3 WHERE hash = $1`, c.Hash, c.Tries, c.UsedAt); err != nil || refused != nil {
			return err
		}
		email = c.Email
		_, err = s.exec(ctx, `
			INSERT INTO person_email (person_id, email, verified_at) VALUES ($1, $2, $3)
			ON CONFLICT (person_id) DO UPDATE SET email = excluded.email, verified_at = excluded.verified_at`, c.PersonID, c.Email, now)
		return err
	})
	if err == nil {
		err = refused
	}
	return email, err
}

// RemoveEmail forgets the viewer's address, to which nothing is mailed any more, and
// returns it; nil when there was none. It fails with NotFound when the viewer has
// another address than the one named.
func (s *Store) RemoveEmail(ctx context.Context, v market.Viewer, in market.ViewerEmailRemoveInput) (email *string, err error) {
	err = s.as(ctx, viewing(v), func(s *Store) error {
		email, err = value[*string](ctx, s, `
			WITH gone AS (DELETE FROM person_email
				WHERE person_id = $1::uuid AND ($2::text IS NULL OR lower(email) = lower(btrim($2))) RETURNING email)
			SELECT (SELECT email FROM gone)`, orNull(v.Self()), in.Email)
		return err
	})
	if err == nil && email == nil && in.Email != nil {
		err = market.Errorf(market.NotFound, "This is not your address. Take the one in Viewer.email, or leave it out.").In("email")
	}
	return email, err
}
