package market

import "time"

// LeadQueueReason is why a lead waits for the house.
type LeadQueueReason string

// The reasons, the most urgent first.
const (
	QueueHeld          LeadQueueReason = "HELD"
	QueueDuplicate     LeadQueueReason = "DUPLICATE"
	QueueDealConflict  LeadQueueReason = "DEAL_CONFLICT"
	QueueComplaint     LeadQueueReason = "COMPLAINT"
	QueueReturned      LeadQueueReason = "RETURNED"
	QueueDeclinedByAll LeadQueueReason = "DECLINED_BY_ALL"
	QueueNobodyFits    LeadQueueReason = "NOBODY_FITS"
)

// LeadQueueEntry is a lead that waits for the house to decide.
type LeadQueueEntry struct {
	LeadID LeadID          `db:"lead_id"`
	Reason LeadQueueReason `db:"reason"`
	Since  time.Time       `db:"since"`
}

// LeadQueueFilter narrows the queue; what is empty does not.
type LeadQueueFilter struct {
	Reasons   []LeadQueueReason
	Sizes     []LeadSize
	Countries []string
}
