package market

import (
	"net/url"
	"strings"
	"time"
)

// MaxLeadNotes is how many notes a partner may keep about a lead.
const MaxLeadNotes = 500

// LeadNote is what a partner keeps for itself about a lead it has accepted (L8). Text
// is nil and there are no files after whom the lead is about was erased.
type LeadNote struct {
	ID        NoteID     `db:"id"`
	OfferID   OfferID    `db:"offer_id"`
	LeadID    LeadID     `db:"lead_id"`
	PartnerID PartnerID  `db:"partner_id"`
	AuthorID  PersonID   `db:"author_id"`
	Text      *string    `db:"-"`
	Files     []string   `db:"-"`
	CreatedAt time.Time  `db:"created_at"`
	EditedAt  *time.Time `db:"edited_at"`
}

// IsNode marks an object with an identity.
func (*LeadNote) IsNode() {}

// LeadNoteCreateInput is the input of leadNoteCreate.
type LeadNoteCreateInput struct {
	OfferID OfferID
	Text    string
	Files   []string
}

// LeadNoteUpdateInput is the input of leadNoteUpdate.
type LeadNoteUpdateInput struct {
	NoteID NoteID
	Text   string
	Files  []string
}

// LeadNoteDeleteInput is the input of leadNoteDelete.
type LeadNoteDeleteInput struct{ NoteID NoteID }

// NoteText reads what a note says and links to. It fails with all that is wrong.
func NoteText(text string, files []string) (string, []string, error) {
	var errs Errors
	text = checkText(&errs, "text", text, 1, 5000)
	errs.Add(len(files) <= 10, "files", "files can be 10 at most; these are %d.", len(files))
	for i, file := range files {
		errs.Add(isFileLink(file), pathOf("files", i), "This must be an address that begins with https:// and has at most 500 characters.")
	}
	return text, files, errs.Err()
}

// isFileLink reports whether a text is the address of a file that people can open.
func isFileLink(text string) bool {
	u, err := url.Parse(text)
	return err == nil && len(text) <= 500 && u.Scheme == "https" && u.Hostname() != "" && u.User == nil &&
		isPlain(text) && !strings.ContainsAny(text, " \"<>\\^`{|}")
}

// CanEdit fails unless the viewer wrote the note: nobody is made to have said what
// another wrote.
func (n *LeadNote) CanEdit(v Viewer) error {
	if n.AuthorID != v.Person {
		return Errorf(Conflict, "Only who wrote a note can change it; write one of your own.").In("noteId")
	}
	return nil
}

// CanDelete fails unless the viewer wrote the note, or is an owner of the partner.
func (n *LeadNote) CanDelete(v Viewer) error {
	if n.AuthorID != v.Person && v.Role != Owner {
		return Errorf(Conflict, "Only who wrote a note, and owners, can delete it.").In("noteId")
	}
	return nil
}
