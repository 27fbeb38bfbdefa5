package delivery

import (
	"net/http"
	"time"
)

// Request is one webhook to post.
type Request struct {
	// Connection names the connection that it is for, for the list only.
	Connection string
	URL        string
	Body       []byte
	// Header makes the headers of an attempt, the first being 1, at the
	// simulated time: some vendors sign the time too. Nil sends none.
	Header func(attempt int, at time.Time) http.Header
	// Retry is asked after every attempt, successful or not: wait that long, in
	// real time, and try again, or stop. Status is 0 when err is not nil. Nil
	// never repeats.
	Retry func(attempt int, status int, header http.Header, err error) (wait time.Duration, again bool)
	// Answered, if set, is told of each attempt before Retry is asked. It is
	// not told of attempts that Close cut off.
	Answered func(attempt int, a Attempt)
	// Timeout of one attempt in real time; 0 is 10 s.
	Timeout time.Duration
}

// Attempt is one HTTP request of a delivery and what came of it.
type Attempt struct {
	At     time.Time `json:"at"` // simulated time
	Status int       `json:"status"`
	Body   string    `json:"body"` // its first 2,000 bytes
	Error  string    `json:"error,omitempty"`
	TookMS int64     `json:"took_ms"`
}

// Delivery is one webhook with all its attempts.
type Delivery struct {
	ID         string    `json:"id"`
	Connection string    `json:"connection"`
	URL        string    `json:"url"`
	Digest     string    `json:"digest"` // SHA-256 of the body, in hex
	Attempts   []Attempt `json:"attempts"`
	Pending    bool      `json:"pending"` // another attempt will come
}
