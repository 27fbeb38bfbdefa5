package conversation_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/conversation"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func TestWindow(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		heard  []time.Time
		failed time.Time
		now    time.Time
		open   bool
		closes time.Time
	}{
		{"nobody ever wrote", nil, time.Time{}, noon, false, time.Time{}},
		{"a message opens it for 24 hours", []time.Time{noon}, time.Time{}, noon, true, noon.Add(24 * time.Hour)},
		{"it is open in its last moment", []time.Time{noon}, time.Time{}, noon.Add(24*time.Hour - time.Nanosecond), true, noon.Add(24 * time.Hour)},
		{"it is closed after 24 hours to the moment", []time.Time{noon}, time.Time{}, noon.Add(24 * time.Hour), false, noon.Add(24 * time.Hour)},
		{"it counts from the newest message", []time.Time{noon, noon.Add(time.Hour)}, time.Time{}, noon, true, noon.Add(25 * time.Hour)},
		{"a message that comes late does not move it back", []time.Time{noon.Add(time.Hour), noon}, time.Time{}, noon, true, noon.Add(25 * time.Hour)},
		{"a message that comes twice changes nothing", []time.Time{noon, noon}, time.Time{}, noon, true, noon.Add(24 * time.Hour)},
		{"a refusal closes it at the time of the send", []time.Time{noon}, noon.Add(time.Hour), noon.Add(2 * time.Hour), false, noon.Add(time.Hour)},
		{"a refusal of the same second closes it", []time.Time{noon}, noon, noon, false, noon},
		{"a message after the refused send opens it again", []time.Time{noon, noon.Add(2 * time.Hour)}, noon.Add(time.Hour), noon.Add(3 * time.Hour), true, noon.Add(26 * time.Hour)},
		{"a message before the refused send that comes late does not", []time.Time{noon.Add(-time.Hour)}, noon, noon.Add(time.Hour), false, noon},
		{"a refusal with no message known leaves it never open", nil, noon, noon, false, time.Time{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := conversation.Conversation{RefusedAt: tt.failed}
			for _, at := range tt.heard {
				c.Heard("", at)
			}
			if open, closes := c.Open(tt.now), c.ClosesAt(); open != tt.open || !closes.Equal(tt.closes) {
				t.Errorf("got open %t until %s, want %t until %s", open, closes, tt.open, tt.closes)
			}
		})
	}
}

func TestHeard_callLeavesTheMessageToAnswer(t *testing.T) {
	t.Parallel()
	c := conversation.Conversation{}
	c.Heard("wamid.1", noon)
	c.Heard("", noon.Add(time.Hour))
	if c.LastMessage != "wamid.1" || !c.ClosesAt().Equal(noon.Add(25*time.Hour)) {
		t.Errorf("got %+v", c)
	}
}

func TestFree_untilTheMomentThatWhatsAppTold(t *testing.T) {
	t.Parallel()
	never, once := conversation.Conversation{}, conversation.Conversation{FreeUntil: noon}
	for name, tt := range map[string]struct {
		talk conversation.Conversation
		at   time.Time
		free bool
	}{
		"never told": {never, noon, false}, "before": {once, noon.Add(-time.Second), true}, "at it": {once, noon, false}, "after": {once, noon.Add(time.Hour), false},
	} {
		if got := tt.talk.Free(tt.at); got != tt.free {
			t.Errorf("%s: got free %t", name, got)
		}
		if tt.talk.Open(tt.at) {
			t.Errorf("%s: it opens the window", name)
		}
	}
}

func TestNextTicket(t *testing.T) {
	t.Parallel()
	before := conversation.Conversation{
		Contact: "c1", Number: "main", Generation: 3, Ticket: "35", Opening: true, PreviousTicket: "12", Earlier: []string{"12"}, HelpdeskUser: "u", LastInboundAt: noon, RefusedAt: noon,
	}
	tests := []struct {
		name     string
		followUp bool
		previous string
		earlier  []string
	}{
		{"a closed ticket is followed up and remembered", true, "35", []string{"12", "35"}},
		{"a deleted ticket cannot be, nor the one before it", false, "", []string{"12"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, want := before, before
			got.NextTicket(tt.followUp)
			want.Earlier = tt.earlier
			want.Generation, want.Ticket, want.Opening, want.PreviousTicket = 4, "", false, tt.previous
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("the window and the user belong to the conversation, not to the ticket (-want +got):\n%s", diff)
			}
		})
	}
}

func TestExternalID_namesEachTicketOfEachConversation(t *testing.T) {
	t.Parallel()
	c := conversation.Conversation{Contact: "c1", Number: "main", Generation: 1, Ticket: "35"}
	if got := c.ExternalID(); got != "ventana:c1:main:1" {
		t.Errorf("got %s", got)
	}
	c.NextTicket(true)
	if got := c.ExternalID(); got != "ventana:c1:main:2" {
		t.Errorf("got %s", got)
	}
}

func TestNextTicket_remembersTheNewestTickets(t *testing.T) {
	t.Parallel()
	c := conversation.Conversation{}
	for i := range conversation.MaxEarlier + 3 {
		c.Ticket = strconv.Itoa(i)
		c.NextTicket(true)
	}
	if len(c.Earlier) != conversation.MaxEarlier || c.Earlier[0] != "3" || c.Earlier[conversation.MaxEarlier-1] != "12" {
		t.Errorf("got %v, want the newest %d, newest last", c.Earlier, conversation.MaxEarlier)
	}
}

func TestHeard_keepsTheNewestMessage(t *testing.T) {
	t.Parallel()
	c := conversation.Conversation{}
	c.Heard("one", noon)
	c.Heard("two", noon) // of the same second
	c.Heard("late", noon.Add(-time.Second))
	if c.LastMessage != "two" || !c.LastInboundAt.Equal(noon) {
		t.Errorf("got %q at %s, want the newest", c.LastMessage, c.LastInboundAt)
	}
}
