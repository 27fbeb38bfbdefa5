package sweep

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"ventana/infra/bench"
	"ventana/infra/count"
)

// plain is a value as text.
func plain(value types.AttributeValue) string {
	switch v := value.(type) {
	case *types.AttributeValueMemberS:
		return v.Value
	case *types.AttributeValueMemberN:
		return v.Value
	default:
		return fmt.Sprintf("%+v", v)
	}
}

func report() *Report {
	one := func(open int, ms float64) Result {
		return Result{
			Case: Case{Open: open, Due: 1000}, Work: Counts{Runs: 1, BilledMS: ms, Table: count.Table{Queries: 4, Reads: 1002, Writes: 3000}, Calls: 1011, Updates: 1000},
			Rest: Counts{Runs: restRuns, Table: count.Table{Queries: 20, Reads: 5}}, Last: 61 * time.Second, Bill: Bill{PerThousand: 0.0037, RestMonth: 0.15},
		}
	}
	limited := one(100_000, 3000)
	limited.Plan, limited.Answer, limited.Last = "enterprise", 250*time.Millisecond, 13*time.Minute
	return &Report{Growth: []Result{one(1, 1000), one(1000, 1100), one(100_000, 1200)}, Plans: []Result{limited}, Prices: "us-east-1, 2026-11"}
}

func TestReport_pagesShowWhatWasMeasured(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	if err := report().WritePages(folder); err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile(filepath.Join(folder, "sweep.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"| 100,000 | 1,000 | 1 | 4 | 1,002 | 3,000 |", "| 1.20 |", "| 100,000 | 5.0 | 219,000 | 0 | 0.15 |", "| enterprise | 1,000 |", "| 780 s |"} {
		if !strings.Contains(string(page), want) {
			t.Errorf("want %q in:\n%s", want, page)
		}
	}
	chart, err := os.ReadFile(filepath.Join(folder, "sweep.svg"))
	if err != nil {
		t.Fatal(err)
	}
	decoder, dots := xml.NewDecoder(strings.NewReader(string(chart))), 0
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("the chart is no XML: %v", err)
		}
		if element, ok := token.(xml.StartElement); ok && element.Name.Local == "circle" {
			dots++
		}
	}
	if dots != 9 {
		t.Errorf("got %d dots, want three lines of three", dots)
	}
}

func TestReport_figuresAreOfTheSweepAndHaveUnits(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, figure := range report().Figures() {
		if !strings.HasPrefix(figure.Name, bench.SweepPrefix) || figure.Unit == "" || seen[figure.Name] {
			t.Errorf("got %+v", figure)
		}
		seen[figure.Name] = true
	}
	if len(seen) < 12 {
		t.Errorf("got %d figures", len(seen))
	}
}

func TestLines_flatIsFlatAndGrowthClimbs(t *testing.T) {
	t.Parallel()
	lines := report().Lines()
	time, requests := lines[0].Dots, lines[1].Dots
	if requests[0].Y != requests[2].Y || time[2].Y >= time[0].Y || time[0].X != chartLeft || time[2].X != chartRight {
		t.Errorf("got %+v and %+v", time, requests)
	}
}
