package market

import "time"

// Sources of leads beside the vendor's site and partners' pages.
const (
	FromWidget LeadSource = "WIDGET"
	FromEvent  LeadSource = "EVENT"
	FromAPI    LeadSource = "API"
)

// The most of what is said about where a lead came from.
const (
	maxSourceDetail = 120
	maxExternalID   = 100
	maxRetoldBy     = 120
	maxPartners     = 5  // that a client compares
	maxAttachments  = 10 // links to documents
)

// origin reads where the lead came from, and through whom. What a source says about
// somebody's work, such as a marketing partner's, only they may claim.
func (in LeadSubmitInput) origin(errs *Errors, v Viewer, l *Lead, now time.Time) {
	l.Source, l.Form = in.source(v), in.Form
	l.SourceDetail = optionalText(errs, "sourceDetail", in.SourceDetail, maxSourceDetail, checkLine)
	l.ExternalID = optionalText(errs, "externalId", in.ExternalID, maxExternalID, checkLine)
	l.RetoldBy = optionalText(errs, "retoldBy", in.RetoldBy, maxRetoldBy, checkLine)
	l.RetoldAt = in.RetoldAt
	errs.Add(in.RetoldAt == nil || !in.RetoldAt.After(now.Add(time.Minute)), "retoldAt", "retoldAt lies in the future.")
	errs.Add(in.RetoldAt == nil || l.RetoldBy != nil, "retoldBy", "retoldBy is missing: say who retold it, or leave retoldAt out.")
	errs.Add(l.ExternalID == nil || v.APIToken != "", "externalId", "externalId is for other systems, which submit with an API token.")
	errs.Add(l.Source != FromPartnerPage && l.Source != FromWidget || in.PartnerID != nil, "partnerId", "partnerId is missing: this source names the partner whose page it is.")
	errs.Add(l.Source != FromWidget || in.Form != nil, "source", "WIDGET is for the form of a widget, which sends embedLeadSubmit with its embed key.")
	errs.Add(l.Source != FromEvent || v.IsHouse || v.Partner != "", "source", "EVENT is for the house and for partners.")
	errs.Add(l.Source != FromEvent || l.SourceDetail != nil, "sourceDetail", "sourceDetail is missing: name the event.")
	errs.Add(l.Source != FromMarketing || v.Partner != "", "source", "MARKETING is for marketing partners.")
	errs.Add(l.Source != FromAPI || v.APIToken != "", "source", "API is for other systems, which submit with an API token.")
}

// source is where the lead came from: as said, else by how it came.
func (in LeadSubmitInput) source(v Viewer) LeadSource {
	switch {
	case in.Source != nil:
		return *in.Source
	case in.PartnerID != nil:
		return FromPartnerPage
	case v.APIToken != "":
		return FromAPI
	}
	return FromSite
}

// place reads where the client is, and how many partners may take the lead.
func (in LeadSubmitInput) place(errs *Errors, l *Lead) {
	l.Latitude, l.Longitude = in.Latitude, in.Longitude
	errs.Add((in.Latitude == nil) == (in.Longitude == nil), "longitude", "latitude and longitude go together.")
	errs.Add(in.Latitude == nil || *in.Latitude >= -90 && *in.Latitude <= 90, "latitude", "latitude must be from -90 to 90 degrees.")
	errs.Add(in.Longitude == nil || *in.Longitude >= -180 && *in.Longitude <= 180, "longitude", "longitude must be from -180 to 180 degrees.")
	if in.MaxPartners != nil {
		l.MaxShare = *in.MaxPartners
		errs.Add(l.MaxShare == 1 || in.PartnerID == nil, "maxPartners", "maxPartners is for leads without partnerId, which go to one partner at a time.")
		errs.Add(l.MaxShare >= 1 && l.MaxShare <= maxPartners, "maxPartners", "maxPartners must be from 1 to %d.", maxPartners)
	}
}

// attach reads the links to documents. They may tell who the client is, so they are kept
// with the contact; how many there are is no secret.
func (in LeadSubmitInput) attach(errs *Errors, l *Lead, c *LeadContact) {
	n := len(in.Attachments)
	errs.Add(n <= maxAttachments, "attachments", "attachments can be %d at most; these are %d.", maxAttachments, n)
	for i, link := range in.Attachments {
		errs.Add(isFileLink(link), pathOf("attachments", i), "This must be an address that begins with https:// and has at most 500 characters.")
	}
	if l.AttachmentCount = n; c != nil {
		c.Attachments = in.Attachments
	}
}
