package helpdesk

import "context"

// payerKey is where a context keeps for whom a call is made.
type payerKey struct{}

// For says for which of the business's numbers calls are made, by its id, so that
// numbers which share a helpdesk share its limits.
func For(ctx context.Context, number string) context.Context {
	return context.WithValue(ctx, payerKey{}, number)
}

// PayerOf is the number that For named, or empty.
func PayerOf(ctx context.Context) string {
	number, _ := ctx.Value(payerKey{}).(string)
	return number
}
