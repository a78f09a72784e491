package scalar

import (
	"github.com/99designs/gqlgen/graphql"

	"partnergraph/market"
)

// One pair for each type of identifier, because gqlgen binds scalars by the name
// of these functions.

// MarshalPersonID writes the id of a person.
func MarshalPersonID(id market.PersonID) graphql.Marshaler {
	return marshalID(market.PersonNode, string(id))
}

// UnmarshalPersonID reads the id of a person.
func UnmarshalPersonID(v any) (market.PersonID, error) {
	return unmarshalID[market.PersonID](market.PersonNode, v)
}

// MarshalSessionID writes the id of a session.
func MarshalSessionID(id market.SessionID) graphql.Marshaler {
	return marshalID(market.SessionNode, string(id))
}

// UnmarshalSessionID reads the id of a session.
func UnmarshalSessionID(v any) (market.SessionID, error) {
	return unmarshalID[market.SessionID](market.SessionNode, v)
}

// MarshalAPITokenID writes the id of an API token.
func MarshalAPITokenID(id market.APITokenID) graphql.Marshaler {
	return marshalID(market.APITokenNode, string(id))
}

// UnmarshalAPITokenID reads the id of an API token.
func UnmarshalAPITokenID(v any) (market.APITokenID, error) {
	return unmarshalID[market.APITokenID](market.APITokenNode, v)
}

// MarshalOrganizationID writes the id of a organization.
func MarshalOrganizationID(id market.OrganizationID) graphql.Marshaler {
	return marshalID(market.OrganizationNode, string(id))
}

// UnmarshalOrganizationID reads the id of a organization.
func UnmarshalOrganizationID(v any) (market.OrganizationID, error) {
	return unmarshalID[market.OrganizationID](market.OrganizationNode, v)
}

// MarshalPartnerID writes the id of a partner.
func MarshalPartnerID(id market.PartnerID) graphql.Marshaler {
	return marshalID(market.PartnerNode, string(id))
}

// UnmarshalPartnerID reads the id of a partner.
func UnmarshalPartnerID(v any) (market.PartnerID, error) {
	return unmarshalID[market.PartnerID](market.PartnerNode, v)
}

// MarshalEmbedKeyID writes the id of an embed key.
func MarshalEmbedKeyID(id market.EmbedKeyID) graphql.Marshaler {
	return marshalID(market.EmbedKeyNode, string(id))
}

// UnmarshalEmbedKeyID reads the id of an embed key.
func UnmarshalEmbedKeyID(v any) (market.EmbedKeyID, error) {
	return unmarshalID[market.EmbedKeyID](market.EmbedKeyNode, v)
}

// MarshalSolutionID writes the id of a solution.
func MarshalSolutionID(id market.SolutionID) graphql.Marshaler {
	return marshalID(market.SolutionNode, string(id))
}

// UnmarshalSolutionID reads the id of a solution.
func UnmarshalSolutionID(v any) (market.SolutionID, error) {
	return unmarshalID[market.SolutionID](market.SolutionNode, v)
}

// MarshalCategoryID writes the id of a category.
func MarshalCategoryID(id market.CategoryID) graphql.Marshaler {
	return marshalID(market.CategoryNode, string(id))
}

// UnmarshalCategoryID reads the id of a category.
func UnmarshalCategoryID(v any) (market.CategoryID, error) {
	return unmarshalID[market.CategoryID](market.CategoryNode, v)
}

// MarshalReviewID writes the id of a review.
func MarshalReviewID(id market.ReviewID) graphql.Marshaler {
	return marshalID(market.ReviewNode, string(id))
}

// UnmarshalReviewID reads the id of a review.
func UnmarshalReviewID(v any) (market.ReviewID, error) {
	return unmarshalID[market.ReviewID](market.ReviewNode, v)
}

// MarshalBoardID writes the id of a board.
func MarshalBoardID(id market.BoardID) graphql.Marshaler {
	return marshalID(market.BoardNode, string(id))
}

// UnmarshalBoardID reads the id of a board.
func UnmarshalBoardID(v any) (market.BoardID, error) {
	return unmarshalID[market.BoardID](market.BoardNode, v)
}

// MarshalThreadID writes the id of a thread.
func MarshalThreadID(id market.ThreadID) graphql.Marshaler {
	return marshalID(market.ThreadNode, string(id))
}

// UnmarshalThreadID reads the id of a thread.
func UnmarshalThreadID(v any) (market.ThreadID, error) {
	return unmarshalID[market.ThreadID](market.ThreadNode, v)
}

// MarshalReplyID writes the id of a reply.
func MarshalReplyID(id market.ReplyID) graphql.Marshaler {
	return marshalID(market.ReplyNode, string(id))
}

// UnmarshalReplyID reads the id of a reply.
func UnmarshalReplyID(v any) (market.ReplyID, error) {
	return unmarshalID[market.ReplyID](market.ReplyNode, v)
}

// MarshalLeadID writes the id of a lead.
func MarshalLeadID(id market.LeadID) graphql.Marshaler {
	return marshalID(market.LeadNode, string(id))
}

// UnmarshalLeadID reads the id of a lead.
func UnmarshalLeadID(v any) (market.LeadID, error) {
	return unmarshalID[market.LeadID](market.LeadNode, v)
}

// MarshalOfferID writes the id of a offer.
func MarshalOfferID(id market.OfferID) graphql.Marshaler {
	return marshalID(market.OfferNode, string(id))
}

// UnmarshalOfferID reads the id of a offer.
func UnmarshalOfferID(v any) (market.OfferID, error) {
	return unmarshalID[market.OfferID](market.OfferNode, v)
}

// MarshalInvoiceID writes the id of a invoice.
func MarshalInvoiceID(id market.InvoiceID) graphql.Marshaler {
	return marshalID(market.InvoiceNode, string(id))
}

// UnmarshalInvoiceID reads the id of a invoice.
func UnmarshalInvoiceID(v any) (market.InvoiceID, error) {
	return unmarshalID[market.InvoiceID](market.InvoiceNode, v)
}

// MarshalPaymentID writes the id of a payment.
func MarshalPaymentID(id market.PaymentID) graphql.Marshaler {
	return marshalID(market.PaymentNode, string(id))
}

// UnmarshalPaymentID reads the id of a payment.
func UnmarshalPaymentID(v any) (market.PaymentID, error) {
	return unmarshalID[market.PaymentID](market.PaymentNode, v)
}

// MarshalJournalID writes the id of a journal.
func MarshalJournalID(id market.JournalID) graphql.Marshaler {
	return marshalID(market.JournalNode, string(id))
}

// UnmarshalJournalID reads the id of a journal.
func UnmarshalJournalID(v any) (market.JournalID, error) {
	return unmarshalID[market.JournalID](market.JournalNode, v)
}

// MarshalNoteID writes the id of a note.
func MarshalNoteID(id market.NoteID) graphql.Marshaler {
	return marshalID(market.NoteNode, string(id))
}

// UnmarshalNoteID reads the id of a note.
func UnmarshalNoteID(v any) (market.NoteID, error) {
	return unmarshalID[market.NoteID](market.NoteNode, v)
}

// MarshalDealID writes the id of a deal.
func MarshalDealID(id market.DealID) graphql.Marshaler {
	return marshalID(market.DealNode, string(id))
}

// UnmarshalDealID reads the id of a deal.
func UnmarshalDealID(v any) (market.DealID, error) {
	return unmarshalID[market.DealID](market.DealNode, v)
}
