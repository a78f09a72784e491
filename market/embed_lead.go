package market

import "time"

// LeadForm is how a lead came from a page of a partner's, found by the server to be one.
type LeadForm struct {
	Label   string        // of the page's key
	Site    string        // the page's origin
	Took    time.Duration // to fill the form in
	Trapped bool          // whether a field was filled in that people do not see
}

// minForm is what a person needs at least to fill a form in.
const minForm = 3 * time.Second

// hasty reports whether a form was filled in faster than people do.
func (f *LeadForm) hasty() bool { return f != nil && f.Took < minForm }

// trapped reports whether a form was filled in by what does not look at it.
func (f *LeadForm) trapped() bool { return f != nil && f.Trapped }

// EmbedLeadSubmitInput is the input of embedLeadSubmit.
type EmbedLeadSubmitInput struct {
	Token    string
	Trap     *string
	Contact  *LeadContactInput
	Goal     *string
	Solution *string // by slug
}

// Lead is what is submitted for a form that was open for a time, on a page of a site with
// a key: for its partner, about the solution, which may be nil.
func (in EmbedLeadSubmitInput) Lead(k *EmbedKey, site string, took time.Duration, about *Solution) LeadSubmitInput {
	from := FromWidget
	lead := LeadSubmitInput{
		Contact: in.Contact, PartnerID: &k.PartnerID, Goal: in.Goal, Size: Small, Source: &from, SourceDetail: &site,
		Form: &LeadForm{Label: k.Label, Site: site, Took: took, Trapped: in.Trap != nil && *in.Trap != ""},
	}
	if about != nil {
		lead.Title = &about.Title
	}
	if runes := []rune(site); len(runes) > maxSourceDetail {
		short := string(runes[:maxSourceDetail])
		lead.SourceDetail = &short
	}
	return lead
}
