package store

import (
	"context"
	"strconv"
	"time"

	"partnergraph/market"
)

// maxSessions is how many sessions of a person are listed.
const maxSessions = 100

// openSession opens a session for a person who has signed in.
func (s *Store) openSession(ctx context.Context, person market.PersonID, tokens market.TokenHashes, now time.Time) error {
	id := newID[market.SessionID]()
	if _, err := s.exec(ctx, `
		INSERT INTO session (id, person_id, access_hash, access_expires_at, created_at, refreshed_at)
		VALUES ($1, $2, $3, $4, $5, $5)`, id, person, tokens.Access, now.Add(market.AccessLife), now); err != nil {
		return err
	}
	return s.keepRefreshToken(ctx, id, tokens.Refresh, now)
}

func (s *Store) keepRefreshToken(ctx context.Context, session market.SessionID, hash []byte, now time.Time) error {
	_, err := s.exec(ctx, `
		INSERT INTO refresh_token (hash, session_id, expires_at)
		VALUES ($1, $2, $3)`, hash, session, now.Add(market.RefreshLife))
	return err
}

// RefreshSession exchanges the refresh token with the hash used for new tokens; the
// session's earlier access token ends. It fails with Expired when the token is
// unknown, too old, or its session has ended. A second use, also at the same
// moment, fails with Expired and ends the session for whoever holds its tokens.
func (s *Store) RefreshSession(ctx context.Context, used []byte, tokens market.TokenHashes, now time.Time) error {
	var refused error
	err := s.as(ctx, asker{secret: used}, func(s *Store) error {
		token, err := found(one[market.RefreshToken](ctx, s, `
			SELECT t.session_id, t.expires_at, t.used_at, s.ended_at
			FROM refresh_token t JOIN session s ON s.id = t.session_id
			WHERE t.hash = $1
			FOR UPDATE`, used))
		if err != nil {
			return err
		}
		if token == nil {
			return market.Errorf(market.Expired, "This is no refresh token, or its session ended long ago. Sign in again.").In("refreshToken")
		}
		var stolen bool
		if stolen, refused = token.Use(now); stolen {
			// The end of the session has to stay, so the refusal comes after the commit.
			return s.endSession(ctx, token.SessionID, now)
		}
		if refused != nil {
			return nil
		}
		return s.renewSession(ctx, token.SessionID, used, tokens, now)
	})
	if err != nil {
		return err
	}
	return refused
}

// renewSession gives a session new tokens for a used one.
func (s *Store) renewSession(ctx context.Context, id market.SessionID, used []byte, tokens market.TokenHashes, now time.Time) error {
	if _, err := s.exec(ctx, `UPDATE refresh_token SET used_at = $2 WHERE hash = $1`, used, now); err != nil {
		return err
	}
	if _, err := s.exec(ctx, `
		UPDATE session SET access_hash = $2, access_expires_at = $3, refreshed_at = $4
		WHERE id = $1`, id, tokens.Access, now.Add(market.AccessLife), now); err != nil {
		return err
	}
	return s.keepRefreshToken(ctx, id, tokens.Refresh, now)
}

func (s *Store) endSession(ctx context.Context, id market.SessionID, now time.Time) error {
	_, err := s.exec(ctx, `UPDATE session SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL`, id, now)
	return err
}

// RevokeSession ends a session of the viewer's, the present one with nil, and
// returns its id. It fails with NotFound when the viewer has no such open session.
func (s *Store) RevokeSession(ctx context.Context, v market.Viewer, in market.SessionRevokeInput, now time.Time) (market.SessionID, error) {
	id := v.Session
	if in.SessionID != nil {
		id = *in.SessionID
	}
	ended, err := readAs(ctx, s, viewing(v), func(s *Store) (*market.Session, error) {
		return found(one[market.Session](ctx, s, `
			UPDATE session SET ended_at = $3
			WHERE id = $1 AND person_id = $2 AND ended_at IS NULL
			RETURNING id`, id, v.Person, now))
	})
	if err == nil && ended == nil {
		err = market.Errorf(market.NotFound, "You have no open session with this id.").In("sessionId")
	}
	return id, err
}

// Sessions are the viewer's own that have not ended at now, newest first, at most
// 100.
func (s *Store) Sessions(ctx context.Context, v market.Viewer, now time.Time) ([]*market.Session, error) {
	return readAs(ctx, s, viewing(v), func(s *Store) ([]*market.Session, error) {
		return all[market.Session](ctx, s, `
			SELECT id, created_at, refreshed_at, id = $2 AS is_current
			FROM session
			WHERE person_id = $1 AND ended_at IS NULL AND refreshed_at > $3
			ORDER BY created_at DESC, id DESC
			LIMIT `+strconv.Itoa(maxSessions), v.Person, v.Session, now.Add(-market.RefreshLife))
	})
}
