// Package genqlient is a client that genqlient generated from the contract, as the
// program of a third party would hold one; its tests run it against a server.
package genqlient

//go:generate go tool genqlient genqlient.yaml
