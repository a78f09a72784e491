package store

import (
	"context"
	"encoding/json"
	"time"

	"partnergraph/market"
)

// sealedNote is a note as it is kept.
type sealedNote struct {
	market.LeadNote
	Box []byte `db:"sealed"`
}

// noteText is what is in the box of a note.
type noteText struct {
	Text  string   `json:"text"`
	Files []string `json:"files,omitempty"`
}

func notePlace(id market.NoteID) string { return "lead_note " + string(id) }

// openNotes opens notes, for a caller that has said who asks: those about somebody who
// was erased stay shut.
func (s *Store) openNotes(ctx context.Context, rows []*sealedNote) ([]*market.LeadNote, error) {
	texts := make([]sealedText, len(rows))
	for i, row := range rows {
		texts[i] = sealedText{lead: row.LeadID, place: notePlace(row.ID), box: row.Box}
	}
	opened, err := s.openTexts(ctx, texts)
	if err != nil {
		return nil, err
	}
	notes := make([]*market.LeadNote, len(rows))
	for i, row := range rows {
		notes[i], row.Files = &row.LeadNote, []string{}
		if opened[i] == nil {
			continue
		}
		var t noteText
		if err := json.Unmarshal([]byte(*opened[i]), &t); err != nil {
			return nil, err
		}
		row.Text, row.Files = &t.Text, orEmpty(t.Files)
	}
	return notes, nil
}

// noteList is the list of notes n that the viewer may see, newest first: those of its
// partner, for who sees to its leads, and for programme managers all.
func noteList(v market.Viewer) list[sealedNote] {
	l := list[sealedNote]{
		columns: `n.id, n.offer_id, n.lead_id, n.partner_id, n.author_id, n.sealed, n.created_at, n.edited_at`, from: `lead_note n`,
		order: order[sealedNote]{
			name: "lead_note", columns: []string{"n.created_at", "n.id"}, types: []string{"timestamptz", "uuid"}, desc: true,
			key: func(n *sealedNote) []string { return []string{keyTime(n.CreatedAt), string(n.ID)} },
		},
	}
	l.where.add(`n.deleted_at IS NULL`)
	switch {
	case managesLeads(v):
	case v.Partner == "" || !leads(v):
		l.where.add(`false`)
	default:
		l.where.add(`n.partner_id = $?`, v.Partner)
	}
	return l
}

// LeadNotes reads the same page of the notes of each offer that the viewer may see.
func (s *Store) LeadNotes(ctx context.Context, v market.Viewer, offers []market.OfferID, p market.PageArgs) (map[market.OfferID]*market.Page[*market.LeadNote], error) {
	return readAs(ctx, s, viewing(v), func(s *Store) (map[market.OfferID]*market.Page[*market.LeadNote], error) {
		read, err := pagesOf(ctx, s, noteList(v), p, offers, `n.offer_id`, func(n *sealedNote) market.OfferID { return n.OfferID })
		if err != nil {
			return nil, err
		}
		rows := []*sealedNote{}
		for _, page := range read {
			rows = append(rows, page.Nodes()...)
		}
		if _, err := s.openNotes(ctx, rows); err != nil {
			return nil, err
		}
		pages := make(map[market.OfferID]*market.Page[*market.LeadNote], len(read))
		for id, page := range read {
			opened := &market.Page[*market.LeadNote]{PageInfo: page.PageInfo, TotalCount: page.TotalCount, Edges: make([]market.Edge[*market.LeadNote], len(page.Edges))}
			for i, e := range page.Edges {
				opened.Edges[i] = market.Edge[*market.LeadNote]{Cursor: e.Cursor, Node: &e.Node.LeadNote}
			}
			pages[id] = opened
		}
		return pages, nil
	})
}

// LeadNotesByID are the notes with the ids that the viewer may see.
func (s *Store) LeadNotesByID(ctx context.Context, v market.Viewer, ids []market.NoteID) (map[market.NoteID]*market.LeadNote, error) {
	l := noteList(v)
	l.where.add(`n.id = ANY($?::uuid[])`, ids)
	notes, err := readAs(ctx, s, viewing(v), func(s *Store) ([]*market.LeadNote, error) {
		rows, err := all[sealedNote](ctx, s, `SELECT `+l.columns+` FROM `+l.from+` WHERE `+l.where.sql(), l.where.args...)
		if err != nil {
			return nil, err
		}
		return s.openNotes(ctx, rows)
	})
	return byKey(notes, func(n *market.LeadNote) market.NoteID { return n.ID }), err
}

