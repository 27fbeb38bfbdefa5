package policy

import (
	"fmt"
	"regexp"
	"strings"
	"time"
)

// day is the length of a customer service window at most times; a longer time
// before its end never comes.
const day = 24 * time.Hour

// check adds what is wrong with values that could be read.
func check(p Policy, r *reader) {
	switch {
	case !r.wrote("version"):
		r.add("version", "required: write version: %d", Version)
	case p.Version != Version && !r.told("version"):
		r.add("version", "%d is not known here: write version: %d", p.Version, Version)
	}
	checkLanguages(p.Languages, r)
	checkWindow(p.Window, r)
	checkRules(p.Templates.Rules, r)
	checkSurvey(p, r)
	checkRollout(p.Rollout, r)
	checkNotes(p.Notes, r)
	checkMoney(p.Money, r)
	checkFees(p.Fees, r)
	checkPurposes(p, r)
}

// written is checked only where the document has it: the defaults are right, and
// what could not be read was told.
func (r *reader) written(field string, ok bool, format string, args ...any) {
	if r.wrote(field) && !ok && !r.told(field) {
		r.add(field, format, args...)
	}
}

// told reports whether the field itself already has a problem.
func (r *reader) told(field string) bool {
	for _, problem := range r.problems.List {
		if problem.Field == field {
			return true
		}
	}
	return false
}

// oneOf checks a word against those that are known.
func oneOf[T ~string](r *reader, field string, value T, known []T) {
	words := make([]string, 0, len(known))
	for _, word := range known {
		words = append(words, string(word))
	}
	r.written(field, contains(words, string(value)), "%q is not known%s: write one of %s", value, meant(string(value), words), strings.Join(words, ", "))
}

func checkLanguages(l Languages, r *reader) {
	if l.Default != "" {
		checkTemplateLanguage(r, "languages.default", l.Default)
	}
	for customer, list := range l.Customers {
		field := join("languages.customers", customer)
		checkCustomerLanguage(r, field, customer)
		r.written(field, len(list) > 0, "list at least one template language, or take the key out")
		for i, language := range list {
			checkTemplateLanguage(r, fmt.Sprintf("%s[%d]", field, i), language)
		}
	}
}

func checkTemplateLanguage(r *reader, field, language string) {
	ok := regexp.MustCompile(`^[a-z]{2,3}(_[A-Z]{2})?$`).MatchString(language)
	r.written(field, ok, "%q is no language of templates: write it as es or es_MX", language)
}

func checkCustomerLanguage(r *reader, field, language string) {
	ok := regexp.MustCompile(`^([a-z]{2,3}(-[A-Z]{2})?)?$`).MatchString(language)
	r.written(field, ok, `%q is no language of a customer: write it as es or pt-BR, or "" for an unknown one`, language)
}

func checkWindow(w Window, r *reader) {
	for i, before := range w.Warn {
		field := fmt.Sprintf("window.warn[%d]", i)
		checkBefore(r, field, before)
		if i > 0 {
			r.written(field, before < w.Warn[i-1] || r.told(fmt.Sprintf("window.warn[%d]", i-1)), "%s does not follow %s: list the longest first, each once", formatDuration(before), formatDuration(w.Warn[i-1]))
		}
	}
	if r.wrote("window.quiet") {
		requireKeys(r, "window.quiet", "from", "to", "zone")
		checkZone(r, "window.quiet.zone", w.Quiet.Zone)
		r.written("window.quiet.to", w.Quiet.From != w.Quiet.To || r.told("window.quiet.from"), "the quiet time ends when it begins: write another time, or take quiet out")
	}
	oneOf(r, "window.closed_reply", w.ClosedReply, closedReplies())
	if r.wrote("window.reminder") {
		requireKeys(r, "window.reminder", "before")
		checkBefore(r, "window.reminder.before", w.Reminder.Before)
		checkTemplate(r, "window.reminder.template", w.Reminder.Template)
	}
	if r.wrote("window.digest") {
		checkDigest(w.Digest, r)
	}
}

func checkBefore(r *reader, field string, before time.Duration) {
	r.written(field, before >= time.Minute && before < day, "a window lasts 24 hours and is looked at each minute: write from 1m to less than 24h")
}

func requireKeys(r *reader, section string, names ...string) {
	if r.told(section) {
		return
	}
	for _, name := range names {
		if field := join(section, name); !r.wrote(field) {
			r.add(field, "required where %s is written", section)
		}
	}
}

