package conversation_test

import (
	"testing"
	"time"

	"ventana/shared/conversation"
)

// TestDecide_canaryLeavesNowhere: whatever stands on its ticket, nothing is sent
// and nothing is told.
func TestDecide_canaryLeavesNowhere(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	for _, heardAt := range []time.Time{{}, now.Add(-time.Hour)} {
		canary := conversation.Conversation{LastInboundAt: heardAt}
		for remark, want := range map[conversation.Remark]conversation.Act{
			{Staff: true, Public: true, Text: "reply"}:                  conversation.ActArrive,
			{Staff: true, Public: true, Files: true}:                    conversation.ActArrive,
			{Staff: true, Public: true}:                                 conversation.ActArrive,
			{Staff: true, Text: "/wa template hello"}:                   conversation.ActArrive,
			{Staff: true, Text: "a note"}:                               conversation.ActArrive,
			{Public: true, Text: "canary"}:                              conversation.ActIgnore,
			{Staff: true, Public: true, Ours: true, Text: "of Ventana"}: conversation.ActIgnore,
		} {
			remark.Canary = true
			got := conversation.DecideAll(canary, remark, conversation.Means{}, now)
			if got != (conversation.Decision{Act: want}) {
				t.Errorf("%+v: got %+v, want act %d alone", remark, got, want)
			}
		}
	}
}
