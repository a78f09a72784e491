package demo

import (
	"math/rand/v2"
	"time"
)

// EmbedKey is by which the demo's pages show the catalogue. It is for pages of the demo's
// own server, which need no site of a key's, and for one that nobody has.
const EmbedKey = "pgw_DemoDemoDemoDemoDemoDemo"

// usageDays is for how long pages with the key have been read.
const usageDays = 21

func (w *World) embedKeyID() string { return w.id(anEmbedKey, 0, w.embedSince()) }

func (w *World) embedSince() time.Time { return w.Now.AddDate(0, 0, -usageDays) }

// embedKeyRows is a key of the first partner's, which shows the whole catalogue, so that
// there is something to search.
func (w *World) embedKeyRows() table {
	return table{"embed_key", []string{"id", "partner_id", "key", "label", "origins", "created_by", "created_at", "is_own_only"},
		each(1, func(int) []any {
			return []any{w.embedKeyID(), w.partnerID(0), EmbedKey, "Our work", []string{"https://www.example.com"}, w.personID(PartnerOwner), w.embedSince(), false}
		}), 1}
}

// embedUsageRows is what its pages did, less on Sundays.
func (w *World) embedUsageRows() table {
	drawn := rand.New(rand.NewPCG(w.seed, uint64(anEmbedKey)))
	return table{"embed_usage", []string{"key_id", "day", "reads", "leads"},
		each(usageDays, func(i int) []any {
			day := w.embedSince().UTC().AddDate(0, 0, i)
			reads := 120 + drawn.IntN(200)
			if day.Weekday() == time.Sunday {
				reads /= 4
			}
			return []any{w.embedKeyID(), day.Format(time.DateOnly), reads, drawn.IntN(3)}
		}), usageDays}
}
