package sim

import (
	"net/http"
	"time"

	"ventana/infra/sim/graph"
)

// Biller is the part of the WhatsApp simulator that adds up what it charges.
type Biller interface {
	Bill(from, to time.Time) graph.Bill
}

// bill answers what Meta would charge for what was delivered from one time up to
// another; either may be left out.
func (s *server) bill(r *http.Request) (any, error) {
	from, err := readTime(r, "from")
	if err != nil {
		return nil, err
	}
	to, err := readTime(r, "to")
	if err != nil {
		return nil, err
	}
	return s.Graph.Bill(from, to), nil
}

// readTime reads a parameter that is a day, from its midnight in UTC, or a moment;
// the zero time when it is left out.
func readTime(r *http.Request, name string) (time.Time, error) {
	text := r.URL.Query().Get(name)
	if text == "" {
		return time.Time{}, nil
	}
	for _, layout := range []string{time.DateOnly, time.RFC3339} {
		if at, err := time.Parse(layout, text); err == nil {
			return at.UTC(), nil
		}
	}
	return time.Time{}, wrong("%s is %q: write a day as 2026-11-01 or a time as 2026-11-01T08:00:00Z", name, text)
}
