package week

import (
	"fmt"
	"strings"
	"time"
)

// rules are the part of the policy that the model knows. The functions get them
// as text, as every deployer's.
type rules struct {
	warn  []time.Duration // before closing, longest first
	quiet *quiet          // nil: never
}

// The templates that the rules offer: one at first, another near the end.
const (
	updateTemplate = "week_update"
	lastTemplate   = "week_last"
	// lastAfter is how long after the customer's message the other one fits.
	lastAfter = 23*time.Hour + 30*time.Minute
)

// newRules are those that the week is played by.
func newRules(silent string) (rules, error) {
	all := rules{warn: []time.Duration{4 * time.Hour, time.Hour, 15 * time.Minute}}
	if silent == "" {
		return all, nil
	}
	var err error
	all.quiet, err = parseQuiet(silent)
	return all, err
}

// document is the policy with these rules.
func (r rules) document() string {
	var text strings.Builder
	var warn []string
	for _, before := range r.warn {
		warn = append(warn, fmt.Sprintf("%dm", int(before.Minutes())))
	}
	fmt.Fprintf(&text, "version: 1\nlanguages:\n  default: en_US\n  customers: {es: [es_MX, es], pt-BR: [pt_BR], pt: [pt_PT, pt_BR]}\nwindow:\n  warn: [%s]\n", strings.Join(warn, ", "))
	if r.quiet != nil {
		fmt.Fprintf(&text, "  quiet: {from: %q, to: %q, zone: %s}\n", r.quiet.from, r.quiet.to, quietZone)
	}
	values := `{"1": '{{contact.first_name | "there"}}', "2": '{{ticket.id}}'}`
	fmt.Fprintf(&text, "templates:\n  rules:\n    - name: last call\n      when: {purpose: closed, hours_since_customer: {over: %g}}\n      template: %s\n      values: %s\n",
		lastAfter.Hours(), lastTemplate, values)
	fmt.Fprintf(&text, "    - name: going on\n      when: {purpose: closed}\n      template: %s\n      values: %s\n", updateTemplate, values)
	return text.String()
}
