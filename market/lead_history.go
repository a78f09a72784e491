package market

import (
	"slices"
	"time"
)

// LeadParty is on whose side something happened to a lead.
type LeadParty string

// The parties of a lead.
const (
	ClientParty  LeadParty = "CLIENT"
	PartnerParty LeadParty = "PARTNER"
	HouseParty   LeadParty = "HOUSE"
	SystemParty  LeadParty = "SYSTEM" // by the clock, or by the rules
)

// LeadHistoryEntry is something that happened to a lead (L9).
type LeadHistoryEntry struct {
	LeadID         LeadID          `db:"lead_id"`
	Kind           LeadChange      `db:"kind"`
	At             time.Time       `db:"at"`
	Party          LeadParty       `db:"party"`           // who did it
	PersonID       *PersonID       `db:"person_id"`       // the person among them
	OrganizationID *OrganizationID `db:"organization_id"` // for which the person acted
	PartnerID      *PartnerID      `db:"partner_id"`      // whom it concerns; nil for all
	Detail         *string         `db:"detail"`          // a word of ours, such as a stage
	Note           *string         `db:"note"`            // what was said about it
}

// ClientChanges are what a client reads in the history of its lead. The rest is
// between the house and partners, or the house's own, such as why a lead was held:
// who sends spam would learn how to send more.
var ClientChanges = []LeadChange{
	ChangeSubmitted, ChangeDistributed, ChangeOffered, ChangeViewed, ChangeAccepted, ChangeDeclined, ChangeExpired, ChangeWithdrawn,
	ChangeClaimed, ChangeSold, ChangeAdvanced, ChangeCorrected, ChangeComplained, ChangeClosed, ChangeErased,
}

// SellerChanges are what a marketing partner reads in the history of a lead that it
// sells: what a client would, and what came back.
var SellerChanges = append(slices.Clone(ClientChanges), ChangeReturned)

// PartnerChanges are what a partner with an offer reads of what concerns no single
// partner. Of what concerns itself it reads all, of what concerns others nothing.
var PartnerChanges = []LeadChange{ChangeSubmitted, ChangeWithdrawn, ChangeCorrected, ChangeComplained, ChangeClosed, ChangeErased}

// SharedNotes are the entries whose note is for everybody who reads the entry: what a
// client says to those who work for it. Other notes are for the house and whoever
// wrote them.
var SharedNotes = []LeadChange{ChangeCorrected, ChangeWithdrawn, ChangeComplained}
