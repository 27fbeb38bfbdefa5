package dynamotest_test

import (
	"context"

	"ventana/shared/dynamostore"
)

func drawSpend(d dice) call {
	id := "wamid." + d.id()
	spent := dynamostore.Spend{Day: d.pick("2026-11-22", "2026-11-23", "2026-12-01"), Number: d.number(), Micros: int64(d.IntN(3)) * 8_500, Messages: 1, Unpriced: d.IntN(2)}
	return func(ctx context.Context, s store) answer {
		counted, err := s.CountSpend(ctx, id, spent)
		if err != nil {
			return say("count spend", err)
		}
		all, err := s.SpentIn(ctx, "2026-11")
		said := say("count spend", err, id, spent, counted, all)
		said.cameTo("counted", counted)
		said.cameTo("counted before or unknown", !counted)
		return said
	}
}
