package policy

import "time"

// Version is the version of the document that this package reads.
const Version = 1

// MaxBytes is the size of the largest document: a policy is kept as one item of
// the table, which DynamoDB limits to 400 KB, and this leaves room for the rest.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
const MaxBytes = 256 << 10

// Policy is the deployer's rules. The zero value is no policy: use Default or
// Parse. Lists and maps are read only, since copies of a policy share them.
type Policy struct {
	Version   int       `yaml:"version"`
	Languages Languages `yaml:"languages"`
	Window    Window    `yaml:"window"`
	Templates Templates `yaml:"templates"`
	Survey    Survey    `yaml:"survey"`
	Rollout   Rollout   `yaml:"rollout"`
	Notes     Notes     `yaml:"notes"`
	Money     Money     `yaml:"money"`
	Fees      []Fee     `yaml:"fees,omitempty"`
}

// Languages says in which language a customer is written to.
type Languages struct {
	// Default is the template language that is tried last for everybody, as en or
	// es_MX. Empty: a customer whose languages have no approved template gets none.
	Default string `yaml:"default"`
	// Customers gives for a customer's language, as es, pt-BR or "" for an unknown
	// one, the template languages in order of preference.
	Customers map[string][]string `yaml:"customers"`
}

// ClosedReply is what becomes of an agent's reply into a closed window.
type ClosedReply string

// The values of ClosedReply.
const (
	Suggest ClosedReply = "suggest" // a note with the command that sends the fitting template
	Send    ClosedReply = "send"    // the fitting template leaves by itself
	Keep    ClosedReply = "keep"    // the reply leaves by itself when the customer writes
)

// Window is about the customer service window, its end, and replies after it.
type Window struct {
	// Warn is how long before the window closes agents are told, longest first,
	// each more than 0 and less than 24 h. Empty: they are not.
	Warn []time.Duration `yaml:"warn"`
	// Quiet is when no warning is written.
	Quiet Quiet `yaml:"quiet,omitempty"`
	// ClosedReply is what becomes of a reply into a closed window.
	ClosedReply ClosedReply `yaml:"closed_reply"`
	// WarnWaiting: tickets that wait for the customer are warned about too.
	WarnWaiting bool `yaml:"warn_waiting"`
	// ClosingField: the ticket's window field, and the tag of its option, show that
	// the window is closing from the first warning on. It costs a helpdesk call a
	// window.
	ClosingField bool     `yaml:"closing_field"`
	Reminder     Reminder `yaml:"reminder,omitempty"`
	Digest       Digest   `yaml:"digest,omitempty"`
}

// Quiet is a time of each day, from From until To, over midnight where To is the
// earlier one. Both moments themselves are not quiet. The zero value is none.
type Quiet struct {
	From Clock  `yaml:"from"`
	To   Clock  `yaml:"to"`
	Zone string `yaml:"zone"` // as Europe/Madrid
}

// Reminder is a message to a customer who has not answered, before the window
// closes. The zero value is off.
type Reminder struct {
	Before   time.Duration `yaml:"before"`
	Template string        `yaml:"template,omitempty"` // empty: the rules choose
}

// On reports whether customers are reminded.
func (r Reminder) On() bool { return r.Before > 0 }

// Templates holds the rules that choose one.
type Templates struct {
	Rules []Rule `yaml:"rules"`
}

// Purpose is what a template is wanted for.
type Purpose string

// The purposes.
const (
	PurposeReply    Purpose = "reply"    // an agent replied into a closed window
	PurposeWaiting  Purpose = "waiting"  // a ticket goes on waiting for the customer after the window
	PurposeClosed   Purpose = "closed"   // the window closed: the last note offers it
	PurposeReminder Purpose = "reminder" // the customer is reminded before the window closes
	PurposeSurvey   Purpose = "survey"   // the customer is asked how it went
)

// Rule is one step of the choice: the first rule that fits, whose template is
// approved in a language of the customer and whose values are known, is it.
type Rule struct {
	Name string `yaml:"name"` // unique; people find the rule by it
	When When   `yaml:"when"`
	// Template is the name of a template in the catalogue.
	Template string `yaml:"template"`
	// Values gives each parameter of the template its source: a literal, in which
	// {{contact.first_name | "cliente"}} stands for a field, or else the fallback.
	Values map[string]string `yaml:"values,omitempty"`
}

// When is the condition of a rule. Each part that is given must hold; a part
// that is left out holds always. Within a list one match is enough.
type When struct {
	Purpose  []Purpose `yaml:"purpose"`            // required
	Status   []string  `yaml:"status,omitempty"`   // the ticket's: new, open, pending, hold, solved, closed
	Tags     Tags      `yaml:"tags,omitempty"`     // the ticket's
	Group    []string  `yaml:"group,omitempty"`    // names of the helpdesk
	Number   []string  `yaml:"number,omitempty"`   // our ids of numbers
	Language []string  `yaml:"language,omitempty"` // the customer's; pt is pt-BR too, "" an unknown one
	Hours    Hours     `yaml:"hours_since_customer,omitempty"`
}

