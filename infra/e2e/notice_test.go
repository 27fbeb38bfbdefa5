package e2e

import (
	"fmt"
	"net/http"
	"testing"
)

// What Meta tells of the account and what somebody has to act upon today is
// counted where an alarm watches, by its kind, and once for each webhook; daily
// business is not.
func TestAccountTrouble_isCountedForTheAlarm(t *testing.T) {
	t.Parallel()
	system := start(t, t.TempDir())
	for _, notice := range []string{
		`{"field":"account_update","value":{"event":"DISABLED_UPDATE","ban_info":{"waba_ban_state":"DISABLE","waba_ban_date":"November 30, 2026"}}}`,
		`{"field":"phone_number_quality_update","value":{"display_phone_number":"34600000000","event":"FLAGGED","current_limit":"TIER_1K"}}`,
		`{"field":"phone_number_quality_update","value":{"display_phone_number":"34600000000","event":"UNFLAGGED","current_limit":"TIER_1K"}}`,
		`{"field":"message_template_status_update","value":{"event":"APPROVED","message_template_id":1,"message_template_name":"a","message_template_language":"es","reason":"NONE"}}`,
		`{"field":"lunar_update","value":{"event":"FULL_MOON"}}`,
	} {
		system.control(t, http.MethodPost, "/sim/notices", notice, nil)
	}
	eventually(t, func() error {
		if heard := system.logs.count("provider notice "); heard != 5 {
			return fmt.Errorf("%d notices were heeded, want 5", heard)
		}
		return nil
	})
	system.drained(t)
	for line, want := range map[string]int{
		"reason=banned AccountTrouble=1": 1, "reason=quality AccountTrouble=1": 1, "AccountTrouble=1": 2,
	} {
		if got := system.logs.count(line); got != want {
			t.Errorf("counted %q %d times, want %d", line, got, want)
		}
	}
	system.noDeadLetters(t)
}
