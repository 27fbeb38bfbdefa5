package template

import (
	"slices"
	"strings"
	"time"
)

// States of a template. Only StatusApproved can be sent. Others may come.
const (
	StatusApproved        = "APPROVED"
	StatusPending         = "PENDING"
	StatusRejected        = "REJECTED"
	StatusPaused          = "PAUSED"
	StatusDisabled        = "DISABLED"
	StatusInAppeal        = "IN_APPEAL"
	StatusPendingDeletion = "PENDING_DELETION"
	StatusDeleted         = "DELETED"
	StatusLimitExceeded   = "LIMIT_EXCEEDED"
	StatusArchived        = "ARCHIVED"
)

// Categories of a template; they decide its price.
const (
	CategoryUtility        = "UTILITY"
	CategoryMarketing      = "MARKETING"
	CategoryAuthentication = "AUTHENTICATION"
)

// Types of a component.
const (
	TypeHeader  = "HEADER"
	TypeBody    = "BODY"
	TypeFooter  = "FOOTER"
	TypeButtons = "BUTTONS"
)

// Formats of a header.
const (
	FormatText     = "TEXT"
	FormatImage    = "IMAGE"
	FormatVideo    = "VIDEO"
	FormatDocument = "DOCUMENT"
	FormatLocation = "LOCATION"
	FormatGIF      = "GIF"
)

// Types of a button.
const (
	ButtonQuickReply = "QUICK_REPLY"
	ButtonURL        = "URL"
	ButtonPhone      = "PHONE_NUMBER"
	ButtonCopyCode   = "COPY_CODE"
	ButtonOTP        = "OTP"
	ButtonVoiceCall  = "VOICE_CALL"
	ButtonContact    = "REQUEST_CONTACT_INFO"
)

// WhatsApp's limits, in characters unless said otherwise; .../templates/components.
const (
	MaxNameRunes   = 512
	MaxHeaderRunes = 60
	MaxBodyRunes   = 1024
	MaxFooterRunes = 60
	MaxLabelRunes  = 25
	MaxURLRunes    = 2000
	MaxPhoneRunes  = 20
	MaxCodeRunes   = 15
	// MaxPayloadRunes is for what a quick reply sends back; the same as the id of
	// a reply button, as the page of templates names none.
	MaxPayloadRunes = 256
	MaxButtons      = 10
	MaxURLButtons   = 2
)

// Template is a message template of one account in one language, as the
// provider lists it. Status, category and the like are kept as they come, also
// when nobody here knows them.
type Template struct {
	// WABA is the WhatsApp Business Account; the list does not tell it.
	WABA     string
	ID       string // numeric, but a string: it does not fit every number type
	Name     string
	Language string // the exact code, "es_MX"
	Category string
	// Sub is the sub-category, "CUSTOM".
	Sub    string
	Status string
	// Named says that parameters have names; otherwise they have numbers.
	Named      bool
	Components []Component
	// Quality is GREEN, YELLOW, RED or UNKNOWN; QualityAt is when it was judged.
	Quality   string
	QualityAt time.Time
	// Reason is why it was rejected, or "NONE".
	Reason           string
	PreviousCategory string
	// TTLSeconds is how long a message is tried; -1 is 30 days, 0 is not said.
	TTLSeconds int
	// UpdatedAt is when the account's list told this; the list does not.
	UpdatedAt time.Time
}

// Component is a part of a template.
type Component struct {
	Type     string
	Format   string // of a header
	Text     string
	Buttons  []Button
	Examples []Example
}

// Button is one button; what is empty does not belong to its type.
type Button struct {
	Type    string
	Text    string
	URL     string
	Phone   string
	Example string
}

// Example is the sample of one parameter that review asks for. Name is empty
// for numbered parameters and for a header's file, whose Value is a handle.
type Example struct {
	Name  string
	Value string
}

// Component is the first part of that type.
func (t Template) Component(kind string) (Component, bool) {
	for _, c := range t.Components {
		if c.Type == kind {
			return c, true
		}
	}
	return Component{}, false
}

// Body is the text of the body with its placeholders.
func (t Template) Body() string {
	body, _ := t.Component(TypeBody)
	return body.Text
}

// Sendable tells whether the template can be sent as it is: nil, or an
// *UnsendableError with the state or the part that forbids it.
func (t Template) Sendable() error {
	if t.Status != StatusApproved {
		return &UnsendableError{Name: t.Name, Language: t.Language, Status: t.Status, Rule: RuleStatus}
	}
	if part := t.unknownPart(); part != "" {
		return &UnsendableError{Name: t.Name, Language: t.Language, Status: t.Status, Rule: RulePart, Part: part}
	}
	return nil
}

// unknownPart is a part that needs values of a kind that Parameters cannot
// express, such as a carousel's cards, or "". Sent without them it is refused.
func (t Template) unknownPart() string {
	for _, c := range t.Components {
		switch c.Type {
		case TypeHeader:
			if !slices.Contains([]string{"", FormatText, FormatImage, FormatVideo, FormatDocument, FormatLocation, FormatGIF}, c.Format) {
				return c.Format
			}
		case TypeBody, TypeFooter:
		case TypeButtons:
			for _, b := range c.Buttons {
				if !b.known() {
					return b.Type
				}
			}
		default:
			return c.Type
		}
	}
	return ""
}

// QuickReplies are the places of the buttons that send an answer back, counting
// from 0 over all buttons.
func (t Template) QuickReplies() []int {
	var places []int
	buttons, _ := t.Component(TypeButtons)
	for i, b := range buttons.Buttons {
		if b.Type == ButtonQuickReply {
			places = append(places, i)
		}
	}
	return places
}

func (b Button) known() bool {
	switch b.Type {
	case ButtonQuickReply, ButtonURL, ButtonPhone, ButtonCopyCode, ButtonOTP, ButtonVoiceCall, ButtonContact:
		return true
	}
	return false
}

// Code is a language as WhatsApp writes it in its API: "pt-br" becomes "pt_BR".
// Its webhooks write a hyphen.
func Code(language string) string {
	base, region, found := strings.Cut(strings.ReplaceAll(strings.TrimSpace(language), "-", "_"), "_")
	base = strings.ToLower(base)
	if !found || region == "" {
		return base
	}
	return base + "_" + strings.ToUpper(region)
}
