package market

import (
	"math"
	"math/rand/v2"
	"testing"
)

func (b Box) holds(latitude, longitude float64) bool {
	return b.South <= latitude && latitude <= b.North && b.West <= longitude && longitude <= b.East
}

// No place within the distance is outside of the boxes, wherever on Earth.
func TestBoxesHoldAllThatIsNear(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	edges := []float64{-90, -89.99, -60, 0, 52, 89.9, 90}
	around := []float64{-180, -179.9, -0.1, 0, 13, 179.99, 180}
	for range 200_000 {
		n := NearInput{Latitude: edges[r.IntN(len(edges))], Longitude: around[r.IntN(len(around))]}
		km := math.Exp(r.Float64()*10) - 0.5 // up to 22,000
		latitude, longitude := math.Asin(2*r.Float64()-1)*180/math.Pi, 360*r.Float64()-180
		if r.IntN(2) == 0 { // close by, also over the meridian
			latitude = max(-90, min(90, n.Latitude+km/200*(r.Float64()-0.5)))
			longitude = math.Remainder(n.Longitude+km/50*(r.Float64()-0.5), 360)
		}
		if Distance(n.Latitude, n.Longitude, latitude, longitude) > km {
			continue
		}
		held := false
		for _, b := range n.Boxes(km) {
			held = held || b.holds(latitude, longitude)
		}
		if !held {
			t.Fatalf("%v is %f km from %f %f, and outside of %v", n, km, latitude, longitude, n.Boxes(km))
		}
	}
}

func TestBoxesAreSmall(t *testing.T) {
	for name, test := range map[string]struct {
		near NearInput
		km   float64
		want int     // boxes
		wide float64 // degrees at most, of all together
	}{
		"at the equator":            {NearInput{Latitude: 0, Longitude: 10}, 111, 1, 2.01},
		"at 60 degrees north":       {NearInput{Latitude: 60, Longitude: 10}, 111, 1, 4.01},
		"at the 180th meridian":     {NearInput{Latitude: 0, Longitude: 180}, 111, 2, 2.01},
		"west of it":                {NearInput{Latitude: 0, Longitude: -179.5}, 111, 2, 2.01},
		"at the north pole":         {NearInput{Latitude: 90}, 10, 1, 360},
		"as far as the south pole":  {NearInput{Latitude: -89}, 112, 1, 360},
		"not as far as the pole":    {NearInput{Latitude: -89}, 110, 1, 180},
		"half way round everything": {NearInput{Latitude: 10}, 20_000, 1, 360},
	} {
		boxes, wide := test.near.Boxes(test.km), 0.0
		for _, b := range boxes {
			wide += b.East - b.West
		}
		if len(boxes) != test.want || wide > test.wide {
			t.Errorf("%s: %v, %f degrees wide", name, boxes, wide)
		}
	}
}
