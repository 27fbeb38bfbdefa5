package conversation_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/conversation"
)

// TestDecide is the table of what becomes of a comment.
func TestDecide(t *testing.T) {
	t.Parallel()
	open := conversation.Conversation{LastInboundAt: noon}
	closed := conversation.Conversation{LastInboundAt: noon.Add(-24 * time.Hour)}
	never := conversation.Conversation{}
	public := func(text string) conversation.Remark {
		return conversation.Remark{Public: true, Staff: true, Text: text}
	}
	internal := func(text string) conversation.Remark { return conversation.Remark{Staff: true, Text: text} }
	act := func(a conversation.Act) conversation.Decision { return conversation.Decision{Act: a} }
	send := func(text string) conversation.Decision {
		return conversation.Decision{Act: conversation.ActSend, Text: text}
	}
	refuse := func(text string) conversation.Decision {
		return conversation.Decision{Act: conversation.ActRefuseClosed, Text: text}
	}
	unknown := func(command string) conversation.Decision {
		return conversation.Decision{Act: conversation.ActUnknownAction, Command: command}
	}
	tests := []struct {
		name   string
		talk   conversation.Conversation
		remark conversation.Remark
		want   conversation.Decision
	}{
		{"a reply in an open window is sent", open, public("hola"), send("hola")},
		{"a reply is sent to the letter", open, public(" hola \n"), send(" hola \n")},
		{"a reply in a closed window is refused", closed, public("hola"), refuse("hola")},
		{"a reply to somebody who never wrote is refused", never, public("hola"), refuse("hola")},
		{"an empty reply is refused", open, public(" \n\t"), act(conversation.ActRefuseEmpty)},
		{"an empty reply in a closed window is told to be empty", closed, public(""), act(conversation.ActRefuseEmpty)},
		{"files alone are a reply", open, conversation.Remark{Public: true, Staff: true, Files: true}, send("")},
		{"files alone in a closed window are refused", closed, conversation.Remark{Public: true, Staff: true, Files: true}, refuse("")},
		{"our own comment is left", open, conversation.Remark{Public: true, Staff: true, Ours: true, Text: "hola"}, act(conversation.ActIgnore)},
		{"our own note that looks like a command is left", open, conversation.Remark{Staff: true, Ours: true, Text: "/wa help"}, act(conversation.ActIgnore)},
		{"an end user's comment is left", open, conversation.Remark{Public: true, Text: "hola"}, act(conversation.ActIgnore)},
		{"an end user's command is left", open, conversation.Remark{Text: "/wa help"}, act(conversation.ActIgnore)},
		{"an internal note is the agents' own", open, internal("he is angry"), act(conversation.ActIgnore)},
		{"an empty note is left", open, internal(" "), act(conversation.ActIgnore)},
		{"a command in the middle of a note is no command", open, internal("try /wa help"), act(conversation.ActIgnore)},
		{"a word that begins like a command is none", open, internal("/wahoo window"), act(conversation.ActIgnore)},
		{"a command works in any window", closed, internal("/wa window"), act(conversation.ActShowWindow)},
		{"a command takes any case and space", open, internal("\n /WA   Window \n"), act(conversation.ActShowWindow)},
		{"prices are shown", closed, internal("/wa cost"), act(conversation.ActShowCost)},
		{"kept replies are dropped", closed, internal("/wa drop"), act(conversation.ActDrop)},
		{"a drop with too much behind it is unknown", closed, internal("/wa drop it"), unknown("drop it")},
		{"help is shown", open, internal("/wa help"), act(conversation.ActShowHelp)},
		{"a bare command shows help", open, internal("/wa"), act(conversation.ActShowHelp)},
		{"an unknown command is told with what was asked", open, internal("/wa sned  hello there"), unknown("sned hello there")},
		{"a command with too much behind it is unknown", open, internal("/wa window now"), unknown("window now")},
		{"help with too much behind it is unknown", open, internal("/wa help me"), unknown("help me")},
		{"a command in public is kept from the customer", open, public("/wa help"), act(conversation.ActRefuseCommand)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, conversation.Decide(tt.talk, tt.remark, noon)); diff != "" {
				t.Errorf("decision (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAct_doubtNeverSends(t *testing.T) {
	t.Parallel()
	var zero conversation.Act
	if zero != conversation.ActIgnore {
		t.Errorf("got %d for the zero value, want it to leave a comment alone", zero)
	}
}
