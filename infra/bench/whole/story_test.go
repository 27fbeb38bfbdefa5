package whole

import (
	"math"
	"net/http"
	"os"
	"testing"
	"time"

	"ventana/infra/count"
	"ventana/infra/price"
)

// options are those of a test: binaries of its own, nobody who looks on.
func options() Options {
	return Options{Template: "../../../template.yaml", DynamoDBEndpoint: os.Getenv("VENTANA_DYNAMODB_ENDPOINT")}
}

// testSystem is one that ends with the test.
func testSystem(t *testing.T) *system {
	t.Helper()
	s, err := start(t.Context(), options())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func quietly(int, int, string) {}

// TestMessages_takeWhatIsPromised counts a customer's text, a reply and its statuses
// where their requests arrive. What a text may take is the target; the others are
// held so that a change of them is seen.
func TestMessages_takeWhatIsPromised(t *testing.T) {
	t.Parallel()
	s := testSystem(t)
	tickets, err := s.meets(t.Context(), crowd, quietly)
	if err != nil {
		t.Fatal(err)
	}
	// A text in another minute than the last changes the field that shows until when
	// the window is open; the account does not tell of that, so nobody looks.
	if err := s.Call(t.Context(), http.MethodPost, "/sim/clock", map[string]string{"advance": "2m", "step": "1m"}, nil); err != nil {
		t.Fatal(err)
	}
	uses, err := s.perform(t.Context(), s.plays(tickets)[0], 0)
	if err != nil || uses[webhookOf(zendesk)].API != 1 || uses["outbound"].Runs != 0 {
		t.Errorf("a text in another minute took %+v, %v", uses, err)
	}
	const times = 3
	got := map[string]Use{}
	for _, one := range s.plays(tickets) {
		if one.name != storyText && one.name != storyReply {
			continue
		}
		stories, err := s.play(t.Context(), one, times)
		if err != nil {
			t.Fatal(err)
		}
		for _, story := range stories {
			got[story.Name] = story.Use
		}
	}
	text := got[storyText]
	// Once in five minutes a process also writes down what its number heard.
	if text.Table.Requests() > times*targetRequests+1 || text.Helpdesk != times*targetCalls || text.API != 2*times || text.Runs != 3*times || text.FIFO != 3*times || text.Provider != 0 {
		t.Errorf("%d texts took %+v", times, text)
	}
	if text.Table.WriteUnits < 5*times || text.Table.WriteUnits > 5*times+1 || text.Logs == 0 || text.Out == 0 {
		t.Errorf("%d texts took %+v, want the four writes, and the index's", times, text)
	}
	reply := got[storyReply]
	if reply.Provider != times || reply.Helpdesk != times || reply.API != times || reply.Runs != 2*times || reply.FIFO != 3*times {
		t.Errorf("%d replies took %+v", times, reply)
	}
	statuses := got[storyStatuses]
	if statuses.API != 3*times || statuses.Runs != 6*times || statuses.Standard != 9*times || statuses.FIFO != 0 || statuses.Helpdesk != 0 {
		t.Errorf("the statuses of %d replies took %+v", times, statuses)
	}
}

func TestBilled_isEveryRequestAndTheTimeOfItsCalls(t *testing.T) {
	t.Parallel()
	use := Use{
		API: 2, Runs: 3, FIFO: 3, Helpdesk: 1, Table: count.Table{Reads: 1, Writes: 4, ReadUnits: 2, WriteUnits: 5}, RunMS: 10, Logs: 100, Out: 1 << 20,
	}
	got := use.billed(256, "arm64")
	want := price.Use{
		price.HTTPAPIRequest: 2, price.LambdaRequest: 3, price.SQSFIFORequest: 3, price.SQSStandardRequest: 0, price.DynamoDBReadUnit: 2, price.DynamoDBWriteUnit: 5,
		price.LambdaGBSecondARM64: (10 + 5*tableMS + queueMS + helpdeskMS) / 1000.0 / 4,
		price.LogGB:               (100 + 3*count.RunLogBytes + 2*count.AccessLogBytes) / float64(1<<30), price.DataOutGB: 1.0 / 1024,
	}
	for item, amount := range want {
		if math.Abs(got[item]-amount) > 1e-12 {
			t.Errorf("%s: got %g, want %g", item, got[item], amount)
		}
	}
	if len(got) != len(want) {
		t.Errorf("got %v", got)
	}
}

func TestDivide_givesRunsToWhoPosted(t *testing.T) {
	t.Parallel()
	uses := map[string]Use{
		webhook: {Runs: 4, RunMS: 40, Logs: 400}, webhookOf(whatsApp): {API: 3, FIFO: 3}, webhookOf(zendesk): {API: 1},
	}
	divide(uses)
	if got, want := uses[webhookOf(whatsApp)], (Use{API: 3, FIFO: 3, Runs: 3, RunMS: 30, Logs: 300}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got, want := uses[webhookOf(zendesk)], (Use{API: 1, Runs: 1, RunMS: 10, Logs: 100}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if _, left := uses[webhook]; left {
		t.Error("some runs are nobody's")
	}
}

func TestAt_isTheValueBelowWhichSoManyHundredthsLie(t *testing.T) {
	t.Parallel()
	var values []time.Duration
	for i := range 200 {
		values = append(values, time.Duration(200-i))
	}
	if middle(values) != 101 || at(values, 99) != 199 || at(values, 100) != 200 || at(nil, 50) != 0 {
		t.Errorf("got %d, %d, %d, %d", middle(values), at(values, 99), at(values, 100), at(nil, 50))
	}
}
