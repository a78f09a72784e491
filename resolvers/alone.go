package resolvers

import "slices"

// signIns are the mutations by which somebody proves who they are. Several in one
// request would be several tries for the price of one.
var signIns = []string{"signInStart", "signInVerify", "sessionRefresh", "viewerEmailStart", "viewerEmailVerify"}

// Alone are the mutations that stand alone in their operation: sign-in, and what moves
// money, which is known by the idempotencyKey of its input.
func Alone() []string {
	alone := slices.Clone(signIns)
	for _, field := range contract.Mutation.Fields {
		for _, argument := range field.Arguments {
			if contract.Types[argument.Type.Name()].Fields.ForName("idempotencyKey") != nil {
				alone = append(alone, field.Name)
			}
		}
	}
	return alone
}
