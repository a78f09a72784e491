package market

// Programme are the terms of the programme that are data with a version (P16).
type Programme struct{}
