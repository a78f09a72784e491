package resolvers

import (
	"context"

	"partnergraph/auth"
	"partnergraph/graph"
	"partnergraph/loaders"
	"partnergraph/market"
)

type leadNote struct{ *Resolver }

var _ graph.LeadNoteResolver = leadNote{}

// LeadNote resolves the fields of LeadNote that are not plain.
func (r *Resolver) LeadNote() graph.LeadNoteResolver { return leadNote{r} }

func (m mutation) LeadNoteCreate(ctx context.Context, input market.LeadNoteCreateInput) (*graph.LeadNoteCreatePayload, error) {
	note, err := m.Store.CreateLeadNote(ctx, auth.Viewer(ctx), input, m.Now())
	errs, err := mend(err)
	return &graph.LeadNoteCreatePayload{Note: note, UserErrors: errs}, err
}

func (m mutation) LeadNoteUpdate(ctx context.Context, input market.LeadNoteUpdateInput) (*graph.LeadNoteUpdatePayload, error) {
	note, err := m.Store.UpdateLeadNote(ctx, auth.Viewer(ctx), input, m.Now())
	errs, err := mend(err)
	return &graph.LeadNoteUpdatePayload{Note: note, UserErrors: errs}, err
}

func (m mutation) LeadNoteDelete(ctx context.Context, input market.LeadNoteDeleteInput) (*graph.LeadNoteDeletePayload, error) {
	id, err := m.Store.DeleteLeadNote(ctx, auth.Viewer(ctx), input, m.Now())
	errs, err := mend(err)
	payload := &graph.LeadNoteDeletePayload{UserErrors: errs}
	if id != nil {
		payload.NoteID = &market.NodeID{Kind: market.NoteNode, UUID: string(*id)}
	}
	return payload, err
}

func (m mutation) LeadComplain(ctx context.Context, input market.LeadComplainInput) (*graph.LeadComplainPayload, error) {
	offer, err := m.Store.ComplainLead(ctx, auth.Viewer(ctx), input, m.Now())
	errs, err := mend(err)
	return &graph.LeadComplainPayload{Offer: offer, UserErrors: errs}, err
}

func (l leadOffer) Complaint(ctx context.Context, obj *market.LeadOffer) (*market.LeadComplaint, error) {
	return loaders.For(ctx).LeadComplaint.Load(obj.ID)
}

func (l leadOffer) Notes(ctx context.Context, obj *market.LeadOffer, first *int, after *string, last *int, before *string) (*market.LeadNoteConnection, error) {
	p, err := pageArgs(ctx, first, after, last, before)
	if err != nil {
		return nil, err
	}
	if v := auth.Viewer(ctx); v.Partner != obj.PartnerID && !v.Is(market.Audience(market.ProgrammeManager)) {
		return nil, nil
	}
	return loaders.For(ctx).LeadNotes.Load(loaders.LeadNotesKey{Parent: obj.ID, Page: p})
}

func (n leadNote) Offer(ctx context.Context, obj *market.LeadNote) (*market.LeadOffer, error) {
	return loaders.For(ctx).LeadOffer.Load(obj.OfferID)
}

func (n leadNote) Author(ctx context.Context, obj *market.LeadNote) (*market.Person, error) {
	return loaders.For(ctx).Person.Load(obj.AuthorID)
}
