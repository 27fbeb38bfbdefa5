package conversation_test

import (
	"time"

	"ventana/shared/conversation"
	"ventana/shared/policy"
	"ventana/shared/template"
)

// value is one value of a dimension, with what it means.
type value struct{ name, meaning string }

// dimension is one thing that the decision may hang on.
type dimension struct {
	name   string
	values []value
}

// The values that the oracle speaks of.
const (
	customers   = "customer's comment"
	ours        = "Ventana's comment"
	internal    = "internal note"
	words       = "public reply"
	filesAlone  = "public files alone"
	empty       = "public, empty"
	inPublic    = "public command"
	help        = "/wa help"
	window      = "/wa window"
	cost        = "/wa cost"
	drop        = "/wa drop"
	unknown     = "/wa, unknown"
	slip        = "/wa, wrong form"
	react       = "/wa react"
	buttons     = "/wa buttons"
	list        = "/wa list"
	contact     = "/wa contact"
	location    = "/wa location"
	byName      = "/wa template NAME"
	byLanguage  = "/wa template NAME es"
	nameless    = "/wa template"
	strayWord   = "/wa template, stray word"
	never       = "never open"
	open        = "open"
	late        = "closed by time"
	refused     = "closed by WhatsApp"
	fits        = "fits"
	none        = "none"
	pausedOne   = "second, first paused"
	unfilledOne = "second, first unfit"
	absent      = "absent"
	exact       = "es"
	standard    = "en"
	foreign     = "pt_BR"
	complete    = "complete"
	missing     = "missing"
	unfit       = "unfit"
	room        = "room"
	full        = "full"
)

// dimensions are all of them, in the order in which the page tells rows apart.
func dimensions() []dimension {
	return []dimension{
		{"what was written", []value{
			{customers, "written by an end user, a command too"},
			{ours, "written by Ventana, known by its marker"},
			{internal, "an agent's, without a command"},
			{words, "an agent's, with words"},
			{filesAlone, "an agent's, with files and without words"},
			{empty, "an agent's, with neither"},
			{inPublic, "a command in a public reply"},
			{help, "in an internal note, as all that follow"},
			{window, "asks when the window closes"},
			{cost, "asks what a message costs"},
			{drop, "takes back the replies that are kept"},
			{unknown, "a command that Ventana does not know"},
			{slip, "a known one that WhatsApp would refuse, as buttons with too long a label"},
			{react, "an emoji under the customer's last message"},
			{buttons, "a question with buttons"},
			{list, "a question with a list"},
			{contact, "asks for the phone number"},
			{location, "asks for the place"},
			{byName, "a template, in the language that the policy has for the customer"},
			{byLanguage, "a template, in the language that is named"},
			{nameless, "names no template"},
			{strayWord, "with a word that is neither language nor value"},
		}},
		{"window", []value{
			{never, "the customer has never written"},
			{open, "the customer wrote an hour ago"},
			{late, "the customer wrote 25 hours ago"},
			{refused, "the customer wrote an hour ago, and WhatsApp has refused a reply since (131047)"},
		}},
		{"closed_reply", []value{
			{string(policy.Suggest), "the policy's word on replies into a closed window: a note offers the template"},
			{string(policy.Send), "the template leaves by itself"},
			{string(policy.Keep), "the reply is kept"},
		}},
		{"rule", []value{
			{fits, "the condition of the template's rule holds"},
			{none, "it does not hold, and there is no other rule"},
			{pausedOne, "it holds, and so does that of a rule above it, whose template is paused"},
			{unfilledOne, "it holds, and so does that of a rule above it, with a value that WhatsApp would refuse"},
		}},
		{"status", statuses()},
		{"language", []value{
			{exact, "the template exists in the customer's language"},
			{standard, "it exists in the policy's default language alone"},
			{foreign, "it exists in a language that the policy does not list for the customer"},
		}},
		{"values", []value{
			{complete, "every value that the template needs is known"},
			{missing, "one is not known"},
			{unfit, "one has a line break"},
		}},
		{"category", []value{
			{template.CategoryUtility, "the template's category, which decides its price"},
			{template.CategoryMarketing, ""},
			{template.CategoryAuthentication, ""},
		}},
		{"messaging limit", []value{
			{room, "WhatsApp's limit on people reached outside their windows leaves room, or the customer counts already"},
			{full, "it leaves none"},
		}},
	}
}

// statuses are all that the code knows, one that it does not know, and a
// template that is not there.
func statuses() []value {
	return []value{
		{template.StatusApproved, "the template's status at WhatsApp, as the catalogue has it"},
		{template.StatusPending, ""},
		{template.StatusRejected, ""},
		{template.StatusPaused, ""},
		{template.StatusDisabled, ""},
		{template.StatusInAppeal, ""},
		{template.StatusPendingDeletion, ""},
		{template.StatusDeleted, ""},
		{template.StatusLimitExceeded, ""},
		{template.StatusArchived, ""},
		{"any other", "a status that WhatsApp may yet invent"},
		{absent, "no such template in any language"},
	}
}

