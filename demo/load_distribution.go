package demo

import (
	"crypto/sha256"
	"time"

	"partnergraph/market"
)

// boardDays is how long leads of the demo stand on the board.
const boardDays = 14 * 24 * time.Hour

// distributionRows are how the leads are, or were, handed out: the fresh ones that
// nobody has are on the board, or wait for the house when they were there too long.
func (w *World) distributionRows() table {
	return table{"lead_distribution", []string{"id", "lead_id", "mode", "policy_version", "seed", "max_share", "hours", "draws", "round",
		"state", "outcome", "next_at", "started_at", "ended_at"},
		func(yield func([]any) bool) {
			for l := range w.leads() {
				if !yield(w.distributionRow(&l)) {
					return
				}
			}
		}, w.leadCount()}
}

func (w *World) distributionRow(l *Lead) []any {
	d := w.distribution(l)
	seed := sha256.Sum256([]byte(w.leadID(l)))
	return []any{w.id(aDistribution, l.Index, l.At), w.leadID(l), string(d.Mode), 1, seed[:], d.MaxShare, d.Hours, true, d.Round,
		string(d.State), d.Outcome, d.NextAt, d.StartedAt, d.EndedAt}
}

// distribution says how a lead is handed out, by what became of its offers.
func (w *World) distribution(l *Lead) market.LeadDistribution {
	d := market.LeadDistribution{Mode: market.LeadExclusive, MaxShare: l.MaxShare, Hours: int(offerLife / time.Hour), Round: 1,
		State: market.DistributionRunning, StartedAt: l.At}
	if l.MaxShare > 1 || len(l.Offers) > 1 {
		d.Mode = market.LeadShared
	}
	next, last := time.Time{}, l.At
	for _, o := range l.Offers {
		if o.State == market.OfferOffered && (next.IsZero() || o.Deadline().Before(next)) {
			next = o.Deadline()
		}
		last = later(last, o.Answered)
	}
	end := func(outcome market.DistributionOutcome, at time.Time) {
		d.State, d.Outcome, d.EndedAt = market.DistributionDone, &outcome, &at
	}
	switch leaves := l.At.Add(boardDays); {
	case !next.IsZero():
		d.NextAt = &next
	case l.State == market.LeadAccepted || l.State == market.LeadClosed:
		end(market.OutcomeTaken, last)
	case len(l.Offers) > 0:
		end(market.OutcomeDeclinedByAll, last)
	case leaves.After(w.Now):
		d.Mode, d.Round, d.NextAt = market.LeadBoard, 0, &leaves
	default:
		d.Mode, d.Round = market.LeadBoard, 0
		end(market.OutcomeNobodyFits, leaves)
	}
	return d
}
