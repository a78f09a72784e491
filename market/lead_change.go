package market

// LeadChange is what happened to a lead.
type LeadChange string

// What happens to leads.
const (
	ChangeSubmitted   LeadChange = "SUBMITTED"
	ChangeDistributed LeadChange = "DISTRIBUTED"
	ChangeOffered     LeadChange = "OFFERED"
	ChangeViewed      LeadChange = "VIEWED"
	ChangeAccepted    LeadChange = "ACCEPTED"
	ChangeDeclined    LeadChange = "DECLINED"
	ChangeExpired     LeadChange = "EXPIRED"
	ChangeWithdrawn   LeadChange = "WITHDRAWN"
	ChangeClaimed     LeadChange = "CLAIMED"
	ChangeSold        LeadChange = "SOLD"
	ChangeReturned    LeadChange = "RETURNED"
	ChangeReminded    LeadChange = "REMINDED"
	ChangeAdvanced    LeadChange = "ADVANCED"
	ChangeCorrected   LeadChange = "CORRECTED"
	ChangeMerged      LeadChange = "MERGED"
	ChangeHeld        LeadChange = "HELD"
	ChangeReleased    LeadChange = "RELEASED"
	ChangeComplained  LeadChange = "COMPLAINED"
	ChangeNoted       LeadChange = "NOTED"
	ChangeClosed      LeadChange = "CLOSED"
	ChangeErased      LeadChange = "ERASED"
)
