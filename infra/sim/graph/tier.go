package graph

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// tierSpan is how long somebody counts who was reached outside a window. Source:
// Messaging limits.
const tierSpan = 24 * time.Hour

// tiers are those that a portfolio may have.
func tiers() []string {
	return []string{"TIER_50", "TIER_250", "TIER_1K", "TIER_2K", "TIER_10K", "TIER_100K", "TIER_UNLIMITED"}
}

// most is how many people the tier lets be reached; false for one without a limit.
func (l Limits) most() (int, bool) {
	size, thousands := strings.CutSuffix(strings.TrimPrefix(l.Tier, "TIER_"), "K")
	number, err := strconv.Atoi(size)
	if thousands {
		number *= 1000
	}
	return number, err == nil
}

// level is the throughput that the number tells.
func (l Limits) level() string {
	switch {
	case l.Throughput != "":
		return l.Throughput
	case l.MPS > mpsStandard:
		return levelHigh
	default:
		return levelStandard
	}
}

// levelled are the limits with the messages a second of the level, where a request
// names a level, or the phone app, and no number.
func (l Limits) levelled(raw json.RawMessage) Limits {
	var named map[string]json.RawMessage
	_ = json.Unmarshal(raw, &named) // SetLimits has read it
	_, mps := named["mps"]
	_, level := named["throughput"]
	_, app := named["on_app"]
	switch {
	case mps || !level && !app:
	case l.OnApp:
		l.MPS = mpsOnApp
	case l.level() == levelHigh:
		l.MPS = mpsHigh
	default:
		l.MPS = mpsStandard
	}
	return l
}

func (l Limits) checkNumber() error {
	var problems []error
	if !slices.Contains([]string{"", levelStandard, levelHigh}, l.Throughput) {
		problems = append(problems, fmt.Errorf("throughput: give %q or %q", levelStandard, levelHigh))
	}
	if !slices.Contains(tiers(), l.Tier) {
		problems = append(problems, fmt.Errorf("tier: give one of %s", strings.Join(tiers(), ", ")))
	}
	if !slices.Contains([]string{"GREEN", "YELLOW", "RED", "UNKNOWN"}, l.Quality) {
		problems = append(problems, errors.New("quality: give GREEN, YELLOW, RED or UNKNOWN"))
	}
	if l.Status == "" {
		problems = append(problems, errors.New("status: give CONNECTED or another"))
	}
	return errors.Join(problems...)
}

// outside reports whether a message would count against the tier: a template in a
// chat whose window is closed, that Meta can deliver. The caller holds the lock.
func (g *Graph) outside(m *message, c content, r recipient) bool {
	return !c.free() && m.FailCode == 0 && !g.windowOpen(m.Number, r.chat())
}

// reached are the chats that count against the tier at a time.
func (s *state) reachedAt(now time.Time) int {
	count := 0
	for _, at := range s.reached {
		if now.Sub(at) < tierSpan {
			count++
		}
	}
	return count
}

// checkTier refuses to reach one person more than the tier allows. No code of its
// own is published for that; senders report 131048, whose text says that the
// number is limited in how many messages it may send. The caller holds the lock.
func (g *Graph) checkTier(m *message) *apiError {
	most, limited := g.state.limits.most()
	if !m.Outside || !limited {
		return nil
	}
	now := g.now()
	if at, before := g.state.reached[m.chat()]; before && now.Sub(at) < tierSpan {
		return nil
	}
	if g.state.reachedAt(now) >= most {
		return fail(codeSpamRate, "Message failed to send because there are restrictions on how many messages can be sent from this phone number.")
	}
	return nil
}

// Reached is how many people count against the tier now.
func (g *Graph) Reached() int {
	g.lock()
	defer g.unlock()
	return g.state.reachedAt(g.now())
}

// whole are limits with what those of an older file do not say.
func (l Limits) whole() Limits {
	usual := defaultLimits()
	l.Tier, l.Quality, l.Status = cmp.Or(l.Tier, usual.Tier), cmp.Or(l.Quality, usual.Quality), cmp.Or(l.Status, usual.Status)
	return l
}