// Tags is a condition on the ticket's tags.
type Tags struct {
	Any  []string `yaml:"any,omitempty"`  // at least one of these
	None []string `yaml:"none,omitempty"` // not one of these
}

// Hours is a condition on the time since the customer last wrote, in hours; 0
// is no condition. A customer who never wrote is over everything.
type Hours struct {
	Over  float64 `yaml:"over,omitempty"`
	Under float64 `yaml:"under,omitempty"`
}

// Survey is the question after a ticket was solved.
type Survey struct {
	Enabled bool `yaml:"enabled"`
	// Template asks where the window is closed; empty: the rules choose, and where
	// none fits nobody is asked.
	Template string `yaml:"template,omitempty"`
	// Question and Choices are what is asked in an open window, by the customer's
	// language; "" is any other. Every language has as many choices, in the same
	// order: the place of the choice is the score.
	Question map[string]string   `yaml:"question,omitempty"`
	Choices  map[string][]string `yaml:"choices,omitempty"`
	// Sample is the share of tickets that are asked about, from 0 to 1.
	Sample float64 `yaml:"sample"`
	// After is how long after the ticket reached one of Statuses.
	After    time.Duration `yaml:"after"`
	Statuses []string      `yaml:"statuses"`
}

// RolloutMode is what becomes of the customers that the roll-out takes in.
type RolloutMode string

// The values of RolloutMode.
const (
	Live   RolloutMode = "live"   // Ventana answers them
	Shadow RolloutMode = "shadow" // nobody's: Ventana only counts what it would do
)

// Rollout limits Ventana to some customers while it is introduced. Who is in is
// decided by shared/rollout.
type Rollout struct {
	Mode    RolloutMode `yaml:"mode"`
	Numbers []string    `yaml:"numbers,omitempty"` // our ids; empty: all
	Share   float64     `yaml:"share"`             // of customers, from 0 to 1
	// Allow lists customers who are always in: phones as +34600000000, or BSUIDs.
	// They are people's: no error and no Change repeats them.
	Allow []string `yaml:"allow,omitempty"`
}

// Notes is the language of internal notes: en, es or pt; empty: what the
// helpdesk's connection says. It is kept for later work.
type Notes struct {
	Language string            `yaml:"language,omitempty"`
	Numbers  map[string]string `yaml:"numbers,omitempty"` // by our id of the number
}

// Money is the guard on what WhatsApp charges (Holds).
type Money struct {
	// MonthlyLimit and DailyLimit are decimal numbers in Currency, as 250.00; empty:
	// none. They stay text, because binary fractions do not hold cents.
	MonthlyLimit string `yaml:"monthly_limit,omitempty"`
	DailyLimit   string `yaml:"daily_limit,omitempty"`
	Currency     string `yaml:"currency,omitempty"` // three letters, as USD
	// StopFirst is what is no longer sent as a limit nears, in this order. What
	// is not listed never stops.
	StopFirst []Purpose `yaml:"stop_first"`
}

// Fee is what a WhatsApp provider takes for a message besides WhatsApp's charge, from
// a day on. Meta's own Cloud API takes none.
type Fee struct {
	Numbers []string `yaml:"numbers,omitempty"` // our ids; empty: all
	From    string   `yaml:"from"`              // a day, as 2026-10-01
	// Sent and Received are US dollars with up to six decimals, as 0.005, for a
	// message that was delivered and for one of a customer's. Text for the sake of
	// exactness; empty: none.
	Sent     string `yaml:"sent,omitempty"`
	Received string `yaml:"received,omitempty"`
}

// Default is the policy of who wrote none: agents are warned, nothing is sent
// that nobody asked for.
func Default() Policy {
	return Policy{
		Version: Version,
		Languages: Languages{
			Default: "en",
			Customers: map[string][]string{
				"es":    {"es", "es_MX", "es_ES", "es_AR", "es_CO", "es_CL", "es_PE"},
				"pt-BR": {"pt_BR", "pt_PT"},
				"pt":    {"pt_PT", "pt_BR"},
			},
		},
		Window: Window{
			Warn:         []time.Duration{4 * time.Hour, time.Hour, 15 * time.Minute},
			ClosedReply:  Suggest,
			ClosingField: true,
		},
		Survey:  Survey{Sample: 1, After: 10 * time.Minute, Statuses: []string{"solved"}},
		Rollout: Rollout{Mode: Live, Share: 1},
		Money:   Money{StopFirst: []Purpose{PurposeSurvey, PurposeReminder}},
	}
}

func purposes() []Purpose {
	return []Purpose{PurposeReply, PurposeWaiting, PurposeClosed, PurposeReminder, PurposeSurvey}
}

func closedReplies() []ClosedReply { return []ClosedReply{Suggest, Send, Keep} }

func rolloutModes() []RolloutMode { return []RolloutMode{Live, Shadow} }

// statuses are the words for a ticket's state, as the helpdesks' adapters give
// them.
func statuses() []string { return []string{"new", "open", "pending", "hold", "solved", "closed"} }
