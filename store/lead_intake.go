package store

import (
	"context"
	"errors"
	"strings"
	"time"

	"partnergraph/market"
)

// submittedBefore is the lead that another system has submitted under the same id, nil
// when there is none. Of two calls at once the second waits for the first. It also
// refuses a source that is not the viewer's.
func (s *Store) submittedBefore(ctx context.Context, v market.Viewer, l *market.Lead, now time.Time) (*market.Lead, error) {
	if l.Source == market.FromMarketing {
		markets, err := value[bool](ctx, s, `SELECT EXISTS (SELECT FROM partner WHERE id = $1 AND 'MARKETING' = ANY(kinds))`, orNull(v.Partner))
		if err == nil && !markets {
			err = market.Errorf(market.Invalid, "MARKETING is for marketing partners.").In("source")
		}
		if err != nil {
			return nil, err
		}
	}
	if l.ExternalID == nil {
		return nil, nil
	}
	if _, err := s.exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('lead of ' || $1 || ' ' || $2, 0))`, string(v.Organization), *l.ExternalID); err != nil {
		return nil, err
	}
	had, err := found(one[market.Lead](ctx, s, `SELECT id, number FROM lead WHERE organization_id = $1 AND external_id = $2`, v.Organization, l.ExternalID))
	if had == nil || err != nil {
		return nil, err
	}
	if seen, err := found(s.Lead(ctx, v, had.ID, now)); seen != nil || err != nil {
		return seen, err
	}
	return &market.Lead{Number: had.Number}, nil
}

// suspect holds a lead that looks like spam, and counts its text. Of texts keyed hashes
// are kept, for a day, as of places.
func (s *Store) suspect(ctx context.Context, v market.Viewer, l *market.Lead, c *market.LeadContact, now time.Time) error {
	hash := func(place ...string) []byte { return s.keys.Index(placeIndex, strings.Join(place, " ")) }
	who := ""
	for _, part := range []*string{c.Phone, c.Email} {
		if part != nil {
			who += strings.ToLower(*part) + " "
		}
	}
	var named [][]byte
	for _, place := range market.LeadPlaces(c) {
		named = append(named, hash(place))
	}
	text := l.SharedText()
	traffic, err := one[market.LeadTraffic](ctx, s, `
		WITH counted AS (
			INSERT INTO lead_place (hash, submitted_at)
			SELECT hash, $5 FROM unnest(ARRAY[$1::bytea, $2::bytea]) AS hash
			WHERE $4 AND NOT EXISTS (SELECT FROM lead_place p WHERE p.hash = $2 AND p.submitted_at > $5::timestamptz - interval '1 day')
		)
		SELECT (SELECT count(*) FROM lead_place p WHERE p.hash = $1 AND p.submitted_at > $5::timestamptz - interval '1 day') AS same_text,
			(SELECT count(*) FROM lead_place p WHERE p.hash = $3 AND p.submitted_at > $5::timestamptz - interval '1 minute') AS minute,
			(SELECT count(*) FROM lead_place p WHERE p.hash = $3 AND p.submitted_at > $5::timestamptz - interval '1 hour') AS hour,
			(SELECT coalesce(max(n), 0) FROM (SELECT count(*) AS n FROM lead_place p WHERE p.hash = ANY($6::bytea[])
				AND p.submitted_at > $5::timestamptz - interval '1 day' GROUP BY p.hash) AS of_contact) AS contact`,
		hash("text", text), hash("text of", who, text), hash("address", v.Address), text != "", now, named)
	if err != nil {
		return err
	}
	if l.Sale == nil { // what is sold has its own guard: buyers give back what is bad
		l.Hold(l.Suspicions(*traffic))
	}
	return nil
}

// tellHeld tells the house of a lead that is held, and nobody else.
func (s *Store) tellHeld(ctx context.Context, l *market.Lead) error {
	if l.State != market.LeadHeld {
		return nil
	}
	return s.tellNoting(ctx, l.ID, market.LeadNews{Change: market.ChangeHeld}, l.HeldFor, nil)
}

// ReleaseLead lets a held lead go the ordinary way: into a lead of the same client, if one
// has come meanwhile, else to the partner that its client chose, if it still takes leads,
// else as the policy says.
func (s *Store) ReleaseLead(ctx context.Context, v market.Viewer, in market.LeadReleaseInput, now time.Time) (*market.Lead, error) {
	lead, err := s.changeLead(ctx, v, in.LeadID, now, func(s *Store, c *market.LeadCase) error {
		if err := c.Release(); err != nil {
			return err
		}
		twin, err := s.releasedTwin(ctx, v, c.Lead, now)
		if err != nil {
			return err
		}
		if err := s.saveLead(ctx, c.Lead); err != nil {
			return err
		}
		if err := s.tellLead(ctx, in.LeadID, market.ChangeReleased); err != nil {
			return err
		}
		if twin != nil {
			return s.joinTwin(ctx, v, c.Lead, twin, now)
		}
		before := c.Copy()
		if err := s.planReleased(ctx, c, now); err != nil {
			return err
		}
		return s.saveCase(ctx, before, c)
	})
	if err != nil {
		return nil, err
	}
	s.passOnSoon(ctx, in.LeadID, now)
	return s.Lead(ctx, v, lead.ID, now)
}

// planReleased is planFirst for a lead that waited: that the partner of its client's
// choice takes no leads any more keeps nobody from it.
func (s *Store) planReleased(ctx context.Context, c *market.LeadCase, now time.Time) error {
	err := s.planFirst(ctx, c, now)
	if refusal := (*market.Error)(nil); !errors.As(err, &refusal) {
		return err
	}
	dealer, err := s.dealer(ctx, c, now)
	if err == nil {
		c.Begin(dealer, now)
	}
	return err
}

// RejectLead closes a held lead for a reason, which the house reads in its history.
func (s *Store) RejectLead(ctx context.Context, v market.Viewer, in market.LeadRejectInput, now time.Time) (*market.Lead, error) {
	return s.changeLead(ctx, v, in.LeadID, now, func(s *Store, c *market.LeadCase) error {
		reason, err := c.Reject(in.Reason, now)
		if err != nil {
			return err
		}
		if err := s.saveLead(ctx, c.Lead); err != nil {
			return err
		}
		return s.tellNoting(ctx, in.LeadID, market.LeadNews{Change: market.ChangeClosed}, "", &reason)
	})
}

// WithdrawLead ends a lead for its client, and tells those who have it why.
func (s *Store) WithdrawLead(ctx context.Context, v market.Viewer, in market.LeadWithdrawInput, now time.Time) (*market.Lead, error) {
	return s.changeLead(ctx, v, in.LeadID, now, func(s *Store, c *market.LeadCase) error {
		if err := s.mustBeClient(ctx, v, in.LeadID); err != nil {
			return err
		}
		if shown, err := s.Lead(ctx, v, in.LeadID, now); err != nil {
			return err
		} else if shown.State == market.LeadMerged {
			return market.Errorf(market.Conflict, "This lead goes on as another of yours; withdraw that one (mergedInto).").In("leadId")
		}
		contact, err := found(s.leadContact(ctx, in.LeadID))
		if err != nil {
			return err
		}
		before := c.Copy()
		reason, err := c.Withdraw(in.Reason, contact, now)
		if err != nil {
			return err
		}
		if err := s.saveCase(ctx, before, c); err != nil {
			return err
		}
		return s.tellNoting(ctx, in.LeadID, market.LeadNews{Change: market.ChangeWithdrawn}, "", reason)
	})
}

// mustBeClient fails with NotFound unless the viewer is the lead's client.
func (s *Store) mustBeClient(ctx context.Context, v market.Viewer, id market.LeadID) error {
	c := conditions{}
	c.add(`l.id = $?`, id)
	client := isLeadClient(v)
	c.add(client.sql, client.args...)
	is, err := value[bool](ctx, s, `SELECT EXISTS (SELECT FROM lead l WHERE `+c.sql()+`)`, c.args...)
	if err == nil && !is {
		err = market.Errorf(market.NotFound, "This is no lead of yours.").In("leadId")
	}
	return err
}

// changeLead changes a lead that the viewer may see, under its lock, and returns it as
// the viewer then sees it.
func (s *Store) changeLead(ctx context.Context, v market.Viewer, id market.LeadID, now time.Time, change func(*Store, *market.LeadCase) error) (*market.Lead, error) {
	return inTx(ctx, s, func(s *Store) (*market.Lead, error) {
		if _, err := s.Lead(ctx, v, id, now); err != nil {
			return nil, inField(err, "leadId")
		}
		c, err := s.lockLead(ctx, viewing(v), id)
		if err != nil {
			return nil, err
		}
		if err := change(s, c); err != nil {
			return nil, err
		}
		return s.Lead(ctx, v, id, now)
	})
}
