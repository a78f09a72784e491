package resolvers

import (
	"context"

	"partnergraph/loaders"
	"partnergraph/market"
)

// loadNode begins to load an object under the viewer's row rules; the function it
// returns waits for it, so that many are loaded at once. It is nil for a kind that
// is no Node.
func loadNode(l *loaders.Set, id market.NodeID) func() (market.Node, error) {
	switch id.Kind {
	case market.PersonNode:
		return awaitNode(l.Person.LoadThunk(market.PersonID(id.UUID)))
	case market.APITokenNode:
		return awaitNode(l.APIToken.LoadThunk(market.APITokenID(id.UUID)))
	case market.OrganizationNode:
		return awaitNode(l.Organization.LoadThunk(market.OrganizationID(id.UUID)))
	case market.PartnerNode:
		return awaitNode(l.Partner.LoadThunk(market.PartnerID(id.UUID)))
	case market.EmbedKeyNode:
		return awaitNode(l.EmbedKey.LoadThunk(market.EmbedKeyID(id.UUID)))
	case market.SolutionNode:
		return awaitNode(l.Solution.LoadThunk(market.SolutionID(id.UUID)))
	case market.CategoryNode:
		return awaitNode(l.Category.LoadThunk(market.CategoryID(id.UUID)))
	case market.ReviewNode:
		return awaitNode(l.Review.LoadThunk(market.ReviewID(id.UUID)))
	case market.BoardNode:
		return awaitNode(l.Board.LoadThunk(market.BoardID(id.UUID)))
	case market.ThreadNode:
		return awaitNode(l.Thread.LoadThunk(market.ThreadID(id.UUID)))
	case market.ReplyNode:
		return awaitNode(l.Reply.LoadThunk(market.ReplyID(id.UUID)))
	case market.LeadNode:
		return awaitNode(l.Lead.LoadThunk(market.LeadID(id.UUID)))
	case market.OfferNode:
		return awaitNode(l.LeadOffer.LoadThunk(market.OfferID(id.UUID)))
	case market.NoteNode:
		return awaitNode(l.LeadNote.LoadThunk(market.NoteID(id.UUID)))
	case market.DealNode:
		return awaitNode(l.Deal.LoadThunk(market.DealID(id.UUID)))
	case market.InvoiceNode:
		return awaitNode(l.Invoice.LoadThunk(market.InvoiceID(id.UUID)))
	case market.PaymentNode:
		return awaitNode(l.Payment.LoadThunk(market.PaymentID(id.UUID)))
	case market.JournalNode:
		return awaitNode(l.Journal.LoadThunk(market.JournalID(id.UUID)))
	case market.NotificationNode:
		return awaitNode(l.Notification.LoadThunk(market.NotificationID(id.UUID)))
	}
	return func() (market.Node, error) { return nil, nil }
}

// awaitNode waits for a load; what is not there, or may not be seen, is nil.
func awaitNode[T any, P interface {
	*T
	market.Node
}](load func() (P, error)) func() (market.Node, error) {
	return func() (market.Node, error) {
		item, err := absent(load())
		if err != nil || item == nil {
			return nil, err // not a nil P in an interface that is not nil
		}
		return P(item), nil
	}
}

func (q query) Node(ctx context.Context, id market.NodeID) (market.Node, error) {
	return loadNode(loaders.For(ctx), id)()
}

func (q query) Nodes(ctx context.Context, ids []*market.NodeID) ([]market.Node, error) {
	if len(ids) > market.MaxPage {
		return nil, market.Errorf(market.Invalid, "ids: at most %d can be fetched at once.", market.MaxPage)
	}
	loads := make([]func() (market.Node, error), len(ids))
	for i, id := range ids {
		loads[i] = loadNode(loaders.For(ctx), *id)
	}
	nodes := make([]market.Node, len(ids))
	for i, load := range loads {
		var err error
		if nodes[i], err = load(); err != nil {
			return nil, err
		}
	}
	return nodes, nil
}
