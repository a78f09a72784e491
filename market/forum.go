package market

import "time"

// ThreadOrder is the order of a list of threads.
type ThreadOrder string

// The orders of threads.
const (
	ThreadsByActivity ThreadOrder = "ACTIVITY"
	ThreadsByNewest   ThreadOrder = "NEWEST"
)

// Board is a part of the forum, in one language.
type Board struct {
	ID          BoardID `db:"id"`
	Slug        string  `db:"slug"`
	Title       string  `db:"title"`
	Description string  `db:"description"`
	Locale      string  `db:"locale"`
	ThreadCount int     `db:"thread_count"`

	IsAnnouncements bool `db:"is_announcements"` // only the house opens threads
}

// Thread is a question and its answers. Lists are ordered by its exact times;
// readers are shown CreatedAt and ActiveAt.
type Thread struct {
	ID            ThreadID  `db:"id"`
	BoardID       BoardID   `db:"board_id"`
	AuthorID      PersonID  `db:"author_id"`
	Number        int       `db:"number"`
	Slug          string    `db:"slug"`
	Title         string    `db:"title"`
	Locale        string    `db:"locale"`
	Badge         Badge     `db:"badge"`
	Body          Body      `db:"body"`
	ReplyCount    int       `db:"reply_count"`
	AcceptedCount int       `db:"accepted_count"`
	OpenedAt      time.Time `db:"created_at"`
	LastPostAt    time.Time `db:"active_at"`
}

// CreatedAt is when the thread was opened, to the minute (F4).
func (t *Thread) CreatedAt() time.Time { return t.OpenedAt.Truncate(time.Minute) }

// ActiveAt is when the thread was opened or last replied to, to the minute (F4).
func (t *Thread) ActiveAt() time.Time { return t.LastPostAt.Truncate(time.Minute) }

// Reply is a post in a thread.
type Reply struct {
	ID         ReplyID    `db:"id"`
	ThreadID   ThreadID   `db:"thread_id"`
	AuthorID   PersonID   `db:"author_id"`
	Number     int        `db:"number"` // from 1
	Badge      Badge      `db:"badge"`
	Body       Body       `db:"body"`
	IsAccepted bool       `db:"is_accepted"`
	WrittenAt  time.Time  `db:"created_at"`
	EditedAt   *time.Time `db:"edited_at"`
}

// CreatedAt is when the reply was written, to the minute (F4).
func (r *Reply) CreatedAt() time.Time { return r.WrittenAt.Truncate(time.Minute) }

// ReplyRevision is what a reply said before a change.
type ReplyRevision struct {
	ReplyID    ReplyID   `db:"reply_id"`
	Body       Body      `db:"body"`
	ReplacedAt time.Time `db:"replaced_at"`
}

// Body is a text of the forum in the language it was written in.
type Body struct {
	HTML     string `db:"html"` // sanitised
	Markdown string `db:"markdown"`
	Locale   string `db:"locale"`
}

// IsOriginal reports that the text is its author's own, not a translation.
func (Body) IsOriginal() bool { return true }

// IsStale is never true of an original.
func (Body) IsStale() bool { return false }

// Badge is who the author of a post was when it was written (F4, F5).
type Badge struct {
	Name         string  `db:"name"`
	Organization *string `db:"organization"`
	Role         *Role   `db:"role"`
	Licence      *string `db:"licence"`
	Motto        string  `db:"motto"`
	IsHouse      bool    `db:"is_house"` // whether it spoke for the house, whatever a name says
}

// ReplyAddedEvent is a reply that was just written.
type ReplyAddedEvent struct {
	Kind   EventKind
	Cursor string
	Node   *Reply // nil with EventResync
}

// IsNode marks an object with an identity.
func (*Board) IsNode() {}

// IsNode marks an object with an identity.
func (*Thread) IsNode() {}

// IsNode marks an object with an identity.
func (*Reply) IsNode() {}
