package dynamostore_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/conversation"
	"ventana/shared/dynamostore"
	"ventana/shared/envelope"
)

// nightfall is two minutes before the end of a month.
var nightfall = time.Date(2026, 11, 30, 23, 58, 0, 0, time.UTC)

// ledgers reads two days, the last of November and the first of December.
func ledgers(t *testing.T, w *world) (november, december []dynamostore.LedgerEntry) {
	t.Helper()
	for day, into := range map[time.Time]*[]dynamostore.LedgerEntry{nightfall: &november, nightfall.AddDate(0, 0, 1): &december} {
		entries, err := w.LedgerOf(t.Context(), day)
		if err != nil {
			t.Fatal(err)
		}
		*into = entries
	}
	return november, december
}

// TestLedger_countsOnceOnTheDayOfTheDelivery plays statuses in every order that they
// may come in; the day is the one of "delivered" however late that is told.
func TestLedger_countsOnceOnTheDayOfTheDelivery(t *testing.T) {
	t.Parallel()
	at := func(state string, minutes int) envelope.Status {
		return envelope.Status{ID: "wamid.1", State: state, At: nightfall.Add(time.Duration(minutes) * time.Minute)}
	}
	for name, test := range map[string]struct {
		arrive []envelope.Status
		on     string // the day, by its first letter
		at     int    // minute of the delivery; 0: none
	}{
		"sent alone":                            {[]envelope.Status{at("sent", 0)}, "N", 0},
		"delivered on the day":                  {[]envelope.Status{at("sent", 0), at("delivered", 1)}, "N", 1},
		"delivered after midnight":              {[]envelope.Status{at("sent", 0), at("delivered", 3)}, "D", 3},
		"told twice":                            {[]envelope.Status{at("delivered", 3), at("delivered", 3)}, "D", 3},
		"a group's second phone after midnight": {[]envelope.Status{at("delivered", 1), at("delivered", 3)}, "N", 1},
		"read after midnight":                   {[]envelope.Status{at("delivered", 1), at("read", 3)}, "N", 1},
		"read first, delivered later":           {[]envelope.Status{at("read", 3), at("delivered", 1)}, "N", 1},
		"and again":                             {[]envelope.Status{at("read", 3), at("delivered", 1), at("delivered", 3), at("read", 3)}, "N", 1},
		"read alone: the chat was open":         {[]envelope.Status{at("sent", 0), at("read", 3)}, "D", 3},
		"heard before it was read":              {[]envelope.Status{at("played", 4), at("read", 1)}, "N", 1},
		"heard first, then all the others":      {[]envelope.Status{at("played", 5), at("read", 4), at("delivered", 1), at("sent", 0)}, "N", 1},
		"failed":                                {[]envelope.Status{at("failed", 3)}, "N", 0},
		"failed, and delivered after all":       {[]envelope.Status{at("failed", 1), at("delivered", 3)}, "D", 3},
		"a late failure of what was delivered":  {[]envelope.Status{at("delivered", 3), at("failed", 1)}, "D", 3},
		"a state that nobody knows":             {[]envelope.Status{at("warped", 3)}, "N", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			record := func() {
				if err := w.RecordSent(t.Context(), dynamostore.Sent{MessageID: "wamid.1", Effect: "e", Contact: "c1", Number: "main", SentAt: nightfall}); err != nil {
					t.Fatal(err)
				}
			}
			record()
			for _, status := range test.arrive {
				if _, _, known, err := w.Climb(t.Context(), status); err != nil || !known {
					t.Fatalf("climb to %s: known %v, %v", status.State, known, err)
				}
			}
			record() // by the run that sent it, after its statuses
			november, december := ledgers(t, w)
			stands, empty := november, december
			if test.on == "D" {
				stands, empty = december, november
			}
			if len(stands) != 1 || len(empty) != 0 {
				t.Fatalf("got %d entries in November and %d in December, want one on %s", len(november), len(december), test.on)
			}
			want := time.Time{}
			if test.at != 0 {
				want = nightfall.Add(time.Duration(test.at) * time.Minute)
			}
			if !stands[0].DeliveredAt.Equal(want) {
				t.Errorf("got delivered at %s, want %s", stands[0].DeliveredAt, want)
			}
		})
	}
}

