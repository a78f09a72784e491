package store

import (
	"context"
	"encoding/hex"
	"errors"
	"slices"
	"time"

	"partnergraph/market"
)

// RegisterDeal protects a company for the viewer's partner. One that it has registered
// before, and that is open, comes back as it is. Of two partners that register the same
// company at once, one has it protected, and the other's waits for the house.
func (s *Store) RegisterDeal(ctx context.Context, v market.Viewer, in market.DealRegisterInput, now time.Time) (*market.Deal, error) {
	if s.keys == nil {
		return nil, errNoSecret
	}
	return inTx(ctx, s, func(s *Store) (*market.Deal, error) {
		policy, err := s.leadPolicy(ctx, now)
		if err != nil {
			return nil, err
		}
		deal, err := in.Deal(v.Partner, policy.Rules.DealDays, now)
		if err != nil {
			return nil, err
		}
		if v.Partner == "" {
			return nil, noProfile(market.Errorf(market.NotFound, "no profile"))
		}
		x := indexContact(s.keys, &market.LeadContact{Company: deal.Company, Phone: deal.Phone, Email: deal.Email}, &deal.Country)
		known, rivals, open, err := s.dealsBeside(ctx, v.Partner, x, now)
		if err != nil {
			return nil, err
		}
		if known != "" {
			return s.Deal(ctx, v, known, now)
		}
		if err := deal.Meet(rivals, open); err != nil {
			return nil, err
		}
		deal.ID = newID[market.DealID]()
		if err := s.insertDeal(ctx, v, deal, x); err != nil {
			return nil, err
		}
		if deal.State == market.DealConflict {
			if err := s.emit(ctx, DealConflictTopic, string(deal.ID), string(deal.ID)); err != nil {
				return nil, err
			}
		}
		return s.Deal(ctx, v, deal.ID, now)
	})
}

// dealsBeside looks, as the system, for what a new deal of a partner meets: the open
// one that the partner has of the same company, those of others of the same company,
// number or address, and how many the partner has open. Whoever registers the same
// waits until this transaction has ended.
func (s *Store) dealsBeside(ctx context.Context, partner market.PartnerID, x contactIndexes, now time.Time) (known market.DealID, rivals []*market.Deal, open int, err error) {
	if err := s.lockDeals(ctx, partner, x); err != nil {
		return "", nil, 0, err
	}
	if err := s.tell(ctx, system); err != nil {
		return "", nil, 0, err
	}
	found, err := all[struct {
		market.Deal
		SameCompany bool `db:"same_company"`
		SameAny     bool `db:"same_any"`
	}](ctx, s, `
		SELECT d.id, d.partner_id, d.state, same.company AS same_company, same.company OR same.contact AS same_any
		FROM deal d CROSS JOIN LATERAL (SELECT d.company_index = ANY($2::bytea[]) AS company,
			coalesce(d.phone_index = ANY($3::bytea[]), false) OR coalesce(d.email_index = ANY($4::bytea[]), false) AS contact) AS same
		WHERE d.ended_at IS NULL AND d.protected_until > $5
			AND (d.partner_id = $1 OR d.company_index = ANY($2::bytea[]) OR d.phone_index = ANY($3::bytea[]) OR d.email_index = ANY($4::bytea[]))
		ORDER BY d.registered_at, d.id`, partner, x.companies, x.phones, x.emails, now)
	for _, d := range found {
		switch {
		case d.PartnerID != partner:
			rivals = append(rivals, &d.Deal)
		case d.SameCompany && known == "":
			known = d.ID
			fallthrough
		default:
			open++
		}
	}
	return known, rivals, open, err
}

// lockDeals lets those who register for the same partner, company, number or address
// go one after another.
func (s *Store) lockDeals(ctx context.Context, partner market.PartnerID, x contactIndexes) error {
	names := []string{string(partner)}
	for _, index := range slices.Concat(x.companies, x.phones, x.emails) {
		names = append(names, hex.EncodeToString(index))
	}
	_, err := s.exec(ctx, `
		SELECT pg_advisory_xact_lock(hashtextextended('deal ' || name, 0))
		FROM (SELECT name FROM unnest($1::text[]) AS lock(name) ORDER BY name) AS sorted`, names)
	return err
}

