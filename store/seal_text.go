package store

import (
	"context"

	"partnergraph/market"
)

// Texts about the person of a lead, such as a note of who has called, are sealed with
// the person's key, and so gone when that is. Each is bound to its place: the table and
// the id of its row, as in "lead_note 0190…".

// sealedText is a text about the person of a lead, as it is kept.
type sealedText struct {
	lead  market.LeadID
	place string
	box   []byte
}

// sealText seals a text about the person of a lead. The caller has said who asks, and
// the wall shows keys to who may see the contact only: others, and all after an
// erasure, get Conflict.
func (s *Store) sealText(ctx context.Context, lead market.LeadID, place, text string) ([]byte, error) {
	if s.keys == nil {
		return nil, errNoSecret
	}
	subjects, err := s.subjectsOf(ctx, []market.LeadID{lead})
	if err != nil {
		return nil, err
	}
	of := subjects[lead]
	if of == nil {
		return nil, market.Errorf(market.Conflict, "You may not read whom this lead is about: it was given back, or the client was forgotten. So nothing more is kept about it.")
	}
	key, err := s.keys.Open(string(of.ID), of.Key)
	if err != nil {
		return nil, err
	}
	return key.Seal(place, []byte(text)), nil
}

// openTexts opens texts, in one statement. The caller has said who asks; a text that
// the wall gives them no key of, and one whose person was erased, is nil.
func (s *Store) openTexts(ctx context.Context, texts []sealedText) ([]*string, error) {
	leads := make([]market.LeadID, len(texts))
	for i, t := range texts {
		leads[i] = t.lead
	}
	subjects, err := s.subjectsOf(ctx, leads)
	if err != nil {
		return nil, err
	}
	opened := make([]*string, len(texts))
	for i, t := range texts {
		of := subjects[t.lead]
		if of == nil || t.box == nil {
			continue
		}
		text, err := s.open(of.ID, of.Key, t.place, t.box)
		if err != nil {
			return nil, err
		}
		said := string(text)
		opened[i] = &said
	}
	return opened, nil
}

// subjectsOf are the persons of leads, as far as who asks may see them.
func (s *Store) subjectsOf(ctx context.Context, leads []market.LeadID) (map[market.LeadID]*wrappedKey, error) {
	rows, err := all[struct {
		LeadID market.LeadID `db:"lead_id"`
		wrappedKey
	}](ctx, s, `SELECT c.lead_id, d.id, d.wrapped_key FROM lead_contact c JOIN data_subject d ON d.id = c.subject_id
		WHERE c.lead_id = ANY($1::uuid[])`, leads)
	subjects := make(map[market.LeadID]*wrappedKey, len(rows))
	for _, row := range rows {
		subjects[row.LeadID] = &row.wrappedKey
	}
	return subjects, err
}
