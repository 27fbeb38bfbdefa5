package sim

import (
	"encoding/json"
	"net/http"
	"net/url"
)

// ownPagesOnly refuses requests that a browser makes for another website's
// page: the controls listen on loopback without a password, and any page that
// a developer has open could otherwise use them. Programs send no Origin.
func ownPagesOnly(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if origin := r.Header.Get("Origin"); origin != "" {
			if from, err := url.Parse(origin); err != nil || from.Host != r.Host {
				w.Header().Set("Content-Type", "application/json")
				w.WriteHeader(http.StatusForbidden)
				// A client that has gone needs no answer.
				_ = json.NewEncoder(w).Encode(map[string]string{"error": "requests from other websites' pages are refused; use the playground, or a program"})
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}