// TestLedger_holdsWhatAPriceNeedsAndNobodysPhone reads an entry whole.
func TestLedger_holdsWhatAPriceNeedsAndNobodysPhone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	sent := dynamostore.Sent{
		MessageID: "wamid.HBgLMzQ2MDAwMDAwMDEVAgARGBI", Effect: "e", Helpdesk: "zendesk", Ticket: "35", Contact: "c1", Number: "main", Comment: "801",
		SentAt: nightfall, Kind: "template", Template: "reopen", Language: "es", Category: "UTILITY",
		Origin: dynamostore.Origin{Agent: "42", Country: "ES", Portfolio: "p", Closed: true},
	}
	if err := w.RecordSent(t.Context(), sent); err != nil {
		t.Fatal(err)
	}
	told := envelope.Pricing{Billable: true, Model: "PMP", Type: "regular", Category: "utility"}
	if _, _, _, err := w.Climb(t.Context(), envelope.Status{ID: sent.MessageID, State: "delivered", At: nightfall, Pricing: &told}); err != nil {
		t.Fatal(err)
	}
	november, _ := ledgers(t, w)
	want := sent
	want.MessageID, want.State = "", conversation.StateDelivered
	if diff := cmp.Diff([]dynamostore.LedgerEntry{{Sent: want, Name: dynamostore.MessageDigest(sent.MessageID), DeliveredAt: nightfall, Pricing: &told}}, november); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if days, _, err := w.MessagesOf(t.Context(), "2026-11-30"); err != nil || len(days) != 0 {
		t.Errorf("got %v, %v: the ledger's messages are not those of the day's statement", days, err)
	}
}

// TestLedger_priceIsTheDeliverys: what WhatsApp foretold as it sent yields to what it
// said at the delivery, in whatever order the two come: at the thousandth message of a
// month they differ.
func TestLedger_priceIsTheDeliverys(t *testing.T) {
	t.Parallel()
	foretold := envelope.Status{ID: "wamid.1", State: "sent", At: nightfall, Pricing: &envelope.Pricing{Type: "free_customer_service", Category: "service"}}
	said := envelope.Status{ID: "wamid.1", State: "delivered", At: nightfall, Pricing: &envelope.Pricing{Type: "regular", Category: "service", Billable: true}}
	read := envelope.Status{ID: "wamid.1", State: "read", At: nightfall}
	for name, test := range map[string]struct {
		arrive []envelope.Status
		want   string
	}{
		"in order":               {[]envelope.Status{foretold, said}, "regular"},
		"the other way round":    {[]envelope.Status{said, foretold}, "regular"},
		"each twice":             {[]envelope.Status{said, foretold, said, foretold}, "regular"},
		"behind the reading":     {[]envelope.Status{read, foretold, said, foretold}, "regular"},
		"with the sending alone": {[]envelope.Status{foretold, read}, "free_customer_service"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			recordSent(t, w, dynamostore.Sent{})
			for _, status := range test.arrive {
				if _, _, _, err := w.Climb(t.Context(), status); err != nil {
					t.Fatal(err)
				}
			}
			entries, err := w.LedgerOf(t.Context(), w.now())
			december, _ := ledgers(t, w)
			if entries = append(entries, december...); err != nil || len(entries) != 1 || entries[0].Pricing == nil || entries[0].Pricing.Type != test.want {
				t.Errorf("got %+v, %v, want the price %s", entries, err, test.want)
			}
		})
	}
}

// TestLedger_isReadWhole: entries are found however many there are.
func TestLedger_isReadWhole(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for i := range 130 {
		id := "wamid." + strings.Repeat("x", i)
		if err := w.RecordSent(t.Context(), dynamostore.Sent{MessageID: id, Effect: "e", SentAt: nightfall}); err != nil {
			t.Fatal(err)
		}
	}
	november, _ := ledgers(t, w)
	names := map[string]bool{}
	for _, entry := range november {
		names[entry.Name] = true
	}
	if len(november) != 130 || len(names) != 130 || slices.ContainsFunc(november, func(e dynamostore.LedgerEntry) bool { return e.Pricing != nil }) {
		t.Errorf("got %d entries of %d messages, want 130 without a price", len(november), len(names))
	}
}

// TestBookReceived_isReadBackPageByPage: a page that is written again replaces itself.
func TestBookReceived_isReadBackPageByPage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	one := dynamostore.ReceivedOf(dynamostore.Effect{ID: "e1", Number: "main", Contact: "c1", Helpdesk: "zendesk", Ticket: "35", Message: "wamid.phone"}, nightfall)
	two := dynamostore.Received{Name: "e2", At: nightfall.Unix()}
	for _, page := range []int{1, 0, 1} {
		if err := w.BookReceived(t.Context(), "2026-11-30", page, []dynamostore.Received{[]dynamostore.Received{one, two}[page]}); err != nil {
			t.Fatal(err)
		}
	}
	got, err := w.BookedReceived(t.Context(), "2026-11-30")
	if diff := cmp.Diff([]dynamostore.Received{one, two}, got); err != nil || diff != "" {
		t.Errorf("%v (-want +got)\n%s", err, diff)
	}
	if none, err := w.BookedReceived(t.Context(), "2026-12-01"); err != nil || len(none) != 0 {
		t.Errorf("got %v, %v of another day", none, err)
	}
}
