package whole

import (
	"math"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"ventana/infra/awsbill"
	"ventana/infra/count"
	"ventana/infra/price"
)

// used is what the system itself has counted so far.
func (s *system) used(t *testing.T) price.Use {
	t.Helper()
	counts, err := count.Read(count.FileOf(filepath.Join(s.folder, "data")))
	if err != nil {
		t.Fatal(err)
	}
	use := price.Use{}
	for _, one := range counts.Used {
		use[one.Item] += one.Units
	}
	return use
}

// written is longer than the system takes to write down what it counted.
const written = 1200 * time.Millisecond

// rest begins to count and gives what was used before, at a moment at which nothing
// runs.
func (s *system) rest(t *testing.T) price.Use {
	t.Helper()
	for range 20 {
		if err := s.begin(t.Context()); err != nil {
			t.Fatal(err)
		}
		time.Sleep(written)
		before := s.used(t)
		uses, err := s.count(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var meanwhile Use
		for _, use := range uses {
			meanwhile = meanwhile.plus(use)
		}
		if meanwhile == (Use{}) {
			return before
		}
	}
	t.Fatal("the system does not come to rest")
	return nil
}

// TestUsed_isWhatArrived plays a few messages, replies and statuses, and lays what the
// system counted for `ventana cost aws` beside what a meter of the test's own saw at
// every door. The bill of it is the counts times the price list.
func TestUsed_isWhatArrived(t *testing.T) {
	t.Parallel()
	s := testSystem(t)
	tickets, err := s.meets(t.Context(), crowd, quietly)
	if err != nil {
		t.Fatal(err)
	}
	before := s.rest(t)
	for _, one := range s.plays(tickets) {
		if err := one.act(t.Context(), 0); err != nil {
			t.Fatal(err)
		}
	}
	items := []string{price.HTTPAPIRequest, price.SQSFIFORequest, price.SQSStandardRequest, price.DynamoDBReadUnit, price.DynamoDBWriteUnit}
	seen, diff := Use{}, ""
	var got price.Use
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); {
		uses, err := s.count(t.Context()) // of what has arrived since; schedules run beside
		if err != nil {
			t.Fatal(err)
		}
		for _, use := range uses {
			seen = seen.plus(use)
		}
		time.Sleep(written)
		all, want := s.used(t), price.Use{}
		got = price.Use{}
		for _, item := range items {
			got[item], want[item] = all[item]-before[item], seen.billed(s.memory, s.chip)[item]
		}
		if diff = cmp.Diff(want, got, cmpopts.EquateApprox(0, 1e-9)); diff == "" {
			break
		}
	}
	if diff != "" || got[price.DynamoDBWriteUnit] < 5*crowd {
		t.Fatalf("used (-at the doors +by the system):\n%s", diff)
	}
	s.billsIt(t)
}

// billsIt holds the bill to the counts and the price list.
func (s *system) billsIt(t *testing.T) {
	t.Helper()
	list, err := price.AWS()
	if err != nil {
		t.Fatal(err)
	}
	counts, err := count.Read(count.FileOf(filepath.Join(s.folder, "data")))
	if err != nil {
		t.Fatal(err)
	}
	lines, err := awsbill.OfCounts(&counts, list)
	if err != nil {
		t.Fatal(err)
	}
	use := price.Use{}
	for _, one := range counts.Used {
		if one.Item != price.LambdaRequest { // the reports have those
			use[one.Item] += one.Units
		}
	}
	want, err := list.Dollars(use)
	if sums := awsbill.Sums(lines); err != nil || sums[0].Source != awsbill.Measured || math.Abs(sums[0].USD-want) > 1e-12 {
		t.Errorf("%v: measured %+v, want $%.9f", err, sums, want)
	}
}
