package graph

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"
)

// Of free entry points: who came by an ad or a post and is answered within the
// first time costs nothing for a while from that answer, after an ad for longer
// since September 2026. Source: Pricing, free entry point windows, and Meta's
// changelog.
const (
	entryAnswerWithin = 24 * time.Hour
	entryLife         = 72 * time.Hour
	entryLifeOfAd     = 7 * 24 * time.Hour
	sourceAd          = "ad"
)

// Words of a free entry point in statuses.
const (
	pricingFreeEntry   = "free_entry_point"
	categoryReferral   = "referral_conversion"
	conversationIDSize = 16 // bytes, shown as hex
)

// entryPoint is the free entry point of a customer, open once it was answered.
type entryPoint struct {
	referred time.Time // when the customer came
	ad       bool      // by an ad
	thread   thread    // zero before the answer
}

// thread is the conversation that a message belongs to.
type thread struct {
	ID      string `json:"id"`
	Expires int64  `json:"expires"` // Unix seconds
}

func (e entryPoint) life() time.Duration {
	if e.ad {
		return entryLifeOfAd
	}
	return entryLife
}

// isAd says whether a message came by an ad, as its referral tells.
func isAd(referral json.RawMessage) bool {
	var told struct {
		Source string `json:"source_type"`
	}
	_ = json.Unmarshal(referral, &told) // most messages have none
	return told.Source == sourceAd
}

// noteEntry keeps what a message tells of a free entry point. A referral while
// one is open changes nothing.
func (s *state) noteEntry(m *message) {
	key := windowKey{m.Number, m.Customer}
	switch {
	case m.Referred && m.From == fromCustomer && m.At >= s.entries[key].thread.Expires:
		s.entries[key] = entryPoint{referred: unix(m.At), ad: m.Ad}
	case m.Thread != nil:
		entry := s.entries[key]
		entry.thread = *m.Thread
		s.entries[key] = entry
	}
}

// freeEntry is the open free entry point that a message to a customer falls
// into, or opens; nil when there is none. The caller holds the lock.
func (g *Graph) freeEntry(m *message) *thread {
	entry, came := g.state.entries[windowKey{m.Number, m.Customer}]
	if !came || m.Group != "" {
		return nil
	}
	now := g.now()
	if entry.thread.Expires == 0 && now.Before(entry.referred.Add(entryAnswerWithin)) {
		sum := sha256.Sum256([]byte(m.ID))
		return &thread{ID: hex.EncodeToString(sum[:conversationIDSize]), Expires: now.Add(entry.life()).Unix()}
	}
	if now.Before(unix(entry.thread.Expires)) {
		return &entry.thread
	}
	return nil
}
