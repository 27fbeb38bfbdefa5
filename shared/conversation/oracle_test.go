package conversation_test

import "ventana/shared/template"

// The outcomes, as the page tells them. Of a template the language is added.
const (
	leaves       = "nothing"
	sendsReply   = "**sends the reply**"
	sendsAsked   = "**sends what is asked for**"
	sendsIn      = "**sends the template** in "
	insteadIn    = "**sends the template** instead, in "
	keeps        = "keeps the reply; note: kept"
	keepsOffers  = "keeps the reply; note: kept, with the command for "
	closedAlone  = "note: window closed"
	closedOffers = "note: window closed, with the command for "
	tellsEmpty   = "note: nothing that WhatsApp could show"
	tellsPublic  = "note: commands belong in internal notes"
	tellsWindow  = "note: the window"
	tellsHelp    = "note: the commands"
	tellsCost    = "note: what a message costs"
	drops        = "takes back the replies that are kept; note: how many"
	tellsUnknown = "note: unknown command, with the right forms"
	tellsSlip    = "note: what is wrong, with the right form"
	tellsNothing = "note: no message to react to"
	tellsFull    = "note: the messaging limit is reached, and when there is room"
	closedFull   = "note: window closed, the messaging limit is reached, and when there is room; with the command"
	tellsWhyNot  = "note: why the template cannot be sent, with the right form"
)

// expected is the outcome by the rules as a person would say them, without a
// call of the code that is tested.
func (c combination) expected() string {
	told := map[string]string{
		customers: leaves, ours: leaves, internal: leaves,
		empty: tellsEmpty, inPublic: tellsPublic, help: tellsHelp, window: tellsWindow, cost: tellsCost, drop: drops, unknown: tellsUnknown, slip: tellsSlip,
		nameless: tellsWhyNot, strayWord: tellsWhyNot,
	}[c.written]
	switch c.written {
	case words, filesAlone:
		return c.expectedOfReply()
	case byName, byLanguage:
		return c.expectedOfTemplate()
	case react, buttons, list, contact, location:
		return c.expectedOfCommand()
	}
	return told
}

// A reply leaves through an open window and through no other.
func (c combination) expectedOfReply() string {
	if c.window == open {
		return sendsReply
	}
	language := c.chosen()
	switch c.reply + " " + map[bool]string{true: "chosen", false: "none"}[language != ""] {
	case "suggest chosen":
		return closedOffers + language
	case "send chosen":
		if c.tier == full {
			return closedFull
		}
		return insteadIn + language
	case "keep chosen":
		return keepsOffers + language
	case "keep none":
		return keeps
	}
	return closedAlone
}

// What a command asks for leaves through an open window too; the policy's word on
// replies is not about it.
func (c combination) expectedOfCommand() string {
	switch {
	case c.written == react && c.window == never:
		return tellsNothing
	case c.window == open:
		return sendsAsked
	case c.chosen() != "":
		return closedOffers + c.chosen()
	}
	return closedAlone
}

// A template leaves through every window, on an agent's word, in a language that
// the agent names or the policy lists, and through a closed one as long as
// WhatsApp's messaging limit leaves room.
func (c combination) expectedOfTemplate() string {
	language := c.ready()
	if language == "" || c.written == byLanguage && language != exact {
		return tellsWhyNot
	}
	if c.tier == full && c.window != open {
		return tellsFull
	}
	return sendsIn + language
}

// chosen is the language of the template that the rules choose: a rule must fit.
// One above it that cannot send its own template is passed over.
func (c combination) chosen() string {
	if c.rule == none {
		return ""
	}
	return c.ready()
}

// ready is the language in which the template may leave: approved, in a language
// of the customer, with every value. Its category says nothing.
func (c combination) ready() string {
	if c.status != template.StatusApproved || c.language == foreign || c.values != complete {
		return ""
	}
	return c.language
}
