package market

// ReturnReason is why a partner returns a lead.
type ReturnReason string

// The reasons to return a lead.
const (
	WrongContact   ReturnReason = "WRONG_CONTACT"
	Unreachable    ReturnReason = "UNREACHABLE"
	NoNeed         ReturnReason = "NO_NEED"
	DuplicateLead  ReturnReason = "DUPLICATE"
	NotAsDescribed ReturnReason = "NOT_AS_DESCRIBED"
	NoConsent      ReturnReason = "NO_CONSENT"
	SpamLead       ReturnReason = "SPAM"
	OutOfBusiness  ReturnReason = "OUT_OF_BUSINESS"
	OtherReturn    ReturnReason = "OTHER"
)

// LeadReturnInput is the input of leadReturn.
type LeadReturnInput struct {
	OfferID        OfferID
	Reason         ReturnReason
	Note           *string
	IdempotencyKey string
}

// Check fails with all that is wrong with the input itself, and tidies its note.
func (in *LeadReturnInput) Check() error {
	var errs Errors
	checkIdempotencyKey(&errs, in.IdempotencyKey)
	in.Note = optionalText(&errs, "note", in.Note, 1000, checkText)
	needed := in.Reason == OtherReturn || in.Reason == NotAsDescribed
	errs.Add(in.Note != nil || !needed, "note", "note is missing: with %s, say what is wrong with the lead.", in.Reason)
	return errs.Err()
}
