package conversation_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/conversation"
	"ventana/shared/provider"
)

// TestDecide_commandsThatSend is the table of what an agent's command sends.
func TestDecide_commandsThatSend(t *testing.T) {
	t.Parallel()
	talk := conversation.Conversation{LastInboundAt: noon, LastMessage: "wamid.LAST"}
	tests := []struct {
		note string
		want provider.Content
	}{
		{"/wa react 👍", provider.Reaction{To: "wamid.LAST", Emoji: "👍"}},
		{"/wa REACT ❤️", provider.Reaction{To: "wamid.LAST", Emoji: "❤️"}},
		{"/wa react 🇪🇸", provider.Reaction{To: "wamid.LAST", Emoji: "🇪🇸"}},
		{"/wa react 1️⃣", provider.Reaction{To: "wamid.LAST", Emoji: "1️⃣"}},
		{"/wa react 👩‍👩‍👧‍👦", provider.Reaction{To: "wamid.LAST", Emoji: "👩‍👩‍👧‍👦"}},
		{"/wa react off", provider.Reaction{To: "wamid.LAST"}},
		{"/wa buttons ¿Resuelto? | Sí | No", provider.Buttons{Body: "¿Resuelto?", Titles: []string{"Sí", "No"}}},
		{"/wa buttons Línea uno\nlínea dos|Sí", provider.Buttons{Body: "Línea uno\nlínea dos", Titles: []string{"Sí"}}},
		{"/wa list ¿Tema? | Ver | Pagos - facturas y cobros | Otro", provider.List{
			Body: "¿Tema?", Button: "Ver", Rows: []provider.Row{{Title: "Pagos", Description: "facturas y cobros"}, {Title: "Otro"}},
		}},
		{"/wa contact", provider.Request{Wish: provider.WishContact}},
		{"/wa contact ¿Su número?", provider.Request{Wish: provider.WishContact, Body: "¿Su número?"}},
		{"/wa location", provider.Request{Wish: provider.WishLocation}},
	}
	for _, tt := range tests {
		t.Run(tt.note, func(t *testing.T) {
			t.Parallel()
			remark := conversation.Remark{Staff: true, Text: tt.note}
			want := conversation.Decision{Act: conversation.ActSay, Content: tt.want}
			if diff := cmp.Diff(want, conversation.Decide(talk, remark, noon)); diff != "" {
				t.Errorf("decision (-want +got):\n%s", diff)
			}
			want.Act = conversation.ActRefuseClosed
			if diff := cmp.Diff(want, conversation.Decide(talk, remark, noon.Add(24*time.Hour))); diff != "" {
				t.Errorf("decision after the window (-want +got):\n%s", diff)
			}
		})
	}
}

// TestDecide_commandsWithASlip: what WhatsApp would refuse is not sent, and the
// agent is told which part is wrong.
func TestDecide_commandsWithASlip(t *testing.T) {
	t.Parallel()
	talk := conversation.Conversation{LastInboundAt: noon, LastMessage: "wamid.LAST"}
	tests := []struct{ note, part string }{
		{"/wa react", "emoji"},
		{"/wa react hello", "emoji"},
		{"/wa react 5", "emoji"},
		{"/wa react 👍 👍", "emoji"},
		{"/wa react " + strings.Repeat("👍", 13), "emoji"},
		{"/wa buttons", "text"},
		{"/wa buttons ¿Sí?", "button"},
		{"/wa buttons | Sí", "text"},
		{"/wa buttons ¿? | a | b | c | d", "buttons"},
		{"/wa buttons ¿? | " + strings.Repeat("x", 21), "button"},
		{"/wa buttons ¿? | a |", "button"},
		{"/wa list ¿?", "button"},
		{"/wa list ¿? | Ver", "row"},
		{"/wa list ¿? | Ver | " + strings.Repeat("x", 25), "row"},
		{"/wa list ¿? | Ver | a - " + strings.Repeat("x", 73), "description"},
		{"/wa list ¿? | Ver" + strings.Repeat(" | x", 11), "rows"},
		{"/wa contact " + strings.Repeat("x", 1025), "text"},
	}
	for _, tt := range tests {
		t.Run(tt.note, func(t *testing.T) {
			t.Parallel()
			decision := conversation.Decide(talk, conversation.Remark{Staff: true, Text: tt.note}, noon)
			var wrong *provider.LimitError
			if decision.Act != conversation.ActWrongForm || !errors.As(decision.Wrong, &wrong) || wrong.Part != tt.part {
				t.Errorf("got %+v, want part %q to be wrong", decision, tt.part)
			}
			if decision.Content != nil {
				t.Errorf("got content %v with a wrong form, want none", decision.Content)
			}
		})
	}
}

func TestDecide_reactionNeedsAMessage(t *testing.T) {
	t.Parallel()
	talk := conversation.Conversation{LastInboundAt: noon}
	decision := conversation.Decide(talk, conversation.Remark{Staff: true, Text: "/wa react 👍"}, noon)
	if decision.Act != conversation.ActNoMessage {
		t.Errorf("got act %d, want %d", decision.Act, conversation.ActNoMessage)
	}
}

func TestSplitQuote(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, text, quote, own string }{
		{"no quote", "hola\n> x", "", "hola\n> x"},
		{"one line", "> ¿Cuándo llega?\n\nMañana.", "¿Cuándo llega?", "Mañana."},
		{"two lines", "> uno\n> dos\ntres\ncuatro", "uno\ndos", "tres\ncuatro"},
		{"space before", "\n\n> uno\ndos", "uno", "dos"},
		{"nothing but a quote", "> uno\n", "", "> uno\n"},
		{"empty", "", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			quote, own := conversation.SplitQuote(tt.text)
			if quote != tt.quote || own != tt.own {
				t.Errorf("got %q and %q, want %q and %q", quote, own, tt.quote, tt.own)
			}
		})
	}
}

func TestQuotes(t *testing.T) {
	t.Parallel()
	if !conversation.Quotes("a  b\nc", "x a b c y") || conversation.Quotes("a c", "a b c") || conversation.Quotes(" \n", "a") {
		t.Error("a quote is a part of what was said, whatever its space, and nothing is none")
	}
}

func TestLanguageOf(t *testing.T) {
	t.Parallel()
	tests := []struct{ bsuid, phone, want string }{
		{"ES.abc", "", "es"},
		{"BR.ENT.abc", "34600000001", "pt-BR"},
		{"US.abc", "34600000001", ""}, // the user id's country is the newer word
		{"", "34600000001", "es"},
		{"", "5511987654321", "pt-BR"},
		{"", "351912345678", "pt"},
		{"", "15550100001", ""},
		{"", "593991234567", "es"},
		{"", "", ""},
	}
	for _, tt := range tests {
		if got := conversation.LanguageOf(tt.bsuid, tt.phone); got != tt.want {
			t.Errorf("LanguageOf(%q, %q): got %q, want %q", tt.bsuid, tt.phone, got, tt.want)
		}
	}
}
