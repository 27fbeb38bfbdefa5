// Package delivery is one webhook HTTP request as the webhook function hands
// it to an adapter: raw bytes, lower-case header names, nothing parsed yet.
//
// Contract of an adapter's Verify: it looks at headers and raw bytes only,
// compares in constant time against every configured secret, and answers with
// one of the errors below; no secret configured means ErrSignature. Contract
// of an adapter's Cut: it never fails; what it cannot read becomes an
// unreadable envelope.
package delivery

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"time"
)

// Why a delivery is refused. The sender learns no more than 401 or 403; the
// reason goes to the log.
var (
	// ErrUnsigned: the signature's header is missing or has no readable form (401).
	ErrUnsigned = errors.New("delivery is not signed")
	// ErrStale: signed too long ago, so it may be a replay (401).
	ErrStale = errors.New("delivery's signature is stale")
	// ErrSignature: signed with none of the configured secrets (403).
	ErrSignature = errors.New("delivery's signature is wrong")
)

// MaxSkew is how far a signed timestamp may be from our clock, either way.
const MaxSkew = 5 * time.Minute

// Delivery is one webhook request.
type Delivery struct {
	Connection string
	// Header has lower-case names, as API Gateway's payload 2.0 gives them.
	Header map[string]string
	Body   []byte
	// At is when it arrived, by our clock.
	At time.Time
}

// ID is a digest of connection and bytes: the same for each repetition.
func (d Delivery) ID() string {
	hash := sha256.New()
	hash.Write([]byte(d.Connection))
	hash.Write([]byte{0})
	hash.Write(d.Body)
	return hex.EncodeToString(hash.Sum(nil)[:12])
}
