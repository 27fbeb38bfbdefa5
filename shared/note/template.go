package note

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"ventana/shared/template"
)

// Texts about templates and the end of the window.
const (
	offered         key = "template offered"   // with the command
	templateSent    key = "template sent"      // with name, language and what the customer reads
	keptReply       key = "reply not sent"     // a template went in its place
	keptClosed      key = "kept: closed"       // with the time
	keptNever       key = "kept: never open"   //
	keptUntil       key = "kept until"         // with the time
	keptLeaves      key = "kept: leaves"       // with when it was written
	keptTooLong     key = "kept: too long"     // with when it was written
	keptDropped     key = "kept: dropped"      // with the count
	keptNone        key = "kept: none"         //
	notSent         key = "template not sent"  // with what is wrong
	noTemplateNamed key = "no template named"  //
	noSuchTemplate  key = "no such template"   // with the name
	didYouMean      key = "did you mean"       // with names
	otherLanguages  key = "other languages"    // with languages
	notApproved     key = "not approved"       // with the name and its status
	cannotFill      key = "cannot be filled"   // with the name
	strayWord       key = "stray word"         //
	tierFull        key = "messaging limit"    // with the time
	moneyHeld       key = "money held"         // with the limit in dollars
	moneyHeldToday  key = "money held today"   // likewise
	notThen         key = "not then"           // with the command
	valueMissing    key = "value missing"      // with the parameter
	valueUnknown    key = "value unknown"      // with the parameter
	valueUnfit      key = "value unfit"        // with the parameter
	valueLong       key = "value too long"     // with the parameter and the limit
	wholeLong       key = "template too long"  // with the limit
	templateForm    key = "form of a template" // above the form
	closingSoon     key = "closing"            // with the time left and the time
	closedNow       key = "closed"             // with the time
)

// TemplateOffered is added to a refusal: the command that sends the template
// which the rules have chosen.
func TemplateOffered(lang, command string) string { return fmt.Sprintf(text(lang, offered), command) }

// TemplateSent records in the ticket what a template told the customer. instead
// tells that it went in the place of a reply, which was not sent.
func TemplateSent(lang, name, language, said string, instead bool) string {
	told := fmt.Sprintf(text(lang, templateSent), name, language) + "\n" + said
	if instead {
		told += "\n" + text(lang, keptReply)
	}
	return told
}

// WrongTemplate tells why a command for a template was not carried out, and how
// it is written. wrong is what the template package or the command's reader
// found; form is the right command, or empty; similar are names that the agent
// may have meant.
func WrongTemplate(lang, name string, wrong error, form string, similar []string) string {
	lines := []string{fmt.Sprintf(text(lang, notSent), whyWrong(lang, name, wrong))}
	if len(similar) > 0 {
		lines = append(lines, fmt.Sprintf(text(lang, didYouMean), strings.Join(similar, ", ")))
	}
	if form == "" {
		form, _ = commandLine(lang, "template")
	}
	return strings.Join(append(lines, text(lang, templateForm), form), "\n")
}

// TemplateNotThen is in the place of WrongTemplate where the reason is past and
// nobody knows it any more: the process died when it was about to tell. command
// is what stands behind "/wa template".
func TemplateNotThen(lang, command string) string {
	return fmt.Sprintf(text(lang, notSent), fmt.Sprintf(text(lang, notThen), "/wa template "+command))
}

// TierFull tells that WhatsApp's messaging limit is reached: no template leaves to
// somebody new outside their window until roomAt. command, where it is not empty,
// is what to send then.
func TierFull(lang string, roomAt time.Time, command string) string {
	told := fmt.Sprintf(text(lang, tierFull), clockTime(roomAt))
	if command != "" {
		told += "\n" + command
	}
	return told
}

// MoneyHeld tells that a template was not sent because what WhatsApp charged this
// month is too near the policy's limit, in dollars.
func MoneyHeld(lang, limit string) string { return fmt.Sprintf(text(lang, moneyHeld), limit) }

// MoneyHeldToday tells the same of what was charged today, by UTC.
func MoneyHeldToday(lang, limit string) string { return fmt.Sprintf(text(lang, moneyHeldToday), limit) }