// CreateLeadNote keeps a note of the viewer's partner about a lead that it has accepted.
func (s *Store) CreateLeadNote(ctx context.Context, v market.Viewer, in market.LeadNoteCreateInput, now time.Time) (*market.LeadNote, error) {
	text, files, err := market.NoteText(in.Text, in.Files)
	if err != nil {
		return nil, err
	}
	return inTx(ctx, s, func(s *Store) (*market.LeadNote, error) {
		o, err := s.LeadOffer(ctx, v, in.OfferID, now)
		if err == nil && (o.PartnerID != v.Partner || o.Stage == nil) {
			err = market.Errorf(market.NotFound, "There is no such offer that your organisation has accepted.")
		}
		if err != nil {
			return nil, inField(err, "offerId")
		}
		if _, err := s.lockLead(ctx, viewing(v), o.LeadID); err != nil {
			return nil, err
		}
		if n, err := value[int](ctx, s, `SELECT count(*) FROM lead_note WHERE offer_id = $1 AND deleted_at IS NULL`, o.ID); err != nil || n >= market.MaxLeadNotes {
			if err == nil {
				err = market.Errorf(market.Conflict, "There are %d notes about this lead; delete some first.", n).In("offerId")
			}
			return nil, err
		}
		id := newID[market.NoteID]()
		box, err := s.sealNote(ctx, o.LeadID, id, text, files)
		if err != nil {
			return nil, inField(err, "offerId")
		}
		if _, err := s.exec(ctx, `INSERT INTO lead_note (id, offer_id, lead_id, partner_id, author_id, sealed, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			id, o.ID, o.LeadID, o.PartnerID, v.Person, box, now); err != nil {
			return nil, err
		}
		if err := s.tellLead(ctx, o.LeadID, market.ChangeNoted, o.PartnerID); err != nil {
			return nil, err
		}
		return s.leadNote(ctx, v, id)
	})
}

// sealNote closes what a note says.
func (s *Store) sealNote(ctx context.Context, lead market.LeadID, id market.NoteID, text string, files []string) ([]byte, error) {
	plain, err := json.Marshal(noteText{text, files})
	if err != nil {
		return nil, err
	}
	return s.sealText(ctx, lead, notePlace(id), string(plain))
}

// leadNote is a note that the viewer may see.
func (s *Store) leadNote(ctx context.Context, v market.Viewer, id market.NoteID) (*market.LeadNote, error) {
	found, err := s.LeadNotesByID(ctx, v, []market.NoteID{id})
	if err == nil && found[id] == nil {
		err = market.Errorf(market.NotFound, "There is no such note, or you may not see it.")
	}
	return found[id], err
}

// ownNote is a note of the viewer's partner.
func (s *Store) ownNote(ctx context.Context, v market.Viewer, id market.NoteID) (*market.LeadNote, error) {
	n, err := s.leadNote(ctx, v, id)
	if err == nil && n.PartnerID != v.Partner {
		err = market.Errorf(market.NotFound, "There is no such note of your organisation.")
	}
	return n, inField(err, "noteId")
}

// UpdateLeadNote changes what the viewer's note says.
func (s *Store) UpdateLeadNote(ctx context.Context, v market.Viewer, in market.LeadNoteUpdateInput, now time.Time) (*market.LeadNote, error) {
	text, files, err := market.NoteText(in.Text, in.Files)
	if err != nil {
		return nil, err
	}
	return inTx(ctx, s, func(s *Store) (*market.LeadNote, error) {
		n, err := s.ownNote(ctx, v, in.NoteID)
		if err != nil {
			return nil, err
		}
		if err := n.CanEdit(v); err != nil {
			return nil, err
		}
		box, err := s.sealNote(ctx, n.LeadID, n.ID, text, files)
		if err != nil {
			return nil, inField(err, "noteId")
		}
		if _, err := s.exec(ctx, `UPDATE lead_note SET sealed = $2, edited_at = $3 WHERE id = $1 AND deleted_at IS NULL`, n.ID, box, now); err != nil {
			return nil, err
		}
		if err := s.tellLead(ctx, n.LeadID, market.ChangeNoted, n.PartnerID); err != nil {
			return nil, err
		}
		return s.leadNote(ctx, v, n.ID)
	})
}

// DeleteLeadNote takes a note away, with what it said.
func (s *Store) DeleteLeadNote(ctx context.Context, v market.Viewer, in market.LeadNoteDeleteInput, now time.Time) (*market.NoteID, error) {
	return inTx(ctx, s, func(s *Store) (*market.NoteID, error) {
		n, err := s.ownNote(ctx, v, in.NoteID)
		if err != nil {
			return nil, err
		}
		if err := n.CanDelete(v); err != nil {
			return nil, err
		}
		if _, err := s.exec(ctx, `UPDATE lead_note SET sealed = NULL, deleted_at = $2 WHERE id = $1`, n.ID, now); err != nil {
			return nil, err
		}
		return &n.ID, s.tellLead(ctx, n.LeadID, market.ChangeNoted, n.PartnerID)
	})
}

// NoteBox is what a note says, closed with the key of its lead's subject, for Copy.
func (s *Store) NoteBox(subject []any, id market.NoteID, text string, files []string) ([]byte, error) {
	key, err := s.keys.Open(subject[0].(string), subject[1].([]byte))
	if err != nil {
		return nil, err
	}
	plain, err := json.Marshal(noteText{text, files})
	return key.Seal(notePlace(id), plain), err
}
