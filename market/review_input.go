package market

// ReviewAspectsInput are stars by aspect.
type ReviewAspectsInput struct {
	Quality       *int
	Deadlines     *int
	Communication *int
	Price         *int
}

// ReviewBasisInput names the work: exactly one field is set.
type ReviewBasisInput struct {
	LeadID    *LeadID
	InvoiceID *InvoiceID
}

// ReviewCreateInput is the input of reviewCreate.
type ReviewCreateInput struct {
	PartnerID  PartnerID
	SolutionID *SolutionID
	Basis      *ReviewBasisInput
	Score      int
	Aspects    *ReviewAspectsInput
	Text       string
	Locale     *string
}

// ReviewReplyInput is the input of reviewReply.
type ReviewReplyInput struct {
	ReviewID ReviewID
	Text     string
	Locale   *string
}

// Check is the text without white space around it. It fails with Invalid when the
// text is too short or too long, or stars are not from 1 to 5.
func (in ReviewCreateInput) Check() (text string, err error) {
	var errs Errors
	checkStars(&errs, "score", &in.Score)
	if a := in.Aspects; a != nil {
		checkStars(&errs, "aspects.quality", a.Quality)
		checkStars(&errs, "aspects.deadlines", a.Deadlines)
		checkStars(&errs, "aspects.communication", a.Communication)
		checkStars(&errs, "aspects.price", a.Price)
	}
	text = checkText(&errs, "text", in.Text, 20, 5000)
	return text, errs.Err()
}

func checkStars(errs *Errors, field string, stars *int) {
	errs.Add(stars == nil || *stars >= 1 && *stars <= 5, field, "Give 1 to 5 stars.")
}

// Check is the text without white space around it. It fails with Invalid when the
// text is too short or too long.
func (in ReviewReplyInput) Check() (text string, err error) {
	var errs Errors
	text = checkText(&errs, "text", in.Text, 10, 5000)
	return text, errs.Err()
}
