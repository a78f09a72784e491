package market

import (
	"slices"
	"strings"
)

// LeadNews is what an event of a lead says: what happened, and about whose offer.
type LeadNews struct {
	Change  LeadChange
	Partner PartnerID // empty when it is about the lead as a whole
}

// Detail is the news as an event keeps it.
func (n LeadNews) Detail() string {
	return strings.TrimSuffix(string(n.Change)+" "+string(n.Partner), " ")
}

// ReadLeadNews reads what Detail wrote.
func ReadLeadNews(detail string) LeadNews {
	change, partner, _ := strings.Cut(detail, " ")
	return LeadNews{LeadChange(change), PartnerID(partner)}
}

// IsInside reports whether the news is between the partner and the house, or the
// house's own: the client hears nothing of it.
func (n LeadNews) IsInside() bool { return !slices.Contains(ClientChanges, n.Change) }

// IsSellers reports whether the partner that sells the lead hears of it as well.
func (n LeadNews) IsSellers() bool { return slices.Contains(SellerChanges, n.Change) }

// newsOf is what there is to tell of an offer that comes to a state.
var newsOf = map[OfferState]LeadChange{
	OfferOffered:   ChangeOffered,
	OfferAccepted:  ChangeAccepted,
	OfferDeclined:  ChangeDeclined,
	OfferExpired:   ChangeExpired,
	OfferWithdrawn: ChangeWithdrawn,
	OfferReturned:  ChangeReturned,
}

// NewsSince is what there is to tell of a case, by what it was before. An acceptance that
// changes the lead is told to all, who see that its state has changed; else what becomes
// of an offer is its partner's, the client's and the house's.
func (c *LeadCase) NewsSince(before *LeadCase) (news []LeadNews) {
	moved := c.Lead.State != before.Lead.State
	if c.isHandedOutAnew(before) {
		news = append(news, LeadNews{Change: ChangeDistributed})
	}
	for i, o := range c.Offers {
		then := LeadOffer{}
		if i < len(before.Offers) {
			then = *before.Offers[i]
		}
		change := o.changeSince(then)
		switch {
		case change == "":
		case o.State == OfferAccepted && change != ChangeAdvanced && moved && c.Lead.State == LeadAccepted:
			news = append(news, LeadNews{Change: change})
		default:
			news = append(news, LeadNews{change, o.PartnerID})
		}
	}
	if moved && c.Lead.State == LeadClosed {
		news = append(news, LeadNews{Change: ChangeClosed})
	}
	return news
}

// changeSince is what happened to the offer, empty for nothing. One that was not there
// before has no state then.
func (o *LeadOffer) changeSince(then LeadOffer) LeadChange {
	switch {
	case o.State == OfferAccepted && then.State == "" && o.PriceMinor != nil:
		return ChangeSold
	case o.State == OfferAccepted && then.State == "":
		return ChangeClaimed
	case o.State != then.State:
		return newsOf[o.State]
	case o.StageAt != then.StageAt:
		return ChangeAdvanced
	case o.ViewedAt != then.ViewedAt:
		return ChangeViewed
	case o.RemindedAt != then.RemindedAt:
		return ChangeReminded
	}
	return ""
}

// isHandedOutAnew reports whether a distribution has begun, or one has ended without
// anybody who took the lead.
func (c *LeadCase) isHandedOutAnew(before *LeadCase) bool {
	for i, d := range c.Distributions {
		isNew := i >= len(before.Distributions)
		ended := !isNew && before.Distributions[i].State == DistributionRunning && d.State != DistributionRunning
		if isNew || ended && *d.Outcome != OutcomeTaken && *d.Outcome != OutcomeClosed {
			return true
		}
	}
	return false
}
