package e2e

import (
	"flag"
	"os"
	"testing"
)

// TestMain has more systems run side by side than there are processors: for most
// of their time these tests wait, for calls that hang and for holds to end.
func TestMain(m *testing.M) {
	flag.Parse()
	if err := flag.Set("test.parallel", "4"); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}
