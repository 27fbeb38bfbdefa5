package rendering

import (
	"fmt"
	"strconv"

	"ventana/shared/envelope"
)

// called is who called whom, and how long it lasted or that nobody answered.
func called(w words, call envelope.Call) string {
	long, missed := w.called, w.missed
	if call.ByBusiness {
		long, missed = w.calledThem, w.missedUs
	}
	if !call.Taken {
		return missed
	}
	return fmt.Sprintf(long, lasting(call.Seconds))
}

// lasting is a time in units that every language of ours writes alike:
// "3 min 20 s". Seconds are left out of hours.
func lasting(seconds int64) string {
	unit := func(n int64, name string) string {
		if n == 0 {
			return ""
		}
		return strconv.FormatInt(n, 10) + " " + name
	}
	switch {
	case seconds < 60:
		return strconv.FormatInt(seconds, 10) + " s"
	case seconds < 3600:
		return spaced(unit(seconds/60, "min"), unit(seconds%60, "s"))
	}
	return spaced(unit(seconds/3600, "h"), unit(seconds%3600/60, "min"))
}
