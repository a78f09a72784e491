package scalar

import (
	"errors"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/nyaruka/phonenumbers"

	"partnergraph/market"
)

// MarshalTypedPhone writes a telephone number. No answer has one that is not right.
func MarshalTypedPhone(t market.Typed) graphql.Marshaler { return graphql.MarshalString(t.Value) }

// UnmarshalTypedPhone reads a telephone number that a person typed, who is told in the form
// what is wrong with it: beside its form also whether its country gives out such numbers,
// so that nobody waits in vain to be called. Only what is no text refuses the request.
func UnmarshalTypedPhone(v any) (market.Typed, error) {
	return typed(v, "phone", func(text string) (string, error) {
		phone, err := UnmarshalPhone(text)
		if err == nil && !isGivenOut(phone) {
			err = errNotGivenOut
		}
		return phone, err
	})
}

var errNotGivenOut = invalid("is a number that its country does not give out: check its digits")

// drama is how the numbers begin that the United Kingdom keeps for films and tests: they
// belong to nobody, and stand in our documents.
const drama = "+447700900"

// isGivenOut reports whether somebody may have the number: whether it lies in a range that
// its country gives out.
func isGivenOut(phone string) bool {
	n, err := phonenumbers.Parse(phone, "ZZ")
	return err == nil && (phonenumbers.IsValidNumber(n) || strings.HasPrefix(phone, drama) && len(phone) == len(drama)+3)
}

// MarshalTypedCountry writes a country. No answer has one that is not right.
func MarshalTypedCountry(t market.Typed) graphql.Marshaler { return graphql.MarshalString(t.Value) }

// UnmarshalTypedCountry reads a country that a person typed, as UnmarshalTypedPhone does.
func UnmarshalTypedCountry(v any) (market.Typed, error) {
	return typed(v, "country", func(text string) (string, error) { return UnmarshalCountry(text) })
}

// typed reads what a person typed into a field; what is blank was left out.
func typed(v any, field string, read func(string) (string, error)) (market.Typed, error) {
	text, ok := v.(string)
	if !ok {
		return market.Typed{}, invalid("must be a text")
	}
	if text = strings.TrimSpace(text); text == "" {
		return market.Typed{}, nil
	}
	value, err := read(text)
	if refusal := (*market.Error)(nil); errors.As(err, &refusal) {
		return market.Typed{Wrong: field + " " + refusal.Message + "."}, nil
	}
	return market.Typed{Value: value}, err
}
