package sweep

import (
	"maps"
	"os"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/google/go-cmp/cmp"

	"ventana/infra/bench/fill"
	"ventana/infra/count"
	"ventana/infra/price"
	"ventana/shared/dynamostore"
)

// testSeries is a system for tests; the stand-in is a tool of the project.
func testSeries(t *testing.T) *series {
	t.Helper()
	s, err := start(t.Context(), Project{Root: "../../..", Endpoint: os.Getenv("VENTANA_DYNAMODB_ENDPOINT")})
	t.Cleanup(s.close)
	if err != nil {
		t.Fatal(err)
	}
	return newSeries(s, func(int, int, string) {})
}

// counted is what of a result does not depend on the machine.
func counted(c Counts) Counts {
	c.BilledMS, c.Peak, c.LogBytes = 0, 0, 0
	return c
}

// TestSweep_asksForWhatIsDueAndForNothingElse is the bench in small: what each due
// conversation takes, and that all others take nothing.
func TestSweep_asksForWhatIsDueAndForNothingElse(t *testing.T) {
	t.Parallel()
	b := testSeries(t)
	list, err := price.AWS()
	if err != nil {
		t.Fatal(err)
	}
	const due = 50
	for _, open := range []int{1, 2000} {
		got, err := b.priced(t.Context(), list, Case{Open: open, Due: due})
		if err != nil {
			t.Fatal(err)
		}
		policyAndCatalogue := got.Work.Reads - due // read afresh each minute or so
		if policyAndCatalogue < 1 || policyAndCatalogue > 2 {
			t.Errorf("%d open: got %d reads beside one for each due", open, policyAndCatalogue)
		}
		want := Counts{
			Runs: 1, Table: count.Table{
				Queries: dynamostore.DueShards, Reads: due + policyAndCatalogue, Writes: 3 * due,
				ReadUnits: 2 + due + float64(policyAndCatalogue), WriteUnits: 5 * due, IndexUnits: 2 * due, IndexReads: 2,
			},
			Calls: due + 2, Updates: due, // a token, the tickets
		}
		if diff := cmp.Diff(want, counted(got.Work)); diff != "" {
			t.Errorf("%d open, %d due (-want +got):\n%s", open, due, diff)
		}
		rest := counted(got.Rest)
		if rest.Queries != restRuns*dynamostore.DueShards || rest.Reads != restRuns || rest.Writes != 0 || rest.Calls != 0 {
			t.Errorf("%d open: at rest got %+v", open, rest)
		}
		if got.PerThousand <= 0 || got.RestMonth <= 0 || got.Failures > 0 {
			t.Errorf("%d open: got %+v, %d failures", open, got.Bill, got.Failures)
		}
	}
}

// TestSweep_keepsToThePlan: nobody is refused, everybody is told once.
func TestSweep_keepsToThePlan(t *testing.T) {
	t.Parallel()
	b := testSeries(t)
	got, err := b.measure(t.Context(), Case{Due: 120, Plan: "enterprise"})
	if err != nil {
		t.Fatal(err)
	}
	if got.Work.Runs != 2 || got.Work.Limited > 0 || got.Work.Updates != 120 {
		t.Errorf("got %+v, want 75 and more in the first minute, the others in the next, and nobody refused", got.Work)
	}
}

// TestPattern_isWhatTheStoreWrites: a copy of the pattern must be what the store
// reads, in the partition in which it looks.
func TestPattern_isWhatTheStoreWrites(t *testing.T) {
	t.Parallel()
	b := testSeries(t)
	store := dynamostore.New(b.client, b.table, b.clock.Now, nil)
	for _, name := range []string{"OPEN0000000000000000000001", "DUE00100000000000000000002", "c3"} {
		due := b.clock.Now()
		one := fill.Talk{Contact: name, Heard: due.Add(-firstWarning()), Due: due, Level: 1, Ticket: "17", Linked: true}
		if err := b.pattern.Fill(t.Context(), b.client, 1, func(int) fill.Talk { return one }, func(int) {}); err != nil {
			t.Fatal(err)
		}
		read, person, err := store.Conversation(t.Context(), name, "main")
		if err != nil || read.Ticket != "17" || read.Contact != name || person.Phone == "" || !read.Open(due) || read.DueAt.Unix() != due.Unix() {
			t.Fatalf("got %+v of %+v, %v", read, person, err)
		}
		if link, known, err := store.TicketLink(t.Context(), "zendesk", "17"); err != nil || !known || link.Contact != name || link.Number != "main" {
			t.Errorf("got the link %+v, %v", link, err)
		}
		before := b.item(t, name)
		if moved, err := store.Rearm(t.Context(), name, "main", read.DueAt, read.DueAt, 1); err != nil || !moved {
			t.Fatalf("rearm: %t, %v", moved, err)
		}
		if diff := cmp.Diff(texts(before), texts(b.item(t, name))); diff != "" {
			t.Errorf("%s: the store puts it elsewhere (-filled in +store):\n%s", name, diff)
		}
	}
}

// attributes is the raw form of an item.
type attributes = map[string]types.AttributeValue

func (s *series) item(t *testing.T, contact string) attributes {
	t.Helper()
	out, err := s.client.GetItem(t.Context(), &dynamodb.GetItemInput{
		TableName: &s.table, ConsistentRead: aws.Bool(true), Key: attributes{"pk": &types.AttributeValueMemberS{Value: "CONTACT#" + contact}, "sk": &types.AttributeValueMemberS{Value: "CONV#main"}},
	})
	if err != nil || out.Item == nil {
		t.Fatalf("read %s: %v", contact, err)
	}
	return out.Item
}

// texts is an item in a form that can be compared.
func texts(item attributes) map[string]string {
	all := map[string]string{}
	for name := range maps.Keys(item) {
		all[name] = plain(item[name])
	}
	return all
}
