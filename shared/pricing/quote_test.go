package pricing_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/pricing"
)

func TestQuoteFor(t *testing.T) {
	t.Parallel()
	cards, err := pricing.Cards()
	if err != nil {
		t.Fatal(err)
	}
	september, november := day(time.September, 30), day(time.November, 22)
	october := time.Date(2026, time.October, 1, 0, 0, 0, 0, time.UTC)
	tests := []struct {
		name string
		m    pricing.Message
		want pricing.Quote
	}{
		{"in November", pricing.Message{Market: pricing.Spain, At: november, WindowOpen: true}, pricing.Quote{
			Market: pricing.Spain, CardFrom: october, FreeTier: true,
			Rates: map[string]pricing.Money{"service": 20_000, "utility": 20_000, "marketing": 61_500, "authentication": 20_000},
		}},
		{"in September, when replies were free", pricing.Message{Market: pricing.Spain, At: september, WindowOpen: true}, pricing.Quote{
			Market: pricing.Spain, CardFrom: time.Date(2026, time.April, 1, 0, 0, 0, 0, time.UTC),
			Rates: map[string]pricing.Money{"service": 0, "utility": 0, "marketing": 61_500, "authentication": 20_000},
		}},
		{"of who came by an advertisement", pricing.Message{Market: pricing.Spain, At: november, EntryPoint: true}, pricing.Quote{
			Market: pricing.Spain, CardFrom: october, EntryPoint: true,
			Rates: map[string]pricing.Money{"service": 0, "utility": 0, "marketing": 0, "authentication": 0},
		}},
		{"where a rate is not known", pricing.Message{Market: pricing.Mexico, At: november}, pricing.Quote{
			Market: pricing.Mexico, CardFrom: october, FreeTier: true,
			Rates: map[string]pricing.Money{"service": 8_500, "utility": 8_500, "authentication": 8_500},
		}},
		{"of nobody knows where", pricing.Message{At: november}, pricing.Quote{CardFrom: october, Rates: map[string]pricing.Money{}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, pricing.QuoteFor(cards, tt.m)); diff != "" {
				t.Errorf("quote (-want +got):\n%s", diff)
			}
		})
	}
}
