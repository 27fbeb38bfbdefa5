package gateway

import (
	"sync"
	"time"
)

// Throttle is the token bucket of a stage's default route settings.
type Throttle struct {
	Rate  float64 // requests a second; 0 is no limit
	Burst int     // size of the bucket; 0 is one
}

type bucket struct {
	limit Throttle
	now   func() time.Time

	mu     sync.Mutex
	tokens float64
	at     time.Time
}

func newBucket(limit Throttle, now func() time.Time) *bucket {
	limit.Burst = max(limit.Burst, 1)
	return &bucket{limit: limit, now: now, tokens: float64(limit.Burst), at: now()}
}

// take tells whether one more request may pass.
func (b *bucket) take() bool {
	if b.limit.Rate <= 0 {
		return true
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.now()
	b.tokens = min(float64(b.limit.Burst), b.tokens+now.Sub(b.at).Seconds()*b.limit.Rate)
	b.at = now
	if b.tokens < 1 {
		return false
	}
	b.tokens--
	return true
}
