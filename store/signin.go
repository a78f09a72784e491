package store

import (
	"context"
	"strconv"
	"time"

	"partnergraph/market"
)

// StartSignIn records a code that is about to be sent. It fails with Throttled when
// too many were sent to the number or asked for from the address, also when they
// are asked for at the same moment. A number has one open challenge: an earlier one
// ends, so that codes to be guessed do not add up. What becomes of the code goes into
// the challenge: near a ceiling it is held back from a number that is not known, which
// nobody may notice.
func (s *Store) StartSignIn(ctx context.Context, c *market.Challenge, most market.Ceilings) error {
	return s.as(ctx, asker{secret: c.Hash, phone: c.Phone, address: c.Address}, func(s *Store) error {
		if err := s.lockSends(ctx, c.Phone, c.Address); err != nil {
			return err
		}
		sends, err := s.sends(ctx, c.Phone, c.Address, most.Address)
		if err != nil {
			return err
		}
		if err := sends.Check(c.CreatedAt, most); err != nil {
			c.Outcome = market.CodeThrottled
			return err
		}
		if c.Outcome, err = s.underCeilings(ctx, c, most); err != nil {
			return err
		}
		if _, err := s.exec(ctx, `
			UPDATE sign_in_challenge SET expires_at = $2
			WHERE phone = $1 AND failed_at IS NULL AND created_at > $3 AND expires_at > $2 AND used_at IS NULL`,
			c.Phone, c.CreatedAt, c.CreatedAt.Add(-market.CodeLife)); err != nil {
			return err
		}
		_, err = s.exec(ctx, `
			INSERT INTO sign_in_challenge (hash, phone, address, code_sum, created_at, expires_at, calling_code, network, held)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, c.Hash, c.Phone, c.Address, c.CodeSum, c.CreatedAt, c.ExpiresAt,
			market.CallingCode(c.Phone), market.WideNetwork(c.Address), c.Outcome == market.CodeHeld)
		return err
	})
}

// Advisory locks are told apart by their first key.
const (
	lockPhone   = 1
	lockAddress = 2
	lockCodes   = 3 // of all together
)

// lockSends makes sends to a number and from an address wait for each other. All
// take the number's lock before the address's, so none waits in a circle.
func (s *Store) lockSends(ctx context.Context, phone, address string) error {
	for _, lock := range []struct {
		class int
		name  string
	}{{lockPhone, phone}, {lockAddress, address}} {
		if _, err := s.exec(ctx, `SELECT pg_advisory_xact_lock($1::int, hashtext($2))`, lock.class, lock.name); err != nil {
			return err
		}
	}
	return nil
}

// sends are the earlier ones that limits look at.
func (s *Store) sends(ctx context.Context, phone, address string, perAddress int) (*market.Sends, error) {
	const nth = `(SELECT created_at FROM sign_in_challenge WHERE `
	const back = ` ORDER BY created_at DESC LIMIT 1 OFFSET `
	return one[market.Sends](ctx, s, `SELECT `+
		nth+`phone = $1 AND failed_at IS NULL`+back+`0) AS last, `+
		nth+`phone = $1 AND failed_at IS NULL`+back+strconv.Itoa(market.SendsPerNumber-1)+`) AS full_number, `+
		nth+`address = $2`+back+strconv.Itoa(perAddress-1)+`) AS full_address`, phone, address)
}

// underCeilings decides about a code by those of all together. From here on all who
// ask for one go one after another; who is refused for the number or the address has
// gone already.
func (s *Store) underCeilings(ctx context.Context, c *market.Challenge, most market.Ceilings) (market.CodeOutcome, error) {
	if _, err := s.exec(ctx, `SELECT pg_advisory_xact_lock($1::int, 0)`, lockCodes); err != nil {
		return "", err
	}
	load, err := one[market.Load](ctx, s, `
		SELECT full_all, full_code, full_network, near_all, near_code,
			EXISTS (SELECT FROM person WHERE id = person_of_number($8) AND signed_in_at IS NOT NULL) AS known
		FROM sign_in_load($1, $2, $3, $4, $5, $6, $7)`,
		market.CallingCode(c.Phone), market.WideNetwork(c.Address), most.All, most.CallingCode, most.Network,
		market.Open(most.All), market.Open(most.CallingCode), c.Phone)
	if err != nil {
		return "", err
	}
	switch hold, err := load.Check(c.CreatedAt); {
	case err != nil:
		return market.CodeCeiling, err
	case hold:
		return market.CodeHeld, nil
	}
	return market.CodeSent, nil
}

// FailSignIn records that the code of a challenge could not be sent. The challenge
// ends, and the number may be tried again at once; only the address has used one of
// its sends.
func (s *Store) FailSignIn(ctx context.Context, challenge []byte, now time.Time) error {
	return s.as(ctx, asker{secret: challenge}, func(s *Store) error {
		_, err := s.exec(ctx, `
			UPDATE sign_in_challenge SET failed_at = $2, expires_at = $2
			WHERE hash = $1`, challenge, now)
		return err
	})
}

// FinishSignIn opens a session for the number whose code was sent back, and makes
// its person when it has none; first reports whether the person had never signed
// in. It fails as market.Challenge.Try does. Each try counts, also when several run
// at once.
func (s *Store) FinishSignIn(ctx context.Context, challenge, codeSum []byte, tokens market.TokenHashes, now time.Time) (person *market.Person, first bool, err error) {
	var refused error
	err = s.as(ctx, asker{secret: challenge}, func(s *Store) error {
		c, err := s.lockChallenge(ctx, challenge)
		if err != nil {
			return err
		}
		// The count has to stay, so a refusal comes after the commit.
		refused = c.Try(codeSum, now)
		if err := s.saveTry(ctx, c); err != nil || refused != nil {
			return err
		}
		if person, first, err = s.signedIn(ctx, c.Phone, now); err != nil {
			return err
		}
		if err := s.tell(ctx, asker{person: person.ID, secret: challenge}); err != nil {
			return err
		}
		// Leads that this number sent before its person was known are theirs from now on.
		if s.keys != nil {
			if _, err := s.exec(ctx, `SELECT claim_leads($1::bytea[])`, s.keys.Indexes(phoneIndex, c.Phone)); err != nil {
				return err
			}
		}
		return s.openSession(ctx, person.ID, tokens, now)
	})
	if err == nil {
		err = refused
	}
	return person, first, err
}

// lockChallenge lets tries of one challenge wait for each other.
func (s *Store) lockChallenge(ctx context.Context, hash []byte) (*market.Challenge, error) {
	c, err := found(one[market.Challenge](ctx, s, `
		SELECT hash, phone, address, code_sum, tries, created_at, expires_at, used_at
		FROM sign_in_challenge WHERE hash = $1
		FOR UPDATE`, hash))
	if err == nil && c == nil {
		err = market.Errorf(market.NotFound, "There is no such challenge. Begin with signInStart.").In("challenge")
	}
	return c, err
}

func (s *Store) saveTry(ctx context.Context, c *market.Challenge) error {
	_, err := s.exec(ctx, `UPDATE sign_in_challenge SET tries = $2, used_at = $3 WHERE hash = $1`, c.Hash, c.Tries, c.UsedAt)
	return err
}

// signedIn is the person of a number that has proved to be theirs, made if there is
// none.
func (s *Store) signedIn(ctx context.Context, phone string, now time.Time) (person *market.Person, first bool, err error) {
	if err := s.makePerson(ctx, phone, now); err != nil {
		return nil, false, err
	}
	person, err = found(one[market.Person](ctx, s, `
		UPDATE person SET signed_in_at = $2
		WHERE id = person_of_number($1) AND signed_in_at IS NULL
		RETURNING `+personColumns, phone, now))
	if err != nil || person != nil {
		return person, true, err
	}
	person, err = s.personByPhone(ctx, phone)
	return person, false, err
}

// sweepBatch is how many rows are deleted in one statement, so that it never holds
// locks for long.
const sweepBatch = 10_000

// ForgetSignIns deletes what nothing needs any more at now: challenges that no
// limit counts, sessions whose tokens are all over, old invitations, and API tokens
// that ended long ago.
func (s *Store) ForgetSignIns(ctx context.Context, now time.Time) error {
	for query, before := range map[string]time.Time{
		`DELETE FROM sign_in_challenge WHERE hash IN
			(SELECT hash FROM sign_in_challenge WHERE created_at < $1 ORDER BY created_at LIMIT `: now.Add(-25 * time.Hour),
		`DELETE FROM session WHERE id IN
			(SELECT id FROM session WHERE refreshed_at < $1 ORDER BY refreshed_at LIMIT `: now.Add(-market.RefreshLife),
		`DELETE FROM member_invitation WHERE id IN
			(SELECT id FROM member_invitation WHERE invited_at < $1 ORDER BY invited_at LIMIT `: now.Add(-market.InvitationKept),
	} {
		if err := s.sweep(ctx, query, before); err != nil {
			return err
		}
	}
	return s.forgetAPITokens(ctx, now.Add(-market.APITokenKept))
}

// sweep deletes by a statement that ends before the number of rows, until none is left.
func (s *Store) sweep(ctx context.Context, query string, before time.Time) error {
	for gone := int64(sweepBatch); gone == sweepBatch; {
		if err := s.as(ctx, system, func(s *Store) error {
			result, err := s.exec(ctx, query+strconv.Itoa(sweepBatch)+`)`, before)
			if err == nil {
				gone, err = result.RowsAffected()
			}
			return err
		}); err != nil {
			return err
		}
	}
	return nil
}
