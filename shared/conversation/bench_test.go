package conversation_test

import (
	"testing"

	"ventana/shared/conversation"
)

// BenchmarkDecideReply decides about an agent's reply into an open window.
func BenchmarkDecideReply(b *testing.B) {
	open := conversation.Conversation{LastInboundAt: noon}
	remark := conversation.Remark{Public: true, Staff: true, Text: "Sale mañana."}
	b.ReportAllocs()
	for b.Loop() {
		if got := conversation.Decide(open, remark, noon); got.Act != conversation.ActSend {
			b.Fatalf("got %+v", got)
		}
	}
}
