package zendesk

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

const (
	// replayLife is how long Zendesk keeps an Idempotency-Key.
	replayLife = 2 * time.Hour
	// maxKey is the length of an Idempotency-Key in characters.
	maxKey = 255
)

// replay is the answer kept for an Idempotency-Key. Only successes are kept;
// what Zendesk does with refusals is unverified, and keeping none lets a
// client mend its request.
type replay struct {
	Digest   string          `json:"digest"` // of the request's body
	Status   int             `json:"status"`
	Body     json.RawMessage `json:"body"`
	Location string          `json:"location"`
	At       time.Time       `json:"at"`
}

// reserve takes the request's Idempotency-Key for the time of its work. A
// second request with the same key meanwhile gets 409; that answer is
// unverified, and clients should take any 409 as "later".
func (z *Zendesk) reserve(c *call, rt route) (release func(), err error) {
	key := c.r.Header.Get("Idempotency-Key")
	if key == "" || rt.pattern != patternCreateTicket {
		return func() {}, nil
	}
	if len(key) > maxKey {
		return nil, idempotentError(http.StatusBadRequest, "IdempotentRequestError", "The idempotency key is longer than 255 characters")
	}
	z.mu.Lock()
	defer z.mu.Unlock()
	if z.inFlight[key] {
		return nil, idempotentError(http.StatusConflict, "IdempotentRequestInProgress",
			"A request with this idempotency key is being worked on")
	}
	z.inFlight[key] = true
	return func() {
		z.mu.Lock()
		defer z.mu.Unlock()
		delete(z.inFlight, key)
	}, nil
}

func idempotentError(status int, code, description string) *refusal {
	return &refusal{status: status, body: plainError{code, description}}
}

// once runs work unless the call's key was used in the last two hours, when it
// gives the first answer again.
func (z *Zendesk) once(c *call, work func() (reply, error)) (reply, error) {
	key := c.r.Header.Get("Idempotency-Key")
	if key == "" {
		return work()
	}
	sum := sha256.Sum256(c.body)
	digest := hex.EncodeToString(sum[:])
	if kept := z.state.replies.get(key); kept != nil && c.now.Sub(kept.At) < replayLife {
		if kept.Digest != digest {
			return reply{}, idempotentError(http.StatusBadRequest, "IdempotentRequestError",
				"Request parameters don't match the given idempotency key")
		}
		c.header.Set("x-idempotency-lookup", "hit")
		c.header.Set("Location", kept.Location)
		return reply{kept.Status, kept.Body}, nil
	}
	c.header.Set("x-idempotency-lookup", "miss")
	answer, err := work()
	if err != nil {
		return reply{}, err
	}
	body, err := json.Marshal(answer.body)
	if err != nil {
		return reply{}, fmt.Errorf("encode answer for key %s: %w", key, err)
	}
	z.dropOldReplays(c.now)
	z.state.replies.put(key, &replay{digest, answer.status, body, c.header.Get("Location"), c.now})
	return answer, nil
}

// dropOldReplays forgets keys past their life, looking at few at a time so
// that one request does not pay for all.
func (z *Zendesk) dropOldReplays(now time.Time) {
	looked := 0
	for key, kept := range z.state.replies.rows {
		if now.Sub(kept.At) >= replayLife {
			z.state.replies.drop(key)
		}
		if looked++; looked == 100 {
			return
		}
	}
}
