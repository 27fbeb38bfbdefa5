package local

import (
	"fmt"
	"strings"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/infra/count"
	"ventana/infra/local/trail"
	"ventana/infra/price"
)

// countedOfEach is the same of all series with one dimension.
func (r *running) countedOfEach(namespace, name string) float64 {
	total := 0.0
	for _, series := range r.meter.Known() {
		if series.Namespace == namespace && series.Name == name && len(series.Dimensions()) == 1 {
			dimension, value, _ := strings.Cut(series.Dimensions()[0], "=")
			total += r.counted(namespace, name, dimension, value)
		}
	}
	return total
}

// checkCounts waits until what was used, of all resources, is what is wanted. Sends
// are three requests of the queue, and each batch two more at least.
func (r *running) checkCounts(data string, want map[string]float64) {
	r.t.Helper()
	batches := 0
	var told struct{ Events []trail.Event }
	r.call("GET", r.Sim+"/sim/trail", "", &told)
	for _, e := range told.Events {
		if e.Kind == trail.Received {
			batches++
		}
	}
	least := float64(3 + 2*batches)
	diff := ""
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		counts, err := count.Read(count.FileOf(data))
		got := map[string]float64{}
		for _, used := range counts.Used {
			got[used.Item] += used.Units
		}
		asked := got[price.SQSFIFORequest]
		delete(got, price.SQSFIFORequest)
		// A delete that the walk of the clock made too late is asked again.
		if diff = cmp.Diff(want, got); err == nil && diff == "" && asked >= least && asked <= least+float64(batches) {
			return
		}
		diff += fmt.Sprintf("and %g requests of the queue, want %g", asked, least)
	}
	r.t.Errorf("used (-want +got):\n%s", diff)
}
