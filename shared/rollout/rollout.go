package rollout

import (
	"crypto/sha256"
	"encoding/binary"
	"slices"

	"ventana/shared/conversation"
	"ventana/shared/policy"
)

// Person is a contact as the table knows it.
type Person struct {
	Contact string // id
	BSUID   string // or empty
	Phone   string // in any spelling, or empty
}

// Reason is why a contact is in or out.
type Reason string

// The reasons.
const (
	Allowed  Reason = "allowed"  // in: on the list of those who always are
	Number   Reason = "number"   // out: the number is not among those that take part
	Share    Reason = "share"    // in or out, by the contact's place
	Everyone Reason = "everyone" // in: nothing is limited
)

// Verdict is on which side a contact is.
type Verdict struct {
	In  bool
	Why Reason
	// Place is where the contact stands on the number, from 0 to less than 1: who
	// stands below the share is in.
	Place float64
}

// Decide says whether a contact is in on a number, by our id of it. In shadow mode
// it says who would be.
func Decide(rules policy.Rollout, number string, who Person) Verdict {
	verdict := Verdict{Place: place(number, who.Contact)}
	takesPart := len(rules.Numbers) == 0 || slices.Contains(rules.Numbers, number)
	switch {
	case takesPart && rules.Share >= 1:
		verdict.In, verdict.Why = true, Everyone
	case allowed(rules.Allow, who):
		verdict.In, verdict.Why = true, Allowed
	case !takesPart:
		verdict.Why = Number
	default:
		verdict.In, verdict.Why = verdict.Place < rules.Share, Share
	}
	return verdict
}

// Limited reports whether the rules keep anybody out, or act for nobody.
func Limited(rules policy.Rollout) bool {
	return rules.Mode == policy.Shadow || len(rules.Numbers) > 0 || rules.Share < 1
}

// place spreads contacts evenly. The digest is part of the contract: another one
// would move people from one side to the other in the middle of a roll-out.
func place(number, contact string) float64 {
	digest := sha256.Sum256([]byte("rollout " + number + " " + contact))
	const steps = 1 << 53 // a float64 holds the upper 53 bits exactly
	return float64(binary.BigEndian.Uint64(digest[:])>>11) / steps
}

// allowed reports whether a list names a person, in whatever spelling of the phone.
func allowed(list []string, who Person) bool {
	phone := conversation.CanonicalPhone(who.Phone)
	return slices.ContainsFunc(list, func(entry string) bool {
		if entry == who.BSUID && entry != "" {
			return true
		}
		return phone != "" && conversation.CanonicalPhone(entry) == phone
	})
}
