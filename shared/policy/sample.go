package policy

import (
	"crypto/sha256"
	"encoding/binary"
)

// Sampled reports whether a ticket is one that the survey asks about. It depends
// on nothing but the ticket's id and the share: the same ticket always gets the
// same answer, and a larger share keeps those that were in.
func Sampled(p Policy, ticket string) bool {
	if !p.Survey.Enabled {
		return false
	}
	digest := sha256.Sum256([]byte("survey " + ticket))
	// The upper 53 bits: a float64 holds them exactly, so that a share of 1 takes
	// every ticket and one of 0 none.
	const steps = 1 << 53
	return float64(binary.BigEndian.Uint64(digest[:])>>11)/steps < p.Survey.Sample
}
