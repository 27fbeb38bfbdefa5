package sweep

import (
	"context"
	"os"
	"testing"
	"time"

	"ventana/infra/price"
)

// newBench is a system for tests; the stand-in is a tool of the project.
func testBench(t *testing.T) *series {
	t.Helper()
	s, err := start(t.Context(), Project{Root: "../../..", Endpoint: os.Getenv("VENTANA_DYNAMODB_ENDPOINT")})
	t.Cleanup(s.close)
	if err != nil {
		t.Fatal(err)
	}
	return newSeries(s, func(int, int, string) {})
}

func TestTry(t *testing.T) {
	b := testBench(t)
	for _, c := range []Case{{Open: 2000, Due: 50}, {Open: 2000, Due: 400, Answer: 100 * time.Millisecond}} {
		begun := time.Now()
		got, err := b.measure(context.Background(), c)
		if err != nil {
			t.Fatal(err)
		}
		list, _ := price.AWS()
		d, err := list.Dollars(got.Work.use(256, "arm64"))
		t.Logf("%+v\n%v %v", got, d, err)
		t.Log(time.Since(begun))
	}
}
