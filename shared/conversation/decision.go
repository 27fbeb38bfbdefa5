package conversation

import (
	"strings"
	"time"
)

// Act is what a comment becomes.
type Act int

// The acts. The zero value leaves a comment alone, so that a doubt never sends.
const (
	ActIgnore        Act = iota // nothing to do
	ActSend                     // send the text to the customer
	ActRefuseClosed             // the window is closed: tell the agent
	ActRefuseEmpty              // nothing that WhatsApp could show: tell the agent
	ActShowWindow               // answer "/wa window"
	ActShowHelp                 // answer "/wa help"
	ActUnknownAction            // a command that we do not know: show the right form
	ActRefuseCommand            // a command in a public reply: keep it from the customer
)

// Remark is one comment as the decision sees it.
type Remark struct {
	Public bool
	Staff  bool // written by an agent, not by an end user
	Ours   bool // written by Ventana, known by its marker
	Text   string
}

// Decision is what to do with a remark.
type Decision struct {
	Act Act
	// Text is what to send, for ActSend; Command is what was asked, for
	// ActUnknownAction.
	Text    string
	Command string
}

// commandWord begins an agent's command to Ventana. Commands live in internal
// notes, so that one with a slip of the pen never reaches the customer.
const commandWord = "/wa"

// Decide says what a remark becomes in the conversation at now. Everything
// that a window or a command has to say about it is said here.
func Decide(c Conversation, remark Remark, now time.Time) Decision {
	switch {
	case remark.Ours || !remark.Staff:
		return Decision{Act: ActIgnore}
	case !remark.Public:
		return command(remark.Text)
	case isCommand(remark.Text):
		return Decision{Act: ActRefuseCommand}
	case strings.TrimSpace(remark.Text) == "":
		return Decision{Act: ActRefuseEmpty}
	case !c.Open(now):
		return Decision{Act: ActRefuseClosed}
	}
	return Decision{Act: ActSend, Text: remark.Text}
}

func isCommand(text string) bool {
	words := strings.Fields(text)
	return len(words) > 0 && strings.EqualFold(words[0], commandWord)
}

// command reads an internal note; one that is no command is the agents' own.
func command(text string) Decision {
	words := strings.Fields(text)
	if !isCommand(text) {
		return Decision{Act: ActIgnore}
	}
	if len(words) == 2 {
		switch strings.ToLower(words[1]) {
		case "window":
			return Decision{Act: ActShowWindow}
		case "help":
			return Decision{Act: ActShowHelp}
		}
	}
	if len(words) == 1 {
		return Decision{Act: ActShowHelp}
	}
	return Decision{Act: ActUnknownAction, Command: strings.Join(words[1:], " ")}
}
