package conversation

import (
	"strings"
	"time"

	"ventana/shared/provider"
)

// Act is what a comment becomes.
type Act int

// The acts. The zero value leaves a comment alone, so that a doubt never sends.
const (
	ActIgnore        Act = iota // nothing to do
	ActSend                     // send the reply to the customer
	ActRefuseClosed             // the window is closed: tell the agent
	ActRefuseEmpty              // nothing that WhatsApp could show: tell the agent
	ActRefuseCommand            // a command in a public reply: keep it from the customer
	ActSay                      // send what a command asks for
	ActShowWindow               // answer "/wa window"
	ActShowCost                 // answer "/wa cost"
	ActShowHelp                 // answer "/wa help"
	ActDrop                     // take back the replies that wait
	ActUnknownAction            // a command that we do not know: show the right form
	ActWrongForm                // a command that WhatsApp would refuse: show why, and the right form
	ActNoMessage                // a command about the customer's message when there is none
	ActTemplate                 // a command for a template: see Complete
	ActWrongTemplate            // one that cannot be sent so: show why, and the right form
	ActSuggest                  // offer the command that sends the fitting template
	ActKeep                     // keep the reply until the customer writes; offer the command where one fits
	ActRefuseTier               // WhatsApp's messaging limit leaves no room: tell the agent when it will
	ActArrive                   // the canary's: it has come all the way and leaves nowhere
)

// Remark is one comment as the decision sees it.
type Remark struct {
	Public bool
	Staff  bool // written by an agent, not by an end user
	Ours   bool // written by Ventana, known by its marker
	Text   string
	Files  bool // files are attached to it
	Canary bool // nobody is behind the conversation, see CanaryUser
}

// Decision is what to do with a remark.
type Decision struct {
	Act Act
	// Text is the reply, for ActSend, and for ActRefuseClosed of a reply.
	Text string
	// Content is what a command asks to be sent, for ActSay, and for
	// ActRefuseClosed of a command.
	Content provider.Content
	// Command is what was asked, for ActUnknownAction and ActWrongForm; what stands
	// behind the verb, for ActTemplate; the template's name, for ActWrongTemplate;
	// and the whole command, for ActSuggest and, where a template fits, for ActKeep.
	// So it is for ActRefuseTier of a rule's template. Wrong is what is wrong with it.
	Command string
	Wrong   error
	// Rule is the policy's rule that chose a template, or empty.
	Rule string
	// Outside tells of ActTemplate that the window is closed, so that the template
	// counts against WhatsApp's messaging limit.
	Outside bool
}

// DecideAll is the whole decision: what a remark becomes in the conversation at
// now, with what can be sent besides words. docs/decision.md is its table.
func DecideAll(c Conversation, remark Remark, means Means, now time.Time) Decision {
	return Complete(Decide(c, remark, now), means)
}

// Complete ends a decision that hangs on what can be sent besides words, which
// takes a call to find out; most hang on nothing else and stay as they are. In a
// closed window the policy decides about replies alone: what a command asks for
// (an emoji, buttons) is not kept, and makes no template leave by itself.
func Complete(begun Decision, means Means) Decision {
	switch {
	case begun.Act == ActTemplate && begun.Outside:
		return means.within(DecideTemplate(means, begun.Command))
	case begun.Act == ActTemplate:
		return DecideTemplate(means, begun.Command)
	case begun.Act == ActRefuseClosed && begun.Content != nil:
		return Offer(means)
	case begun.Act == ActRefuseClosed:
		return means.within(DecideClosed(means))
	}
	return begun
}

// within keeps a template from leaving for which WhatsApp's messaging limit has no
// room. What is offered stays offered: there may be room when an agent takes it.
func (m Means) within(decided Decision) Decision {
	if decided.Act != ActSay || !m.Tier.Full {
		return decided
	}
	return Decision{Act: ActRefuseTier, Command: decided.Command, Rule: decided.Rule}
}

// Decide says what a remark becomes in the conversation at now. Everything
// that a window or a command has to say about it is said here; what templates
// and rules have to say, Complete adds.
func Decide(c Conversation, remark Remark, now time.Time) Decision {
	switch {
	case remark.Ours || !remark.Staff:
		return Decision{Act: ActIgnore}
	case remark.Canary:
		return Decision{Act: ActArrive}
	case !remark.Public:
		decision := command(c, remark.Text, now)
		decision.Outside = decision.Act == ActTemplate && !c.Open(now)
		return decision
	case isCommand(remark.Text):
		return Decision{Act: ActRefuseCommand}
	case strings.TrimSpace(remark.Text) == "" && !remark.Files:
		return Decision{Act: ActRefuseEmpty}
	case !c.Open(now):
		return Decision{Act: ActRefuseClosed, Text: remark.Text}
	}
	return Decision{Act: ActSend, Text: remark.Text}
}
