package demo

import (
	"encoding/binary"
	"encoding/hex"
	"math/rand/v2"
	"time"
)

// kind says what an identifier names, so that no two kinds of rows share one.
type kind uint64

const (
	aPerson kind = iota + 1
	anOrganization
	aPartner
	aSolution
	aLead
	anOffer
	anInvoice
	aPayment
	aJournal
	aReview
	aThread
	aReply
	aSubject
	aDistribution
	anEmbedKey
)

// id is the identifier of the i-th of a kind: a UUID, version 7, of the time it was
// made, the same for the same seed.
func (w *World) id(k kind, i int, at time.Time) string {
	var b [16]byte
	ms := uint64(at.UnixMilli())
	for n := range 6 {
		b[n] = byte(ms >> (40 - 8*n))
	}
	drawn := rand.NewPCG(w.seed^uint64(k)<<48, uint64(i))
	binary.BigEndian.PutUint64(b[8:], drawn.Uint64())
	binary.BigEndian.PutUint16(b[6:], uint16(drawn.Uint64()))
	b[6], b[8] = 0x70|b[6]&0x0f, 0x80|b[8]&0x3f
	return text(b)
}

// text is the canonical form of a UUID.
func text(b [16]byte) string {
	var s [36]byte
	hex.Encode(s[0:8], b[0:4])
	hex.Encode(s[9:13], b[4:6])
	hex.Encode(s[14:18], b[6:8])
	hex.Encode(s[19:23], b[8:10])
	hex.Encode(s[24:], b[10:])
	s[8], s[13], s[18], s[23] = '-', '-', '-', '-'
	return string(s[:])
}