// insertDeal writes a new deal, with a subject of its own before it.
func (s *Store) insertDeal(ctx context.Context, v market.Viewer, d *market.Deal, x contactIndexes) error {
	if err := s.tell(ctx, viewing(v)); err != nil {
		return err
	}
	row, err := sealDeal(s.keys, d, x)
	if err != nil {
		return err
	}
	_, err = s.exec(ctx, `
		WITH subject AS (INSERT INTO data_subject (id, wrapped_key) VALUES ($1, $2))
		INSERT INTO deal (subject_id, id, partner_id, company, contact, country, company_index, name_index, phone_index, email_index,
			state, registered_by, registered_at, protected_until)
		VALUES ($1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
		append(row, d.State, v.Person, d.RegisteredAt, d.ProtectedUntil)...)
	return err
}

// WithdrawDeal ends a deal of the viewer's partner.
func (s *Store) WithdrawDeal(ctx context.Context, v market.Viewer, in market.DealWithdrawInput, now time.Time) (*market.Deal, error) {
	deal, err := inTx(ctx, s, func(s *Store) (*market.Deal, error) {
		deal, err := s.lockDeal(ctx, v, in.DealID, now)
		if err == nil && deal.PartnerID != v.Partner {
			err = market.Errorf(market.NotFound, "There is no such deal of your organisation.")
		}
		if err != nil {
			return nil, inField(err, "dealId")
		}
		if err := deal.Withdraw(); err != nil {
			return nil, err
		}
		if err := s.saveDeal(ctx, v, deal, now); err != nil {
			return nil, err
		}
		return s.Deal(ctx, v, deal.ID, now)
	})
	if err == nil {
		s.resumeSoon(ctx, now)
	}
	return deal, err
}

// ResolveDeal decides a conflict in favour of a deal, for the house.
func (s *Store) ResolveDeal(ctx context.Context, v market.Viewer, in market.DealResolveInput, now time.Time) (*market.Deal, error) {
	deal, err := inTx(ctx, s, func(s *Store) (*market.Deal, error) {
		deal, err := s.lockDeal(ctx, v, in.DealID, now)
		if err == nil && !v.In(market.LeadsWrite).Is(market.Audience(market.ProgrammeManager)) {
			err = market.Errorf(market.NotFound, "There is no such deal, or it is not yours to decide.")
		}
		if err != nil {
			return nil, inField(err, "dealId")
		}
		rivals, err := all[market.Deal](ctx, s, `
			SELECT d.id, d.partner_id, d.state, d.resolved_at, d.resolution FROM deal d JOIN deal r ON r.id = $1 AND r.id <> d.id AND `+sameDeal+`
			WHERE d.ended_at IS NULL AND d.protected_until > $2 ORDER BY d.id FOR NO KEY UPDATE OF d`, deal.ID, now)
		if err != nil {
			return nil, err
		}
		if err := deal.Resolve(rivals, in.Reason, now); err != nil {
			return nil, err
		}
		for _, d := range append(rivals, deal) {
			if err := s.saveDeal(ctx, v, d, now); err != nil {
				return nil, err
			}
		}
		return s.Deal(ctx, v, deal.ID, now)
	})
	if err == nil {
		s.resumeSoon(ctx, now)
	}
	return deal, err
}

// lockDeal reads a deal that the viewer may see; until the transaction ends nobody else
// changes it.
func (s *Store) lockDeal(ctx context.Context, v market.Viewer, id market.DealID, now time.Time) (*market.Deal, error) {
	if err := s.tell(ctx, viewing(v)); err != nil {
		return nil, err
	}
	if _, err := s.exec(ctx, `SELECT FROM deal WHERE id = $1 FOR NO KEY UPDATE`, id); err != nil {
		return nil, err
	}
	return s.Deal(ctx, v, id, now)
}

// saveDeal writes what has become of a deal.
func (s *Store) saveDeal(ctx context.Context, v market.Viewer, d *market.Deal, now time.Time) error {
	var by any
	if d.ResolvedAt != nil {
		by = v.Person
	}
	_, err := s.exec(ctx, `
		UPDATE deal SET state = $2, ended_at = CASE WHEN $2 IN ('PROTECTED', 'CONFLICT') THEN NULL ELSE coalesce(ended_at, $3::timestamptz) END,
			resolved_at = $4, resolution = $5, resolved_by = CASE WHEN resolved_at IS NOT DISTINCT FROM $4 THEN resolved_by ELSE $6::uuid END
		WHERE id = $1`, d.ID, d.State, now, d.ResolvedAt, d.Resolution, by)
	return err
}

// ExpireDeals marks the deals whose time is over at now, and says how many there were.
// Leads that waited because of them go on.
func (s *Store) ExpireDeals(ctx context.Context, now time.Time) (n int64, err error) {
	err = s.as(ctx, system, func(s *Store) error {
		result, err := s.exec(ctx, `UPDATE deal SET state = 'EXPIRED', ended_at = protected_until WHERE ended_at IS NULL AND protected_until <= $1`, now)
		if err == nil {
			n, err = result.RowsAffected()
		}
		return err
	})
	return n, errors.Join(err, s.resumeLeads(ctx, now))
}
