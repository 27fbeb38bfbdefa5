package sim

import "net/http"

// undelivered answers what failed on its way to a customer's phone, which shows
// none of it.
func (s *server) undelivered(r *http.Request) (any, error) {
	return s.Graph.Undelivered(r.PathValue("who")), nil
}
