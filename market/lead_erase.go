package market

import "time"

// LeadEraseInput is the input of leadErase.
type LeadEraseInput struct{ LeadID LeadID }

// Erase ends a lead whose client is forgotten at now: nobody can be called any more, so
// who has not answered need not, and it stays closed whatever its partners say later.
func (c *LeadCase) Erase(now time.Time) {
	for _, o := range c.Offers {
		switch {
		case o.IsLive(now):
			o.State = OfferWithdrawn
		case o.State == OfferOffered:
			o.State = OfferExpired
		}
	}
	c.Lead.ContactErasedAt = &now
	if c.Lead.State == LeadHeld {
		c.Lead.State = LeadOpen // there is nothing to release
	}
	c.settle(now)
}
