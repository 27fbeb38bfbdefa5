package sweep

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httputil"
	"net/url"
	"sync"

	"ventana/infra/count"
)

// edge stands between the function and the table: it passes every request on
// and counts.
type edge struct {
	http.Handler

	mu     sync.Mutex
	counts count.Table
}

func newEdge(endpoint string) (*edge, error) {
	target, err := url.Parse(endpoint)
	if err != nil {
		return nil, fmt.Errorf("sweep: table at %s: %w", endpoint, err)
	}
	e := &edge{}
	e.Handler = count.Tables(&httputil.ReverseProxy{
		Rewrite:   func(r *httputil.ProxyRequest) { r.SetURL(target) },
		Transport: &http.Transport{MaxIdleConnsPerHost: 64, DisableCompression: true},
		ErrorLog:  log.New(io.Discard, "", 0), // a function that was ended has left
	}, func(_ *http.Request, one count.Table) {
		e.mu.Lock()
		defer e.mu.Unlock()
		e.counts = e.counts.Plus(one)
	})
	return e, nil
}

// take gives what was counted, and begins anew.
func (e *edge) take() Counts {
	e.mu.Lock()
	defer e.mu.Unlock()
	counts := Counts{Table: e.counts}
	e.counts = count.Table{}
	return counts
}
