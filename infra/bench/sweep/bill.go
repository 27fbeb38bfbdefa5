package sweep

import (
	"time"

	"ventana/infra/price"
	"ventana/shared/secret"
)

// month is an average one, as AWS counts: 730 hours.
const month = 730 * time.Hour

// runsAMonth is how often the schedule starts the sweep.
const runsAMonth = int(month / time.Minute)

// bill prices a result. One process runs the sweep minute after minute, so the
// call secret is read once in its life in memory (secret.TTL).
func (r *Result) bill(list price.List, memoryMB int, architecture string) error {
	work, err := list.Dollars(r.Work.use(memoryMB, architecture))
	if err != nil {
		return err
	}
	if r.Due > 0 {
		r.PerThousand = work * 1000 / float64(r.Due)
	}
	rest := r.Rest.use(memoryMB, architecture)
	for item := range rest {
		rest[item] *= float64(runsAMonth) / float64(r.Rest.Runs)
	}
	rest[price.SecretRequest] = float64(month / secret.TTL)
	r.RestMonth, err = list.Dollars(rest)
	return err
}

// restRequests are those of the table in a minute in which nothing is due.
func (r *Result) restRequests() float64 { return float64(r.Rest.Requests()) / float64(r.Rest.Runs) }

// each is how much of something a due conversation took.
func (r *Result) each(total float64) float64 { return total / float64(max(r.Due, 1)) }
