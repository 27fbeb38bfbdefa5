package graph

import (
	"regexp"
	"slices"
	"strings"
	"time"
)

// States of a template; only APPROVED ones can be sent. DELETED ones are kept,
// because their names stay blocked for a while.
const (
	templateApproved = "APPROVED"
	templatePending  = "PENDING"
	templateRejected = "REJECTED"
	templatePaused   = "PAUSED"
	templateDisabled = "DISABLED"
	templateDeleted  = "DELETED"
)

// Forms of parameters.
const (
	formatNamed      = "NAMED"
	formatPositional = "POSITIONAL"
)

// Categories as the API writes them; statuses write them small.
const (
	templateUtility        = "UTILITY"
	templateMarketing      = "MARKETING"
	templateAuthentication = "AUTHENTICATION"
)

// Types of components, formats of headers and types of buttons that have rules
// of their own.
const (
	componentHeader  = "HEADER"
	componentBody    = "BODY"
	componentFooter  = "FOOTER"
	componentButtons = "BUTTONS"

	headerText     = "TEXT"
	headerImage    = "IMAGE"
	headerVideo    = "VIDEO"
	headerDocument = "DOCUMENT"
	headerGIF      = "GIF"
	headerLocation = "LOCATION"

	buttonQuickReply = "QUICK_REPLY"
	buttonURL        = "URL"
	buttonPhone      = "PHONE_NUMBER"
	buttonCopyCode   = "COPY_CODE"
	buttonOTP        = "OTP"
	buttonFlow       = "FLOW"
)

// reasonNone is the rejected_reason of a template that was not rejected.
const reasonNone = "NONE"

// nameBlocked is how long the name of a deleted template that was approved
// cannot be used again in its language. Source: Template management.
const nameBlocked = 30 * 24 * time.Hour

// template is a message template as the simulator keeps it.
type template struct {
	Seq        int64               `json:"seq"` // order of creation
	ID         string              `json:"id"`  // digits
	Name       string              `json:"name"`
	Language   string              `json:"language"`
	Status     string              `json:"status"`
	Category   string              `json:"category"`
	Previous   string              `json:"previous_category,omitempty"`
	Format     string              `json:"parameter_format"`
	Components []templateComponent `json:"components"`
	Rejected   string              `json:"rejected_reason"`
	Quality    string              `json:"quality,omitempty"`
	QualityAt  int64               `json:"quality_at,omitempty"` // Unix seconds, as all times here
	TTL        int                 `json:"ttl,omitempty"`        // in seconds; 0 is not said

	CreatedAt int64   `json:"created_at,omitempty"`
	Edits     []int64 `json:"edits,omitempty"` // when it was edited while approved
	DeletedAt int64   `json:"deleted_at,omitempty"`
	Approved  bool    `json:"was_approved,omitempty"` // ever

	ReviewAt    int64  `json:"review_at,omitempty"` // when review ends; 0 is not under review
	Pauses      int    `json:"pauses,omitempty"`    // for quality, so far
	PausedUntil int64  `json:"paused_until,omitempty"`
	Paced       bool   `json:"paced,omitempty"`         // paused by pacing, which the business may end
	Held        bool   `json:"held,omitempty"`          // what is sent waits for the judgement on the first ones
	Next        string `json:"next_category,omitempty"` // that it will have from NextAt
	NextAt      int64  `json:"next_category_at,omitempty"`
}

type templateComponent struct {
	Type    string           `json:"type"`
	Format  string           `json:"format,omitempty"`
	Text    string           `json:"text,omitempty"`
	Buttons []templateButton `json:"buttons,omitempty"`
	Example *templateExample `json:"example,omitempty"`

	// Of authentication templates, whose texts are WhatsApp's own.
	Security bool `json:"add_security_recommendation,omitempty"`
	Minutes  int  `json:"code_expiration_minutes,omitempty"`
}

// templateExample holds the samples of a component, each kind under its name.
type templateExample struct {
	HeaderText   []string       `json:"header_text,omitempty"`
	HeaderNamed  []namedExample `json:"header_text_named_params,omitempty"`
	HeaderHandle []string       `json:"header_handle,omitempty"`
	BodyText     [][]string     `json:"body_text,omitempty"`
	BodyNamed    []namedExample `json:"body_text_named_params,omitempty"`
}

type namedExample struct {
	Name  string `json:"param_name"`
	Value string `json:"example"`
}

type templateButton struct {
	Type    string   `json:"type"`
	Text    string   `json:"text,omitempty"`
	URL     string   `json:"url,omitempty"`
	Phone   string   `json:"phone_number,omitempty"`
	Example examples `json:"example,omitempty"`

	OTPType  string `json:"otp_type,omitempty"`
	FlowID   string `json:"flow_id,omitempty"`
	FlowName string `json:"flow_name,omitempty"`
	Action   string `json:"flow_action,omitempty"`
	Screen   string `json:"navigate_screen,omitempty"`
}

// component is the part of a type, nil when the template has none.
func (t *template) component(kind string) *templateComponent {
	for i := range t.Components {
		if t.Components[i].Type == kind {
			return &t.Components[i]
		}
	}
	return nil
}

// text is that of a component, "" when the template has none of that type.
func (t *template) text(kind string) string {
	if c := t.component(kind); c != nil {
		return c.Text
	}
	return ""
}

// buttons are those of the template, in order.
func (t *template) buttons() []templateButton {
	if c := t.component(componentButtons); c != nil {
		return c.Buttons
	}
	return nil
}

// alive says whether the account has the template.
func (t *template) alive() bool { return t.Status != templateDeleted }

// clone is a copy that can be changed and then committed.
func (t *template) clone() *template {
	copied := *t
	copied.Edits = slices.Clone(t.Edits)
	return &copied
}

func placeholder() *regexp.Regexp { return regexp.MustCompile(`\{\{ *\w+ *\}\}`) }

// placeholders are the distinct names between double braces, in order.
func placeholders(text string) []string {
	var names []string
	for _, found := range placeholder().FindAllString(text, -1) {
		if name := strings.Trim(found, "{} "); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// withoutPlaceholders is a text as an author wrote it around its placeholders.
func withoutPlaceholders(text string) string { return placeholder().ReplaceAllString(text, " ") }

// putTemplate adds a template or replaces the one with its id.
func (s *state) putTemplate(t *template) {
	s.templateSerial = max(s.templateSerial, t.Seq)
	for i, known := range s.templates {
		if known.ID == t.ID {
			s.templates[i] = t
			return
		}
	}
	s.templates = append(s.templates, t)
}

// templateByID is a template that the account has, nil when there is none.
func (s *state) templateByID(id string) *template {
	for _, t := range s.templates {
		if t.ID == id && t.alive() {
			return t
		}
	}
	return nil
}

// templateNamed is a template that the account has in exactly that language,
// nil when there is none.
func (s *state) templateNamed(name, language string) *template {
	for _, t := range s.templates {
		if t.Name == name && t.Language == language && t.alive() {
			return t
		}
	}
	return nil
}
