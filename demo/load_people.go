package demo

import (
	"time"

	"partnergraph/market"
)

// personID and its like are the identifiers of what other rows refer to.
func (w *World) personID(i int) string { return w.populace().ids[i] }

func (w *World) organizationID(o Org) string {
	at := w.Now.Add(-2 * span)
	i := 0
	switch o.Kind {
	case APartner:
		i, at = 1+o.Index, w.partners()[o.Index].AppliedAt
	case AClient:
		i, at = 1+w.Size.Partners+o.Index, w.clients()[o.Index].Since
	}
	return w.id(anOrganization, i, at)
}

func (w *World) partnerID(i int) string { return w.id(aPartner, i, w.partners()[i].AppliedAt) }

// orNull is nothing for a zero time.
func orNull(at time.Time) any {
	if at.IsZero() {
		return nil
	}
	return at
}

// given is nothing for an empty text.
func given[T ~string](text T) any {
	if text == "" {
		return nil
	}
	return string(text)
}

func (w *World) peopleRows() table {
	return table{"person", []string{"id", "phone", "name", "motto", "locales", "created_at", "signed_in_at"},
		each(w.Size.People(), func(i int) []any {
			p := w.person(i)
			return []any{w.personID(i), p.Phone, p.Name, p.Motto, p.Locales, p.Since, p.Since}
		}), w.Size.People()}
}

// organizations are all there are: the house, the partners, the clients.
func (w *World) organizations() []Org {
	list := []Org{{TheHouse, 0}}
	for i := range w.Size.Partners {
		list = append(list, Org{APartner, i})
	}
	for i := range w.Size.Clients {
		list = append(list, Org{AClient, i})
	}
	return list
}

// called is the name of an organisation.
func (w *World) called(o Org) string {
	switch o.Kind {
	case TheHouse:
		return HouseName
	case APartner:
		return w.partners()[o.Index].Name
	case AClient:
		return w.clients()[o.Index].Name
	}
	return ""
}

func (w *World) organizationRows() table {
	list := w.organizations()
	return table{"organization", []string{"id", "name", "country", "is_house", "created_at"},
		each(len(list), func(i int) []any {
			place, since := w.home(list[i])
			return []any{w.organizationID(list[i]), w.called(list[i]), place.Country, list[i].Kind == TheHouse, since}
		}), len(list)}
}

func (w *World) memberRows() table {
	return table{"member", []string{"organization_id", "person_id", "role", "since"},
		func(yield func([]any) bool) {
			for i := range w.Size.People() {
				p := w.person(i)
				if p.Org.Kind != Nobody && !yield([]any{w.organizationID(p.Org), w.personID(i), string(p.Role), p.Since}) {
					return
				}
			}
		}, w.Size.People()}
}

func (w *World) partnerRows() table {
	return table{"partner", []string{"id", "organization_id", "slug", "name", "state", "kinds", "competence", "level", "services",
		"industries", "languages", "country", "city", "latitude", "longitude", "website",
		"rating_value", "rating_count", "rating_at", "applied_at", "admitted_at", "rejection_reason"},
		each(w.Size.Partners, func(i int) []any {
			p := &w.partners()[i]
			rating := w.ratings().partners[i]
			return []any{w.partnerID(i), w.organizationID(Org{APartner, i}), p.Slug, p.Name, string(p.State), p.Kinds,
				string(p.Competence), p.Level, p.Services, p.Industries, p.Languages, p.Place.Country, p.Place.Name[English],
				p.Place.Latitude, p.Place.Longitude, "https://" + p.Slug + ".example.com",
				rating.Value, rating.Count, rating.AsOf, p.AppliedAt, orNull(p.AdmittedAt), given(p.Reason)}
		}), w.Size.Partners}
}

func (w *World) partnerTextRows() table {
	return table{"partner_text", []string{"partner_id", "locale", "position", "summary", "description", "html"},
		func(yield func([]any) bool) {
			for i := range w.Size.Partners {
				p := &w.partners()[i]
				summary, description := w.PartnerTexts(p)
				for n, l := range p.Written {
					if !yield([]any{w.partnerID(i), l.String(), n, summary[l], description[l], html(description[l])}) {
						return
					}
				}
			}
		}, 2 * w.Size.Partners}
}

// ratings are what the reviews come to, by the same formula as on a live market.
type ratings struct {
	partners, solutions []market.Rating
}

func (w *World) rate() *ratings {
	partners, solutions := make([][]*market.Score, w.Size.Partners), make([][]*market.Score, w.Size.Solutions)
	for i := range w.Size.Reviews {
		v := w.Review(i)
		of := &partners[v.Basis.Partner]
		if v.Solution >= 0 {
			of = &solutions[v.Solution]
		}
		*of = append(*of, &market.Score{Stars: v.Score, At: v.At})
	}
	all := func(scores [][]*market.Score) []market.Rating {
		list := make([]market.Rating, len(scores))
		for i, s := range scores {
			list[i] = market.Rate(s, w.Now)
		}
		return list
	}
	return &ratings{all(partners), all(solutions)}
}
