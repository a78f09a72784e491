package market

// Identifiers hold the canonical text of a UUID, version 7, so that they sort by
// the time they were made. Each type has its own, so that one cannot stand for
// another. Their form on the wire is the business of graph/scalar.
type (
	PersonID       string // a Person
	SessionID      string // a Session
	APITokenID     string // an ApiToken
	OrganizationID string // an Organization
	PartnerID      string // a Partner
	EmbedKeyID     string // an EmbedKey
	SolutionID     string // a Solution
	CategoryID     string // a Category
	ReviewID       string // a Review
	BoardID        string // a Board
	ThreadID       string // a Thread
	ReplyID        string // a Reply
	LeadID         string // a Lead
	OfferID        string // a LeadOffer
	DistributionID string // a LeadDistribution
	NoteID         string // a LeadNote
	DealID         string // a Deal
	InvoiceID      string // an Invoice
	PaymentID      string // a Payment
	JournalID      string // a Journal
	DrawID         string // a draw for a lead, which has no form on the wire
	NotificationID string // a Notification
	DeliveryID     string // a Delivery, which is shown to nobody
)

// NodeKind says what kind of object a NodeID names.
type NodeKind string

// The kinds of objects with an identity on the wire.
const (
	PersonNode       NodeKind = "person"
	SessionNode      NodeKind = "session"
	APITokenNode     NodeKind = "token"
	OrganizationNode NodeKind = "organization"
	PartnerNode      NodeKind = "partner"
	EmbedKeyNode     NodeKind = "embed"
	SolutionNode     NodeKind = "solution"
	CategoryNode     NodeKind = "category"
	ReviewNode       NodeKind = "review"
	BoardNode        NodeKind = "board"
	ThreadNode       NodeKind = "thread"
	ReplyNode        NodeKind = "reply"
	LeadNode         NodeKind = "lead"
	OfferNode        NodeKind = "offer"
	NoteNode         NodeKind = "note"
	DealNode         NodeKind = "deal"
	InvoiceNode      NodeKind = "invoice"
	PaymentNode      NodeKind = "payment"
	JournalNode      NodeKind = "journal"
	NotificationNode NodeKind = "notification"
)

// NodeID is an identifier whose kind is known only when it is read.
type NodeID struct {
	Kind NodeKind
	UUID string
}

// Node is an object with an identity.
type Node interface{ IsNode() }
