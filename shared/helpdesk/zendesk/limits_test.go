package zendesk

import (
	"net/http"
	"testing"
	"time"
)

func TestRest_keepsAShareOfEachLimitForOthers(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	c := New(Options{BaseURL: "https://acme.zendesk.com", Now: func() time.Time { return at }})
	tell := func(account, updates string) {
		c.noteLimits(http.Header{
			"Ratelimit-Limit": {"400"}, "Ratelimit-Remaining": {account}, "Ratelimit-Reset": {"20"},
			"Zendesk-Ratelimit-Tickets-Update": {"total=100; remaining=" + updates + "; resets=41"},
		})
	}
	if got := c.Rest(); got != 0 {
		t.Errorf("got %s of an account that told nothing", got)
	}
	for _, tt := range []struct {
		account, updates string
		want             time.Duration
	}{{"399", "99", 0}, {"101", "26", 0}, {"100", "99", 20 * time.Second}, {"399", "25", 41 * time.Second}, {"0", "0", 41 * time.Second}} {
		tell(tt.account, tt.updates)
		if got := c.Rest(); got != tt.want {
			t.Errorf("with %s and %s left: got %s, want %s", tt.account, tt.updates, got, tt.want)
		}
	}
	at = at.Add(30 * time.Second)
	if got := c.Rest(); got != 11*time.Second {
		t.Errorf("got %s after half a minute", got)
	}
	at = at.Add(30 * time.Second)
	if got := c.Rest(); got != 0 {
		t.Errorf("got %s although the limits began anew", got)
	}
}
