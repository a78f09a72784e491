package store_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"partnergraph/market"
	"partnergraph/store/storetest"
)

// Partners near a place are those that the rule finds among all, nearest first, in pages
// of any size and both ways; also at the poles and at the 180th meridian.
func TestPartnersNearAPlace(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	storetest.Partners(t, db, 0, 149)
	storetest.Exec(t, db, `UPDATE partner SET latitude = -90 + 180 * random(), longitude = -180 + 360 * random() WHERE slug NOT LIKE '%7'`)
	for slug, place := range map[string][2]float64{"partner-0": {0, 180}, "partner-1": {0, -180}, "partner-2": {0.5, 179.5}, "partner-3": {90, 12}, "partner-4": {89.5, -120}, "partner-5": {-90, 0}, "partner-6": {-89, 175}} {
		storetest.Exec(t, db, `UPDATE partner SET latitude = $2, longitude = $3 WHERE slug = $1`, slug, place[0], place[1])
	}
	everybody, err := s.Partners(t.Context(), market.Viewer{}, market.PartnerFilter{}, market.PartnersByName, market.PageArgs{Size: 100})
	if err != nil {
		t.Fatal(err)
	}
	rest, err := s.Partners(t.Context(), market.Viewer{}, market.PartnerFilter{}, market.PartnersByName, market.PageArgs{Size: 100, After: *everybody.PageInfo.EndCursor})
	if err != nil {
		t.Fatal(err)
	}
	all := append(everybody.Nodes(), rest.Nodes()...)
	r := rand.New(rand.NewPCG(7, 7))
	for _, place := range [][2]float64{{0, 180}, {0, -180}, {0.2, 179.9}, {90, 0}, {-90, 90}, {89.9, -30}, {51, 7}, {-33, 151}} {
		for _, radius := range []*int{nil, ptr(1), ptr(150), ptr(3_000), ptr(20_000)} {
			near := market.NearInput{Latitude: place[0], Longitude: place[1], RadiusKm: radius}
			read := func(p market.PageArgs) (*market.Page[*market.Partner], error) {
				return s.Partners(t.Context(), market.Viewer{}, market.PartnerFilter{Near: &near}, market.PartnersByDistance, p)
			}
			for _, backward := range []bool{false, true} {
				got := walk(t, read, 20+r.IntN(60), backward, nil)
				want := nearest(all, near)
				for i := range max(len(want), len(got)) {
					if i >= len(want) || i >= len(got) || ids(got)[i] != want[i] {
						t.Errorf("%v, %v km, backward %t: %d, want %d; the %d. is another", place, given(radius), backward, len(got), len(want), i+1)
						break
					}
				}
			}
		}
	}
	if _, err := s.Partners(t.Context(), market.Viewer{}, market.PartnerFilter{}, market.PartnersByDistance, market.PageArgs{Size: 1}); codeOf(err) != market.Invalid {
		t.Errorf("from nowhere: %v", err)
	}
	for _, near := range []market.NearInput{{Latitude: 90.1}, {Longitude: -180.5}, {RadiusKm: ptr(0)}, {RadiusKm: ptr(20_001)}} {
		if _, err := s.Partners(t.Context(), market.Viewer{}, market.PartnerFilter{Near: &near}, market.PartnersByDistance, market.PageArgs{Size: 1}); codeOf(err) != market.Invalid {
			t.Errorf("%+v: %v", near, err)
		}
	}
}

// nearest are the ids of the partners within the radius, nearest first.
func nearest(all []*market.Partner, near market.NearInput) []market.PartnerID {
	far := func(p *market.Partner) float64 {
		if p.Latitude == nil {
			return 1e6
		}
		return market.Distance(near.Latitude, near.Longitude, *p.Latitude, *p.Longitude)
	}
	kept := slices.DeleteFunc(slices.Clone(all), func(p *market.Partner) bool {
		return near.RadiusKm != nil && (p.Latitude == nil || far(p) > float64(*near.RadiusKm))
	})
	slices.SortFunc(kept, func(a, b *market.Partner) int {
		if d := far(a) - far(b); d > 1e-6 || d < -1e-6 { // Postgres and Go differ in the last digits
			return int(max(-1, min(1, d*1e9)))
		}
		return slices.Compare([]byte(a.ID), []byte(b.ID))
	})
	return ids(kept)
}

func ids(partners []*market.Partner) (list []market.PartnerID) {
	for _, p := range partners {
		list = append(list, p.ID)
	}
	return list
}
