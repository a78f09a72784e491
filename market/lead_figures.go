package market

import "time"

// LeadDimension is what figures of leads are told apart by (P14).
type LeadDimension string

// The dimensions.
const (
	ByRegion  LeadDimension = "REGION"
	BySize    LeadDimension = "SIZE"
	BySource  LeadDimension = "SOURCE"
	ByPartner LeadDimension = "PARTNER"
	ByMonth   LeadDimension = "MONTH"
)

// MaxFigureDays is the longest time that figures are made of.
const MaxFigureDays = 1100

// LeadFigureFilter says of which leads figures are made: those submitted on the days
// from From to To, both included, in UTC.
type LeadFigureFilter struct {
	From, To  time.Time
	Countries []string
	Sizes     []LeadSize
	Sources   []LeadSource
	PartnerID *PartnerID
}

// CheckPeriod fails unless the days are in order and not too many.
func CheckPeriod(from, to time.Time) error {
	var errs Errors
	days := int(to.Sub(from)/(24*time.Hour)) + 1
	errs.Add(!to.Before(from), "to", "to lies before from.")
	errs.Add(days <= MaxFigureDays, "to", "These are %d days; ask for %d at most.", days, MaxFigureDays)
	errs.Add(from.Year() >= 1 && to.Year() < 10000, "from", "from and to must be years of four digits.")
	return errs.Err()
}

// CheckDimensions fails for more than two dimensions, and for one that is named twice.
func CheckDimensions(by []LeadDimension) error {
	var errs Errors
	errs.Add(len(by) <= 2, "by", "by takes two dimensions at most; these are %d.", len(by))
	errs.Add(len(by) != 2 || by[0] != by[1], "by", "by names %s twice.", first(by))
	return errs.Err()
}

func first(by []LeadDimension) LeadDimension {
	if len(by) == 0 {
		return ""
	}
	return by[0]
}

// LeadFigures count what became of leads: Submitted the leads themselves, the others
// the offers of them. Times are medians in seconds, nil without any; those of claims
// and purchases, which nobody had to answer, are left out.
type LeadFigures struct {
	Submitted            int      `db:"submitted"`
	Offered              int      `db:"offered"`
	Accepted             int      `db:"accepted"` // also those that were returned later
	Declined             int      `db:"declined"`
	Expired              int      `db:"expired"`
	Returned             int      `db:"returned"`
	Started              int      `db:"started"`
	Lost                 int      `db:"lost"`
	MedianAnswerSeconds  *int     `db:"median_answer"`
	MedianContactSeconds *int     `db:"median_contact"`
	Contracted           []*Money `db:"contracted"` // by currency
}

// Conversion is the part of accepted offers of which the work has begun, nil without
// any.
func (f *LeadFigures) Conversion() *float64 {
	if f.Accepted == 0 {
		return nil
	}
	part := float64(f.Started) / float64(f.Accepted)
	return &part
}

// LeadFiguresRow is the figures of the leads with the same values of the dimensions
// asked for; the others are nil.
type LeadFiguresRow struct {
	Country   *string
	Size      *LeadSize
	Source    *LeadSource
	PartnerID *PartnerID
	Month     *time.Time // its first day
	Figures   *LeadFigures
}

// Set puts the value of a dimension into the row; nil is that there is none, such as
// no country that was said or no partner that was asked.
func (r *LeadFiguresRow) Set(d LeadDimension, value *string) {
	if value == nil {
		return
	}
	switch d {
	case ByRegion:
		r.Country = value
	case BySize:
		size := LeadSize(*value)
		r.Size = &size
	case BySource:
		source := LeadSource(*value)
		r.Source = &source
	case ByPartner:
		partner := PartnerID(*value)
		r.PartnerID = &partner
	case ByMonth:
		if month, err := time.Parse(time.DateOnly, *value); err == nil {
			r.Month = &month
		}
	}
}

// MaxShares is of how many partners, the largest, shares are named.
const MaxShares = 50

// PartnerShare is what part of all one partner holds.
type PartnerShare struct {
	PartnerID PartnerID `db:"partner_id"`
	Share     float64   `db:"share"`
}

// Concentration is how much of something the largest partners hold. HHI is the
// Herfindahl–Hirschman index, the sum of the squares of all shares: 1 when one holds
// all, 1/n when n hold the same, and 0 when there is nothing to hold.
type Concentration struct {
	Currency *Currency // of turnover
	Partners int
	HHI      float64
	Shares   []*PartnerShare // of the largest, the largest first
}

// Largest are the first of the shares; it fails with Invalid unless first is 1 to
// MaxShares.
func (c *Concentration) Largest(first int) ([]*PartnerShare, error) {
	if first < 1 || first > MaxShares {
		return nil, Errorf(Invalid, "first must be from 1 to %d.", MaxShares).In("first")
	}
	return c.Shares[:min(first, len(c.Shares))], nil
}

// LeadConcentration is how leads and turnover are spread over partners (P14).
type LeadConcentration struct {
	Leads    *Concentration
	Turnover []*Concentration // by currency
}
