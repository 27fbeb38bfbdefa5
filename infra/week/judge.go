package week

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// Verdict is how the notes on the tickets compare with what had to stand there.
type Verdict struct {
	Expected int // warnings that had to stand, those that a window has closed among them
	Closed   int // of Expected, notes that a window has closed
	Moved    int // of Expected, those that quiet hours moved
	Chance   int // warnings that may stand or not
	ByChance int // of Chance, those that stand
	Answered int // warnings that must not stand because the customer was answered
	Idle     int // those that must not because the ticket was solved or waited
	Late     []time.Duration
	// Faults, each told with its ticket; none of the words of anybody.
	Missing, Doubled, Unexpected, Wrong, TooLate []string
	// Commands counts the offered templates by name and language.
	Commands map[string]int
}

// Held is whether every warning stands once, in time, as it had to.
func (v Verdict) Held() bool {
	return v.Expected > 0 && len(v.Missing)+len(v.Doubled)+len(v.Unexpected)+len(v.Wrong)+len(v.TooLate) == 0
}

// judge reads every ticket.
func (w *week) judge(ctx context.Context) (Verdict, error) {
	verdict, notes := Verdict{Commands: map[string]int{}}, newReader()
	all, err := w.tickets(ctx)
	if err != nil {
		return verdict, err
	}
	for _, one := range all {
		at := slices.IndexFunc(w.talks, func(c *conversation) bool { return c.ticket == one.ID })
		if at < 0 {
			verdict.Unexpected = append(verdict.Unexpected, fmt.Sprintf("ticket %d, which is no conversation's", one.ID))
			continue
		}
		verdict.compare(notes, w.talks[at], one, w.Language)
	}
	for _, one := range w.talks {
		if err := w.heard(ctx, one, &verdict); err != nil {
			return verdict, err
		}
	}
	slices.Sort(verdict.Late)
	return verdict, nil
}

// heard checks that nothing but the agent's answers reached the customer.
func (w *week) heard(ctx context.Context, c *conversation, verdict *Verdict) error {
	if len(c.events) == 0 {
		return nil
	}
	shown, err := w.phone(ctx, c.who)
	if err != nil {
		return err
	}
	var got, want []string
	for _, m := range shown {
		if m.From == "business" {
			got = append(got, m.Text)
		}
	}
	for _, e := range c.events {
		if e.do == answers {
			want = append(want, e.token)
		}
	}
	if !slices.Equal(got, want) {
		verdict.Wrong = append(verdict.Wrong, fmt.Sprintf("ticket %d: the customer got %d messages, want the agent's %d", c.ticket, len(got), len(want)))
	}
	return nil
}

// compare holds the notes of a ticket against the warnings of its conversation.
func (v *Verdict) compare(notes reader, c *conversation, of ticket, language string) {
	due := expected(c.fates)
	stand := make([]int, len(due))
	for _, one := range of.Comments {
		if one.Public || one.AuthorRole != "admin" { // Ventana writes as an administrator
			continue
		}
		place := fmt.Sprintf("ticket %d, note of %s", of.ID, one.CreatedAt.UTC().Format(time.RFC3339))
		note, err := notes.read(one.Body)
		at := -1
		if err == nil {
			at = whose(due, note, one.CreatedAt)
		}
		switch {
		case err != nil:
			v.Unexpected = append(v.Unexpected, place+": "+err.Error())
		case at < 0:
			v.Unexpected = append(v.Unexpected, fmt.Sprintf("%s: no warning is due of the window that closes at %s", place, note.closes.Format(time.RFC3339)))
		default:
			if stand[at]++; stand[at] > 1 {
				v.Doubled = append(v.Doubled, place)
				continue
			}
			v.check(c, of, due[at], note, one.CreatedAt, language, place)
		}
	}
	for i, one := range due {
		v.sum(of, one, stand[i])
	}
	for _, one := range c.fates {
		switch one.fate {
		case answered:
			v.Answered++
		case idle:
			v.Idle++
		case stands, chance, overtaken:
		}
	}
}

// whose is the warning that a note is: the last that was due when it was written.
func whose(expected []warning, note said, at time.Time) int {
	found := -1
	for i, one := range expected {
		if one.closes.Truncate(time.Minute).Equal(note.closes) && (one.level == closed) == note.hasClosed && !one.due.After(at.Add(moment)) {
			found = i
		}
	}
	return found
}

// check looks at one note that stands where it should.
func (v *Verdict) check(c *conversation, of ticket, expected warning, note said, at time.Time, language, place string) {
	late := max(0, at.Sub(expected.due))
	v.Late = append(v.Late, late)
	if late > Bound {
		v.TooLate = append(v.TooLate, fmt.Sprintf("%s: %s after it was due", place, late))
	}
	wrong := func(what string, got, want any) {
		v.Wrong = append(v.Wrong, fmt.Sprintf("%s: %s %v, want %v", place, what, got, want))
	}
	if note.language != language {
		wrong("language", note.language, language)
	}
	if left := expected.closes.Sub(at); !note.hasClosed && (note.left-left).Abs() > time.Minute+moment {
		wrong("time left", note.left, left)
	}
	// A note is written a moment after its rules were looked at.
	want, before := offered(c.person, expected.heard, at, of.ID), offered(c.person, expected.heard, at.Add(-moment), of.ID)
	if note.command != want && note.command != before {
		wrong("command", fmt.Sprintf("%q", note.command), fmt.Sprintf("%q", want))
	}
	v.Commands[templateOf(note.command)]++
}

// sum counts one warning.
func (v *Verdict) sum(of ticket, one warning, stands int) {
	if one.fate == chance {
		v.Chance++
		v.ByChance += min(stands, 1)
		return
	}
	v.Expected++
	if one.level == closed {
		v.Closed++
	}
	if one.moved {
		v.Moved++
	}
	if stands == 0 {
		v.Missing = append(v.Missing, fmt.Sprintf("ticket %d: level %d, due %s, of the window that closes at %s",
			of.ID, one.level, one.due.Format(time.RFC3339), one.closes.Format(time.RFC3339)))
	}
}