// combination has one value of each dimension.
type combination struct {
	written, window, reply, rule, status, language, values, category, tier string
}

// combinationAt is the one of an index, in the order of dimensions.
func combinationAt(dims []dimension, index int) combination {
	names := make([]string, len(dims))
	for i := len(dims) - 1; i >= 0; i-- {
		names[i] = dims[i].values[index%len(dims[i].values)].name
		index /= len(dims[i].values)
	}
	return combination{names[0], names[1], names[2], names[3], names[4], names[5], names[6], names[7], names[8]}
}

// talk is the conversation with the window.
func (c combination) talk() conversation.Conversation {
	switch c.window {
	case open:
		return conversation.Conversation{LastInboundAt: noon.Add(-time.Hour), LastMessage: "wamid.1"}
	case late:
		return conversation.Conversation{LastInboundAt: noon.Add(-25 * time.Hour), LastMessage: "wamid.1"}
	case refused:
		return conversation.Conversation{LastInboundAt: noon.Add(-time.Hour), LastMessage: "wamid.1", RefusedAt: noon.Add(-time.Minute)}
	}
	return conversation.Conversation{}
}

// remark is the comment.
func (c combination) remark() conversation.Remark {
	note := func(text string) conversation.Remark { return conversation.Remark{Staff: true, Text: text} }
	return map[string]conversation.Remark{
		customers:  {Public: true, Text: "/wa help"},
		ours:       {Public: true, Staff: true, Ours: true, Text: said},
		internal:   note("he is angry"),
		words:      {Public: true, Staff: true, Text: said},
		filesAlone: {Public: true, Staff: true, Files: true},
		empty:      {Public: true, Staff: true, Text: " \n"},
		inPublic:   {Public: true, Staff: true, Text: "/wa template case_update"},
		help:       note("/wa help"),
		window:     note("/wa window"),
		cost:       note("/wa cost"),
		drop:       note("/wa drop"),
		unknown:    note("/wa sned hello"),
		slip:       note("/wa buttons Solved? | a button of 21 letter"),
		react:      note("/wa react 👍"),
		buttons:    note("/wa buttons Solved? | Yes | No"),
		list:       note("/wa list Topic? | Open | Bills | Other"),
		contact:    note("/wa contact Your number?"),
		location:   note("/wa location Where?"),
		byName:     note("/wa template case_update"),
		byLanguage: note("/wa template case_update es"),
		nameless:   note("/wa template"),
		strayWord:  note("/wa template case_update es Ana"),
	}[c.written]
}

// means are catalogue, rules and facts.
func (c combination) means() conversation.Means {
	all := []template.Template{
		{Name: "paused", Language: exact, Status: template.StatusPaused, Components: []template.Component{{Type: template.TypeBody, Text: "Hola."}}},
		{Name: "subject", Language: exact, Status: template.StatusApproved, Named: true, Components: []template.Component{{Type: template.TypeBody, Text: "Su caso {{subject}} tiene novedades."}}},
	}
	if c.status != absent {
		all = append(all, template.Template{
			Name: "case_update", Language: c.language, Status: c.status, Category: c.category, Named: true,
			Components: []template.Component{{Type: template.TypeBody, Text: "Hola {{first_name}}, hay novedades."}},
		})
	}
	when := policy.When{Purpose: []policy.Purpose{policy.PurposeReply}, Status: []string{"open"}}
	rule := policy.Rule{Name: "news", When: when, Template: "case_update", Values: map[string]string{"first_name": "{{contact.first_name}}"}}
	rules := policy.Default()
	rules.Languages = policy.Languages{Default: standard, Customers: map[string][]string{exact: {exact}}}
	rules.Window.ClosedReply = policy.ClosedReply(c.reply)
	switch c.rule {
	case none:
		rule.When.Status = []string{"pending"}
	case pausedOne:
		rules.Templates.Rules = []policy.Rule{{Name: "above", When: when, Template: "paused"}}
	case unfilledOne:
		rules.Templates.Rules = []policy.Rule{{Name: "above", When: when, Template: "subject", Values: map[string]string{"subject": "{{ticket.subject}}"}}}
	}
	rules.Templates.Rules = append(rules.Templates.Rules, rule)
	fields := map[string]string{"ticket.subject": "two\nlines", "contact.first_name": map[string]string{complete: "Ana", unfit: "Ana\nMaría"}[c.values]}
	return conversation.Means{
		Catalogue: template.NewCatalogue(all), Policy: rules, Tier: conversation.Tier{Full: c.tier == full},
		Facts: policy.Facts{Purpose: policy.PurposeReply, Status: "open", Language: exact, Fields: fields},
	}
}

// said is what an agent replies.
const said = "Your case is solved."