func whyWrong(lang, name string, wrong error) string {
	var none *template.NoChoiceError
	var unsendable *template.UnsendableError
	var form *template.FormError
	switch {
	case name == "":
		return text(lang, noTemplateNamed)
	case errors.As(wrong, &none):
		return whyNone(lang, none)
	case errors.As(wrong, &unsendable) && unsendable.Rule == template.RuleStatus:
		return fmt.Sprintf(text(lang, notApproved), quoted(name, "?"), unsendable.Status)
	case errors.As(wrong, &unsendable):
		return fmt.Sprintf(text(lang, cannotFill), quoted(name, "?"))
	case errors.As(wrong, &form):
		var problems []string
		for _, problem := range form.Problems {
			problems = append(problems, whyValue(lang, problem))
		}
		return strings.Join(problems, " ")
	default:
		return text(lang, strayWord)
	}
}

// whyNone: a template that is not approved in the language that was asked for,
// or is approved in others only, or is not there at all.
func whyNone(lang string, none *template.NoChoiceError) string {
	for _, passed := range none.Passed {
		if passed.Status != "" {
			return fmt.Sprintf(text(lang, notApproved), quoted(none.Name, "?"), passed.Status)
		}
	}
	if len(none.Sendable) > 0 {
		return fmt.Sprintf(text(lang, otherLanguages), quoted(none.Name, "?"), strings.Join(none.Sendable, ", "))
	}
	return fmt.Sprintf(text(lang, noSuchTemplate), quoted(none.Name, "?"))
}

func whyValue(lang string, problem template.Problem) string {
	name := quoted(problem.Key, "?")
	switch problem.What {
	case template.WhatMissing, template.WhatEmpty:
		return fmt.Sprintf(text(lang, valueMissing), name)
	case template.WhatUnknown, template.WhatNamed, template.WhatNumbered:
		return fmt.Sprintf(text(lang, valueUnknown), name)
	case template.WhatLong:
		return fmt.Sprintf(text(lang, valueLong), name, problem.Limit)
	case template.WhatBody, template.WhatHeader:
		return fmt.Sprintf(text(lang, wholeLong), problem.Limit)
	default:
		return fmt.Sprintf(text(lang, valueUnfit), name)
	}
}

// ReplyKept tells that a reply waits until the customer writes, since the window
// closed at closedAt (zero: it was never open), and until when it does. command
// sends the template that fits meanwhile, or is empty.
func ReplyKept(lang string, closedAt, until time.Time, command string) string {
	told := text(lang, keptNever)
	if !closedAt.IsZero() {
		told = fmt.Sprintf(text(lang, keptClosed), clockTime(closedAt))
	}
	return withCommand(lang, told+" "+fmt.Sprintf(text(lang, keptUntil), clockTime(until)), command)
}

// KeptLeaves tells that the customer has written, so that the reply of at, which
// was kept, is sent now.
func KeptLeaves(lang string, at time.Time) string {
	return fmt.Sprintf(text(lang, keptLeaves), clockTime(at))
}

// KeptTooLong tells that the reply of at waited for too long and was not sent
// when the customer wrote.
func KeptTooLong(lang string, at time.Time) string {
	return fmt.Sprintf(text(lang, keptTooLong), clockTime(at))
}

// KeptDropped answers "/wa drop": so many replies no longer wait.
func KeptDropped(lang string, count int) string {
	if count == 0 {
		return text(lang, keptNone)
	}
	return fmt.Sprintf(text(lang, keptDropped), count)
}

// WindowClosing warns that the window closes at closesAt, unless the customer
// writes, and tells what a reply costs until then and a template after it. The
// command that will then send a template is added, or empty.
func WindowClosing(lang string, closesAt, now time.Time, prices Prices, command string) string {
	told := fmt.Sprintf(text(lang, closingSoon), left(lang, closesAt.Sub(now)), clockTime(closesAt))
	return withCommand(lang, withPrices(told, prices.told(lang, true)), command)
}

// WindowHasClosed tells, without a reply, that the window closed at closedAt, and
// what a template costs now.
func WindowHasClosed(lang string, closedAt time.Time, prices Prices, command string) string {
	return withCommand(lang, withPrices(fmt.Sprintf(text(lang, closedNow), clockTime(closedAt)), prices.told(lang, false)), command)
}

func withPrices(told, prices string) string {
	if prices == "" {
		return told
	}
	return told + "\n" + prices
}

func withCommand(lang, told, command string) string {
	if command == "" {
		return told
	}
	return told + "\n" + TemplateOffered(lang, command)
}
