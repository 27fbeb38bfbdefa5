package pricing_test

import (
	"testing"
	"time"

	"ventana/shared/pricing"
)

func day(month time.Month, d int) time.Time { return time.Date(2026, month, d, 12, 0, 0, 0, time.UTC) }

// TestPrice is worked examples, by hand from the rate cards and the rules of
// the day.
func TestPrice(t *testing.T) {
	t.Parallel()
	cards, err := pricing.Cards()
	if err != nil {
		t.Fatal(err)
	}
	september, november := day(time.September, 30), day(time.November, 22)
	tests := []struct {
		name   string
		m      pricing.Message
		amount pricing.Money
		basis  pricing.Basis
	}{
		{"a reply in September is free", pricing.Message{Category: "service", Market: pricing.Spain, At: september, WindowOpen: true, ServiceBefore: 5000}, 0, pricing.BasisWindow},
		{"a reply in November within the thousand", pricing.Message{Category: "service", Market: pricing.Spain, At: november, WindowOpen: true, ServiceBefore: 999}, 0, pricing.BasisFreeTier},
		{"the thousand and first", pricing.Message{Category: "service", Market: pricing.Spain, At: november, WindowOpen: true, ServiceBefore: 1000}, 20_000, pricing.BasisRate},
		{"the same to Brazil", pricing.Message{Category: "service", Market: pricing.Brazil, At: november, WindowOpen: true, ServiceBefore: 1000}, 6_800, pricing.BasisRate},
		{"the first second of October", pricing.Message{Category: "service", Market: pricing.Mexico, At: pricing.ServiceChargedFrom(), WindowOpen: true, ServiceBefore: 1000}, 8_500, pricing.BasisRate},
		{"a utility template inside the window in September", pricing.Message{Category: "utility", Market: pricing.Spain, At: september, WindowOpen: true}, 0, pricing.BasisWindow},
		{"a utility template outside it in September", pricing.Message{Category: "utility", Market: pricing.Spain, At: september}, 20_000, pricing.BasisRate},
		{"a utility template inside it in November", pricing.Message{Category: "utility", Market: pricing.Spain, At: november, WindowOpen: true}, 20_000, pricing.BasisRate},
		{"marketing is charged in any window", pricing.Message{Category: "marketing", Market: pricing.Germany, At: september, WindowOpen: true}, 136_500, pricing.BasisRate},
		{"authentication", pricing.Message{Category: "authentication", Market: pricing.UnitedKingdom, At: november}, 22_000, pricing.BasisRate},
		{"a free entry point covers marketing", pricing.Message{Category: "marketing", Market: pricing.Germany, At: november, EntryPoint: true}, 0, pricing.BasisEntryPoint},
		{"a free entry point covers replies", pricing.Message{Category: "service", Market: pricing.Spain, At: november, WindowOpen: true, EntryPoint: true, ServiceBefore: 9000}, 0, pricing.BasisEntryPoint},
		{"a reaction", pricing.Message{Category: "service", Market: pricing.Spain, At: november, Reaction: true, ServiceBefore: 9000}, 0, pricing.BasisReaction},
		{"Peru before October", pricing.Message{Category: "utility", Market: pricing.Peru, At: september}, 20_000, pricing.BasisRate},
		{"Peru since October", pricing.Message{Category: "utility", Market: pricing.Peru, At: november}, 30_000, pricing.BasisRate},
		{"a rate that is not confirmed", pricing.Message{Category: "marketing", Market: pricing.Mexico, At: november}, 0, pricing.BasisUnknown},
		{"a market without a rate", pricing.Message{Category: "utility", Market: "", At: november}, 0, pricing.BasisUnknown},
		{"a category without one", pricing.Message{Category: "hologram", Market: pricing.Spain, At: november}, 0, pricing.BasisUnknown},
		{"a day before the first card", pricing.Message{Category: "marketing", Market: pricing.Spain, At: day(time.January, 1)}, 0, pricing.BasisUnknown},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			amount, basis := pricing.Price(cards, tt.m)
			if amount != tt.amount || basis != tt.basis {
				t.Errorf("got %s by %s, want %s by %s", amount, basis, tt.amount, tt.basis)
			}
		})
	}
}

func TestMarketOf(t *testing.T) {
	t.Parallel()
	tests := []struct {
		phone, bsuid string
		want         pricing.Market
	}{
		{"34600000001", "", pricing.Spain},
		{"15550100001", "", pricing.NorthAmerica},
		{"18095550100", "", pricing.RestOfLatinAmerica}, // the Dominican Republic shares the 1
		{"593991234567", "", pricing.RestOfLatinAmerica},
		{"5511987654321", "ES.a", pricing.Brazil}, // charged by the phone
		{"", "ES.9f3K2QpXz7LmTt41", pricing.Spain},
		{"", "US.ENT.x", pricing.NorthAmerica},
		{"", "ZZ.x", ""},
		{"81312345678", "ES.a", ""}, // Japan: no rate here, and none of Spain's
		{"", "", ""},
	}
	for _, tt := range tests {
		if got := pricing.MarketOf(tt.phone, tt.bsuid); got != tt.want {
			t.Errorf("MarketOf(%q, %q): got %q, want %q", tt.phone, tt.bsuid, got, tt.want)
		}
	}
}

func TestMoney(t *testing.T) {
	t.Parallel()
	for amount, want := range map[pricing.Money]string{0: "$0.00", 20_000: "$0.02", 6_800: "$0.0068", 1_234_567: "$1.234567", -500_000: "-$0.50", 12 * pricing.Dollar: "$12.00"} {
		if got := amount.String(); got != want {
			t.Errorf("%d: got %s, want %s", int64(amount), got, want)
		}
	}
}

func TestParseCard_saysWhatIsWrong(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"no JSON":             `{`,
		"no day":              `{"from":"October"}`,
		"an amount in words":  `{"from":"2026-10-01","rates":{"Spain":{"marketing":"cheap","utility":"0.02","authentication":"0.02"}}}`,
		"a negative amount":   `{"from":"2026-10-01","rates":{"Spain":{"marketing":"-1","utility":"0.02","authentication":"0.02"}}}`,
		"too many decimals":   `{"from":"2026-10-01","rates":{"Spain":{"marketing":"0.0000001","utility":"0.02","authentication":"0.02"}}}`,
		"a negative fraction": `{"from":"2026-10-01","rates":{"Spain":{"marketing":"0.-1","utility":"0.02","authentication":"0.02"}}}`,
	} {
		if _, err := pricing.ParseCard([]byte(text)); err == nil {
			t.Errorf("%s: got no error", name)
		}
	}
}
