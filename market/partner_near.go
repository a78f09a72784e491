package market

import "math"

// NearInput is a place, and how far around it.
type NearInput struct {
	Latitude  float64 // degrees north, WGS 84
	Longitude float64 // degrees east, WGS 84
	RadiusKm  *int    // nil for any distance
}

// maxRadius is about half way round the Earth, in kilometres.
const maxRadius = 20_000

// check refuses what is no place on Earth.
func (n *NearInput) check(errs *Errors) {
	if n == nil {
		return
	}
	errs.Add(n.Latitude >= -90 && n.Latitude <= 90, "filter.near.latitude", "latitude must be from -90 to 90 degrees.")
	errs.Add(n.Longitude >= -180 && n.Longitude <= 180, "filter.near.longitude", "longitude must be from -180 to 180 degrees.")
	errs.Add(n.RadiusKm == nil || *n.RadiusKm >= 1 && *n.RadiusKm <= maxRadius, "filter.near.radiusKm", "radiusKm must be from 1 to %d.", maxRadius)
}

// Box is an area between two latitudes and two longitudes, in degrees.
type Box struct{ West, South, East, North float64 }

// Boxes hold all places within a distance of n, in kilometres, and little more: one, or
// two where the 180th meridian parts them. Around a pole they hold all longitudes.
func (n NearInput) Boxes(km float64) []Box {
	const degree = math.Pi / 180
	arc := km/earthKm*1.000001 + 1e-9 // in radians; more than what is lost by rounding
	south, north := n.Latitude-arc/degree, n.Latitude+arc/degree
	if south <= -90 || north >= 90 {
		return []Box{{-180, max(south, -90), 180, min(north, 90)}}
	}
	wide := math.Asin(min(1, math.Sin(arc)/math.Cos(n.Latitude*degree))) / degree
	west, east := n.Longitude-wide, n.Longitude+wide
	switch {
	case west < -180:
		return []Box{{-180, south, east, north}, {west + 360, south, 180, north}}
	case east > 180:
		return []Box{{west, south, 180, north}, {-180, south, east - 360, north}}
	}
	return []Box{{west, south, east, north}}
}
