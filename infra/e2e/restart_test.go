package e2e

import "testing"

// A restart keeps tickets, conversations, windows and what waits in queues.
func TestRestart_keepsEverything(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	before := start(t, data)
	who := "+34600800001"
	before.says(t, who, "before the restart")
	eventually(t, func() error { return before.inTicket(t, 1, "before the restart") })
	before.drained(t)
	before.stop()

	after := start(t, data)
	after.control(t, "POST", "/sim/agents/tickets/1/comments", `{"body":"after the restart"}`, nil)
	eventually(t, func() error { return after.onPhone(t, who, "after the restart") })
	after.says(t, who, "still the same ticket")
	eventually(t, func() error { return after.inTicket(t, 1, "before the restart", "still the same ticket") })
	after.noDeadLetters(t)
}
