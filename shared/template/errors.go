package template

import (
	"fmt"
	"strings"
)

// Rules that forbid to send a template.
const (
	// RuleStatus: only StatusApproved is sent (132001, 132015, 132016).
	RuleStatus = "status"
	// RulePart: a part needs values that cannot be expressed here.
	RulePart = "part"
)

// UnsendableError is a template that cannot be sent as it is.
type UnsendableError struct {
	Name, Language string
	Status         string
	Rule           string
	Part           string // for RulePart: the type that is not known
}

// Error names template, language and what forbids it.
func (e *UnsendableError) Error() string {
	if e.Rule == RulePart {
		return fmt.Sprintf("template %s (%s) has a part that cannot be filled: %s", e.Name, e.Language, e.Part)
	}
	return fmt.Sprintf("template %s (%s) is %s, not %s", e.Name, e.Language, e.Status, StatusApproved)
}

// What is wrong with one value.
type What string

// The kinds of problems with values.
const (
	WhatMissing  What = "missing"
	WhatEmpty    What = "empty"
	WhatUnknown  What = "unknown"  // the template has no such key
	WhatNamed    What = "named"    // a number, where the template has names
	WhatNumbered What = "numbered" // a name, where the template has numbers
	WhatLine     What = "line"     // a line break, tab or other control character
	WhatSpaces   What = "spaces"   // more than Limit spaces in a row
	WhatBlank    What = "blank"    // white space in an address or a code
	WhatLong     What = "long"     // more than Limit characters
	WhatMedia    What = "media"    // neither a media id nor an http(s) address
	WhatPlace    What = "place"    // not "latitude,longitude,name,address"
	WhatHeader   What = "header"   // the filled header has more than Limit characters; no key
	WhatBody     What = "body"     // the filled body has more than Limit characters; no key
)

// Problem is one reason not to send these values.
type Problem struct {
	Key   string
	What  What
	Limit int // 0 where the kind has none
}

// FormError is all that is wrong with the values of a template.
type FormError struct {
	Problems []Problem
}

// Error tells the problems. A key that the template does not have is not shown:
// it may be a word of a customer's.
func (e *FormError) Error() string {
	told := make([]string, 0, len(e.Problems))
	for _, p := range e.Problems {
		text := string(p.What)
		switch p.What {
		case WhatUnknown, WhatNamed, WhatNumbered:
			text += " key"
		default:
			if p.Key != "" {
				text = p.Key + ": " + text
			}
		}
		if p.Limit > 0 {
			text += fmt.Sprintf(" (limit %d)", p.Limit)
		}
		told = append(told, text)
	}
	return "values of a template: " + strings.Join(told, "; ")
}
