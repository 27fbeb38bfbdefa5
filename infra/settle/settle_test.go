package settle_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"ventana/infra/ledger"
	"ventana/infra/settle"
	"ventana/shared/pricing"
)

func on(day string) settle.Key {
	return settle.Key{Day: day, Number: "main", Country: "ES", Category: "utility"}
}

func known(settle.Key) (pricing.Money, bool) { return 20_000, true }

// side is so many deliveries at $0.02 on a day.
func side(day string, deliveries int) settle.Count {
	return settle.Count{Key: on(day), Deliveries: deliveries, Micros: pricing.Money(deliveries) * 20_000}
}

func TestCompare_saysWhatIsExplainedAndWhatIsNot(t *testing.T) {
	t.Parallel()
	type left struct {
		deliveries int
		micros     pricing.Money
		whys       []string
	}
	const before, after = "2026-11-10", "2026-11-11"
	for name, tt := range map[string]struct {
		ours, theirs, untold []settle.Count
		shared               []string
		noMoney              bool
		want                 map[string]left
	}{
		"equal sides": {
			ours: []settle.Count{side(before, 3)}, theirs: []settle.Count{side(before, 3)},
			want: map[string]left{before: {}},
		},
		"two delivered over midnight": {
			ours: []settle.Count{side(before, 5), side(after, 4)}, theirs: []settle.Count{side(before, 3), side(after, 6)},
			want: map[string]left{
				before: {whys: []string{"counted on the day after on the other side"}},
				after:  {whys: []string{"counted on the day before on the other side"}},
			},
		},
		"one more than midnight explains": {
			ours: []settle.Count{side(before, 5), side(after, 4)}, theirs: []settle.Count{side(before, 3), side(after, 7)},
			want: map[string]left{
				before: {whys: []string{"counted on the day after on the other side"}},
				after:  {1, 20_000, []string{"counted on the day before on the other side"}},
			},
		},
		"more on both days is not midnight's": {
			ours: []settle.Count{side(before, 1), side(after, 1)}, theirs: []settle.Count{side(before, 2), side(after, 2)},
			want: map[string]left{before: {1, 20_000, nil}, after: {1, 20_000, nil}},
		},
		"we have more than WhatsApp": {
			ours: []settle.Count{side(before, 2)}, theirs: []settle.Count{side(before, 1)}, shared: []string{"main"},
			want: map[string]left{before: {-1, -20_000, nil}},
		},
		"other programs, where somebody says so": {
			ours: []settle.Count{side(before, 2)}, theirs: []settle.Count{side(before, 7)}, shared: []string{"main"},
			want: map[string]left{before: {0, 0, []string{"other programs send on this number", "the money of the deliveries above"}}},
		},
		"other programs, where nobody says so": {
			theirs: []settle.Count{side(before, 7)}, shared: []string{"second"},
			want: map[string]left{before: {7, 140_000, nil}},
		},
		"a delivery that was never told": {
			ours: []settle.Count{side(after, 1)}, theirs: []settle.Count{side(after, 3)}, untold: []settle.Count{{Key: on(before), Deliveries: 1}},
			want: map[string]left{after: {1, 20_000, []string{"sent by us, and no delivery was told", "the money of the deliveries above"}}},
		},
		"a rate that nobody published": {
			ours:   []settle.Count{{Key: on(before), Deliveries: 2, Unpriced: 2}},
			theirs: []settle.Count{side(before, 2)},
			want:   map[string]left{before: {0, 0, []string{"a rate that nobody published"}}},
		},
		"the same count at another rate": {
			ours: []settle.Count{side(before, 2)}, theirs: []settle.Count{{Key: on(before), Deliveries: 2, Micros: 42_000}}, shared: []string{"main"},
			want: map[string]left{before: {0, 2_000, nil}},
		},
		"an account in another currency": {
			ours: []settle.Count{side(before, 2)}, theirs: []settle.Count{{Key: on(before), Deliveries: 2, Micros: 99}}, noMoney: true,
			want: map[string]left{before: {}},
		},
	} {
		got := map[string]left{}
		for _, row := range settle.Compare(tt.ours, tt.theirs, tt.untold, settle.Question{Shared: tt.shared, NoMoney: tt.noMoney, Rate: known}) {
			one := left{deliveries: row.Unexplained, micros: row.UnexplainedMicros}
			for _, reason := range row.Reasons {
				one.whys = append(one.whys, reason.Why)
			}
			got[row.Day] = one
		}
		if diff := cmp.Diff(tt.want, got, cmp.AllowUnexported(left{}), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestOurs_countsByTheOtherSidesDays(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 10, 6, 59, 59, 0, time.UTC)
	line := func(state ledger.State, at time.Time) ledger.Line {
		return ledger.Line{Message: ledger.Message{State: state, At: at, Number: "main", Country: "ES"}, Category: "service", Charge: 20_000}
	}
	reaction := line(ledger.Delivered, at)
	reaction.Free = pricing.BasisReaction
	lines := []ledger.Line{line(ledger.Delivered, at), line(ledger.Delivered, at.Add(time.Second)), line(ledger.OnItsWay, at), line(ledger.Failed, at), line(ledger.Received, at), reaction}
	delivered, untold := settle.Ours(lines, 7*time.Hour)
	if len(delivered) != 2 || delivered[0].Day != "2026-11-09" || delivered[1].Day != "2026-11-10" || len(untold) != 1 || untold[0].Day != "2026-11-09" {
		t.Errorf("delivered %+v, not told %+v", delivered, untold)
	}
}
