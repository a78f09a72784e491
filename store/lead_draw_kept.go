package store

import (
	"context"
	"encoding/binary"
	"errors"
	"math"
	"time"

	"github.com/google/uuid"

	"partnergraph/market"
)

// drawLife is how long what a draw was made from is kept.
const drawLife = 90 * 24 * time.Hour

// keepDraw writes down what a draw was made from.
func (s *Store) keepDraw(ctx context.Context, lead *market.Lead, policy *market.LeadPolicy, seed market.DrawSeed,
	candidates []*market.LeadCandidate, draw *market.LeadDraw, now time.Time) error {
	if draw.Candidates == 0 {
		return nil
	}
	packed, err := packCandidates(candidates, now)
	if err != nil {
		return err
	}
	_, err = s.exec(ctx, `INSERT INTO lead_draw (id, lead_id, policy_version, seed, size, candidates, picks, drawn_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		newID[market.DrawID](), lead.ID, policy.Version, seed[:], lead.Size, packed, picked(draw), now)
	return err
}

// keptDraw is a row of lead_draw.
type keptDraw struct {
	Policy     int                `db:"policy_version"`
	Seed       []byte             `db:"seed"`
	Size       market.LeadSize    `db:"size"`
	Candidates []byte             `db:"candidates"`
	Picks      []market.PartnerID `db:"picks"`
	DrawnAt    time.Time          `db:"drawn_at"`
}

// RedrawLead makes the draws for a lead again from what is kept of them, oldest first,
// and fails when one of them comes out otherwise.
func (s *Store) RedrawLead(ctx context.Context, id market.LeadID) (draws []*market.LeadDraw, err error) {
	kept, err := all[keptDraw](ctx, s, `SELECT policy_version, seed, size, candidates, picks, drawn_at
		FROM lead_draw WHERE lead_id = $1 ORDER BY drawn_at, id`, id)
	if err != nil {
		return nil, err
	}
	for _, k := range kept {
		policy, err := s.LeadPolicy(ctx, &k.Policy, k.DrawnAt)
		if err != nil {
			return nil, err
		}
		candidates, err := unpackCandidates(k.Candidates)
		if err != nil {
			return nil, err
		}
		draw := policy.Draw(&market.LeadNeed{Size: k.Size}, candidates, len(k.Picks), market.DrawSeed(k.Seed), k.DrawnAt)
		for i, pick := range draw.Picks {
			if pick.PartnerID != k.Picks[i] {
				return nil, errors.New("store: a draw comes out otherwise than it did")
			}
		}
		draws = append(draws, draw)
	}
	return draws, nil
}

// ForgetDraws deletes what draws were made from when it is older than 90 days, and says
// how many those were.
func (s *Store) ForgetDraws(ctx context.Context, now time.Time) (int, error) {
	result, err := s.exec(ctx, `DELETE FROM lead_draw WHERE drawn_at < $1`, now.Add(-drawLife))
	if err != nil {
		return 0, err
	}
	n, err := result.RowsAffected()
	return int(n), err
}

// The form of candidates: a byte for the version, then for each its id, the place of its
// competence among competences, and its numbers as they stand in candidateNumbers.
const packedVersion = 1

var competences = []market.Competence{market.ThisProduct, market.OtherSoftware, market.Newcomer}

// candidateNumbers are what a candidate is weighed by.
func candidateNumbers(c *market.LeadCandidate) []*float64 {
	return []*float64{&c.LevelWeight, &c.RatingValue, &c.Standing.Received, &c.Standing.AnswerHours, &c.Standing.AnswerWeight}
}

const candidateSize = 16 + 1 + 3*4 + 5*8

// packCandidates writes those that were drawn among: who was outside of its hours was
// not.
func packCandidates(candidates []*market.LeadCandidate, now time.Time) ([]byte, error) {
	b := append(make([]byte, 0, 1+len(candidates)*candidateSize), packedVersion)
	for _, c := range candidates {
		if c.Preferences.Opening(now).After(now) {
			continue
		}
		id, err := uuid.Parse(string(c.PartnerID))
		if err != nil {
			return nil, err
		}
		b = append(b, id[:]...)
		for place, competence := range competences {
			if competence == c.Competence {
				b = append(b, byte(place))
			}
		}
		for _, n := range []int{c.RatingCount, c.Standing.Open, c.Standing.Working} {
			b = binary.BigEndian.AppendUint32(b, uint32(n))
		}
		for _, x := range candidateNumbers(c) {
			b = binary.BigEndian.AppendUint64(b, math.Float64bits(*x))
		}
	}
	return b, nil
}

// unpackCandidates reads what packCandidates wrote.
func unpackCandidates(b []byte) ([]*market.LeadCandidate, error) {
	if len(b) == 0 || b[0] != packedVersion {
		return nil, errors.New("store: these are not the candidates of a draw")
	}
	return readCandidates(b[1:])
}

// readCandidates reads candidates, each in its candidateSize.
func readCandidates(b []byte) ([]*market.LeadCandidate, error) {
	if len(b)%candidateSize != 0 {
		return nil, errors.New("store: these are not the candidates of a draw")
	}
	list := make([]*market.LeadCandidate, 0, len(b)/candidateSize)
	for ; len(b) > 0; b = b[candidateSize:] {
		c := &market.LeadCandidate{PartnerID: market.PartnerID(uuid.UUID(b[:16]).String()), Competence: competences[b[16]]}
		for i, n := range []*int{&c.RatingCount, &c.Standing.Open, &c.Standing.Working} {
			*n = int(binary.BigEndian.Uint32(b[17+4*i:]))
		}
		for i, x := range candidateNumbers(c) {
			*x = math.Float64frombits(binary.BigEndian.Uint64(b[29+8*i:]))
		}
		list = append(list, c)
	}
	return list, nil
}
