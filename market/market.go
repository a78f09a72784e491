// Package market holds the words and rules of the market place: leads, offers,
// money, ratings, prices, terms. It is pure: no SQL, no GraphQL, no clock and no
// I/O, so that a rule can be read, tested and trusted by itself. Time comes in as
// an argument.
package market
