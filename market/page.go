package market

// PageSize is the number of items of a page when none is asked for, and MaxPage
// the most that can be asked for.
const (
	PageSize = 20
	MaxPage  = 100
)

// PageArgs say which part of a list is wanted. It is comparable, so that loaders
// can put equal pages of several parents into one statement.
type PageArgs struct {
	Size      int    // 1 to MaxPage
	Backward  bool   // the last Size instead of the first
	After     string // only what follows this cursor, "" for the start
	Before    string // only what precedes this cursor, "" for the end
	WantTotal bool   // whether Page.TotalCount is to be counted
}

// Page is a part of a list: a connection in GraphQL.
type Page[T any] struct {
	Edges      []Edge[T]
	PageInfo   PageInfo
	TotalCount int // of all pages; counted only when asked for
	Filter     any // what the list was narrowed by, where it can be divided by facets
}

// Nodes are the items without their cursors.
func (p *Page[T]) Nodes() []T {
	nodes := make([]T, len(p.Edges))
	for i, e := range p.Edges {
		nodes[i] = e.Node
	}
	return nodes
}

// Edge is an item with its place in the list.
type Edge[T any] struct {
	Cursor string
	Node   T
}

// PageInfo says where a page stands in its list.
type PageInfo struct {
	HasNextPage     bool
	HasPreviousPage bool
	StartCursor     *string
	EndCursor       *string
}

// The connections of the contract and their edges.
type (
	PartnerConnection  = Page[*Partner]
	PartnerEdge        = Edge[*Partner]
	SolutionConnection = Page[*Solution]
	SolutionEdge       = Edge[*Solution]
	ReviewConnection   = Page[*Review]
	ReviewEdge         = Edge[*Review]
	ThreadConnection   = Page[*Thread]
	ThreadEdge         = Edge[*Thread]
	ReplyConnection    = Page[*Reply]
	ReplyEdge          = Edge[*Reply]
	LeadConnection     = Page[*Lead]
	LeadEdge           = Edge[*Lead]
	LeadNoteConnection = Page[*LeadNote]
	LeadNoteEdge       = Edge[*LeadNote]
	DealConnection     = Page[*Deal]
	DealEdge           = Edge[*Deal]
	InvoiceConnection  = Page[*Invoice]
	InvoiceEdge        = Edge[*Invoice]
	JournalConnection  = Page[*Journal]
	JournalEdge        = Edge[*Journal]

	LeadQueueEntryConnection = Page[*LeadQueueEntry]
	LeadQueueEntryEdge       = Edge[*LeadQueueEntry]
	NotificationConnection   = Page[*Notification]
	NotificationEdge         = Edge[*Notification]
)