func checkZone(r *reader, field, name string) {
	_, err := time.LoadLocation(name)
	// "Local" and "" would mean another time on each machine.
	r.written(field, err == nil && name != "Local" && name != "", "%q is no time zone: write it as Europe/Madrid or America/Sao_Paulo", name)
}

func checkTemplate(r *reader, field, name string) {
	ok := regexp.MustCompile(`^[a-z0-9_]{1,512}$`).MatchString(name)
	r.written(field, ok, "%q is no name of a template: small letters, digits and _ only", name)
}

func checkRollout(rollout Rollout, r *reader) {
	oneOf(r, "rollout.mode", rollout.Mode, rolloutModes())
	checkShare(r, "rollout.share", rollout.Share)
	form := regexp.MustCompile(`^(\+[1-9][0-9]{6,14}|[A-Z]{2}\.[0-9A-Za-z.]{1,132})$`)
	for i, customer := range rollout.Allow {
		// The entry is a person's: the problem does not repeat it.
		r.written(fmt.Sprintf("rollout.allow[%d]", i), form.MatchString(customer), "neither a phone, as +34600000000, nor a BSUID, as ES.1234")
	}
	checkWords(r, "rollout.numbers", rollout.Numbers)
}

func checkShare(r *reader, field string, share float64) {
	r.written(field, share >= 0 && share <= 1, "%g is no share: write it from 0 to 1, as 0.2 for a fifth", share)
}

func checkWords(r *reader, field string, words []string) {
	for i, word := range words {
		r.written(fmt.Sprintf("%s[%d]", field, i), strings.TrimSpace(word) != "", "empty: write a word or take the item out")
	}
}

func checkNotes(n Notes, r *reader) {
	known := []string{"en", "es", "pt"}
	oneOf(r, "notes.language", n.Language, known)
	for number, language := range n.Numbers {
		oneOf(r, join("notes.numbers", number), language, known)
	}
}

func checkMoney(m Money, r *reader) {
	amount := regexp.MustCompile(`^[0-9]{1,12}(\.[0-9]{1,6})?$`)
	r.written("money.monthly_limit", amount.MatchString(m.MonthlyLimit), "%q is no amount: write it as 250.00, without the currency", m.MonthlyLimit)
	r.written("money.daily_limit", amount.MatchString(m.DailyLimit), "%q is no amount: write it as 50.00, without the currency", m.DailyLimit)
	month, monthly := micros6(m.MonthlyLimit)
	if day, daily := micros6(m.DailyLimit); monthly && daily && day > month {
		r.add("money.daily_limit", "%s is more than monthly_limit: it would hold nothing", m.DailyLimit)
	}
	r.written("money.currency", regexp.MustCompile(`^[A-Z]{3}$`).MatchString(m.Currency), "%q is no currency: write it as USD, EUR or BRL", m.Currency)
	switch limited, named := r.wrote("money.monthly_limit") || r.wrote("money.daily_limit"), r.wrote("money.currency"); {
	case limited && !named:
		r.add("money.currency", "required where a limit is written")
	case named && !limited:
		r.add("money.monthly_limit", "this or daily_limit is required where currency is written")
	}
	seen := map[Purpose]bool{}
	for i, purpose := range m.StopFirst {
		field := fmt.Sprintf("money.stop_first[%d]", i)
		oneOf(r, field, purpose, purposes())
		r.written(field, !seen[purpose], "%s is listed twice", purpose)
		seen[purpose] = true
	}
}

func checkFees(fees []Fee, r *reader) {
	for i, fee := range fees {
		field := fmt.Sprintf("fees[%d]", i)
		if !r.wrote(field + ".from") {
			r.add(field+".from", "required: write the first day, as 2026-10-01")
		}
		_, err := time.Parse(time.DateOnly, fee.From)
		r.written(field+".from", err == nil, "%q is no day: write it as 2026-10-01", fee.From)
		amount := regexp.MustCompile(`^[0-9]{1,6}(\.[0-9]{1,6})?$`)
		r.written(field+".sent", amount.MatchString(fee.Sent), "%q is no amount in dollars: write it as 0.005", fee.Sent)
		r.written(field+".received", amount.MatchString(fee.Received), "%q is no amount in dollars: write it as 0.005", fee.Received)
		for j, number := range fee.Numbers {
			r.written(fmt.Sprintf("%s.numbers[%d]", field, j), number != "", "empty: write our id of a number, or take it out")
		}
	}
}
