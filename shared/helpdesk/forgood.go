package helpdesk

import (
	"errors"

	"ventana/shared/failure"
)

// ForGood reports whether a failure will be the same the next time. A conflict
// is not: another look gives another stamp.
func ForGood(err error) bool {
	return failure.Is(err, failure.Permanent) && !errors.Is(err, ErrConflict)
}
