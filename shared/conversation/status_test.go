package conversation_test

import (
	"testing"

	"ventana/shared/conversation"
)

func TestRank_statesClimb(t *testing.T) {
	t.Parallel()
	climb := []conversation.State{
		conversation.StateAccepted, conversation.StateSent, conversation.StateFailed,
		conversation.StateDelivered, conversation.StateRead, conversation.StatePlayed,
	}
	below := int64(0)
	for _, state := range climb {
		if state.Rank() <= below {
			t.Errorf("%s has rank %d, want it above %d", state, state.Rank(), below)
		}
		below = state.Rank()
	}
}

func TestRank_whatNobodyKnowsNeverWins(t *testing.T) {
	t.Parallel()
	for _, state := range []conversation.State{"", "warped", "SENT"} {
		if state.Rank() != 0 {
			t.Errorf("%q has rank %d, want 0", state, state.Rank())
		}
	}
}
