package soak

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// world is a run in which everything went right.
type world struct {
	plan   plan
	ledger *ledger
	seen   seen
}

const noteDoubt = "WhatsApp did not confirm your reply, so it may or may not have reached the customer."

// newWorld sends everything in order, and everybody sees it.
func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{plan: newPlan(3, 600)}
	w.ledger = newLedger(&w.plan)
	for _, lane := range w.plan.deliveries {
		for _, one := range lane {
			w.ledger.posting(one)
			w.ledger.accept(&w.plan, one)
		}
	}
	w.seen.phones = make([][]bubble, len(w.plan.people))
	comments := int64(0)
	for person, one := range w.plan.people {
		of := ticket{ID: int64(person + 1), Requester: one.name, ExternalID: fmt.Sprintf("ventana:c%d:main:1", person)}
		say := func(said comment) int64 {
			comments++
			said.ID = comments
			of.Comments = append(of.Comments, said)
			return comments
		}
		for _, m := range w.plan.messages {
			if m.person == person {
				w.says(m, say)
			}
		}
		for _, a := range w.plan.acts[person] {
			if a.do != replies {
				continue
			}
			w.ledger.did(a, of.ID, say(comment{Body: a.text, Public: true, AuthorRole: "agent"}))
			w.seen.phones[person] = append(w.seen.phones[person], bubble{From: "business", Text: a.text})
		}
		w.seen.tickets = append(w.seen.tickets, of)
	}
	return w
}

// says has a message stand in its customer's ticket.
func (w *world) says(m message, say func(comment) int64) {
	switch m.kind {
	case reaction:
		say(comment{Public: true, Body: "[reaction] " + m.emoji + " → “" + strings.ReplaceAll(w.plan.messages[m.place-1].text, "\n", " ") + "”"})
	case echo:
		say(comment{Public: true, Body: "[phone app]\n" + m.text})
	case document:
		say(comment{Public: true, Body: "[document] (file follows)\n" + m.text})
		file := comment{Public: true, Body: "[document] " + m.file}
		file.Attachments = append(file.Attachments, attachment{m.file, "digest " + m.id})
		say(file)
		shown := bubble{ID: m.id, From: "customer"}
		shown.File = &struct {
			SHA256 string `json:"sha256"`
		}{"digest " + m.id}
		w.seen.phones[m.person] = append(w.seen.phones[m.person], shown)
	default:
		say(comment{Public: true, Body: m.text})
	}
}

// first finds a message of a kind.
func (w *world) first(k kind) message {
	return w.plan.messages[slices.IndexFunc(w.plan.messages, func(m message) bool { return m.kind == k })]
}

// comment finds the comment in which a word stands.
func (w *world) comment(word string) (of *ticket, at int) {
	for i := range w.seen.tickets {
		for at, said := range w.seen.tickets[i].Comments {
			if strings.Contains(said.Body, word) {
				return &w.seen.tickets[i], at
			}
		}
	}
	return nil, 0
}

// remove takes a comment away.
func (w *world) remove(word string) comment {
	of, at := w.comment(word)
	said := of.Comments[at]
	of.Comments = slices.Delete(of.Comments, at, at+1)
	return said
}

// unheard takes a reply off its phone and gives it back.
func (w *world) unheard(alone bool) written {
	for i, one := range w.ledger.replies {
		if len(one.tokens) == 1 == alone {
			w.seen.phones[one.person] = slices.DeleteFunc(w.seen.phones[one.person], func(b bubble) bool { return b.Text == one.text })
			return w.ledger.replies[i]
		}
	}
	return written{}
}

func TestJudge_findsWhatIsWrong(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		spoil func(w *world)
		want  string // kinds and how often, in order of appearance
	}{
		"nothing":               {func(*world) {}, ""},
		"a message is missing":  {func(w *world) { w.remove(w.first(text).token) }, "lost"},
		"an echo is missing":    {func(w *world) { w.remove(w.first(echo).token) }, "lost"},
		"a reaction is missing": {func(w *world) { w.remove("[reaction] " + w.first(reaction).emoji) }, "lost"},
		"a reaction too many": {func(w *world) {
			of, at := w.comment("[reaction] " + w.first(reaction).emoji)
			of.Comments = append(of.Comments, of.Comments[at])
		}, "doubled"},
		"a message stands twice": {func(w *world) {
			of, at := w.comment(w.first(text).token)
			of.Comments = append(of.Comments, of.Comments[at])
		}, "doubled"},
		"a message stands twice in a comment": {func(w *world) {
			of, at := w.comment(w.first(text).token)
			of.Comments[at].Body += "\n" + of.Comments[at].Body
		}, "doubled"},
		"a message is changed": {func(w *world) {
			of, at := w.comment(w.first(text).token)
			of.Comments[at].Body = strings.ToUpper(of.Comments[at].Body[:1]) + "…" + of.Comments[at].Body[1:]
		}, "lost"},
		"a message stands with another customer": {func(w *world) {
			said := w.remove(w.first(text).token)
			of := &w.seen.tickets[(w.first(text).person+1)%len(w.plan.people)]
			of.Comments = append(of.Comments, said)
		}, "strayed"},
		"a file is missing": {func(w *world) { w.remove(w.first(document).file) }, "lost"},
		"a file stands twice": {func(w *world) {
			of, at := w.comment(w.first(document).file)
			of.Comments = append(of.Comments, of.Comments[at])
		}, "doubled"},
		"a file is damaged": {func(w *world) {
			of, at := w.comment(w.first(document).file)
			of.Comments[at].Attachments[0].SHA256 = "other"
		}, "lost"},
		"a reply is missing":   {func(w *world) { w.unheard(true) }, "lost"},
		"a long one misses it": {func(w *world) { w.unheard(false) }, "lost"},
		"a reply is doubtful, and the agent knows": {func(w *world) {
			reply := w.unheard(true)
			of := &w.seen.tickets[reply.ticket-1]
			of.Comments = append(of.Comments, comment{ID: 1 << 40, Body: noteDoubt})
		}, ""},
		"the note is older than the reply": {func(w *world) {
			reply := w.unheard(true)
			of := &w.seen.tickets[reply.ticket-1]
			of.Comments = append(of.Comments, comment{ID: 0, Body: noteDoubt})
		}, "lost"},
		"a reply is on the phone twice": {func(w *world) {
			one := w.ledger.replies[0]
			w.seen.phones[one.person] = append(w.seen.phones[one.person], bubble{From: "business", Text: one.text})
		}, "doubled"},
		"a reply is on another phone": {func(w *world) {
			reply := w.unheard(true)
			other := (reply.person + 1) % len(w.plan.people)
			w.seen.phones[other] = append(w.seen.phones[other], bubble{From: "business", Text: reply.text})
		}, "strayed"},
		"replies are on the phone in another order": {func(w *world) { w.swapReplies() }, "reordered"},
		"one that was told as doubtful arrives behind the next": {func(w *world) {
			of := &w.seen.tickets[w.swapReplies().ticket-1]
			of.Comments = append(of.Comments, comment{ID: 1 << 40, Body: noteDoubt})
		}, ""},
		"somebody got what nobody wrote": {func(w *world) {
			w.seen.phones[0] = append(w.seen.phones[0], bubble{From: "business", Text: "hello"})
		}, "unexpected"},
		"a reply was sent into a closed window": {func(w *world) { w.ledger.replies[0].shut = true }, "unexpected"},
		"a customer has two tickets": {func(w *world) {
			w.seen.tickets = append(w.seen.tickets, ticket{ID: 1 << 20, Requester: w.plan.people[0].name})
		}, "unexpected"},
		"a customer has two tickets, of which one was closed": {func(w *world) {
			w.seen.tickets = append(w.seen.tickets, ticket{ID: 1 << 20, Requester: w.plan.people[0].name})
			w.ledger.closed[0]++
		}, ""},
		"a ticket is nobody's": {func(w *world) {
			w.seen.tickets = append(w.seen.tickets, ticket{ID: 1 << 20, Requester: "Nobody"})
		}, "unexpected"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			test.spoil(w)
			found := newJudge(&w.plan, w.ledger, w.seen).look()
			var got []string
			for _, one := range found.violations {
				got = append(got, one.kind)
			}
			if strings.Join(got, " ") != test.want {
				t.Errorf("found %q, want %q: %+v", got, test.want, found.violations)
			}
		})
	}
}

// swapReplies has two replies of one ticket change places on the phone, and gives
// one of them.
func (w *world) swapReplies() written {
	for _, shown := range w.seen.phones {
		if from := slices.IndexFunc(shown, func(b bubble) bool { return b.From == "business" }); from >= 0 && len(shown) > from+1 {
			shown[from], shown[from+1] = shown[from+1], shown[from]
			at := slices.IndexFunc(w.ledger.replies, func(r written) bool { return strings.Contains(shown[from].Text, r.tokens[0]) })
			return w.ledger.replies[at]
		}
	}
	return written{}
}

// Two comments of one customer change places.
func TestJudge_orderIsThatOfAcceptance(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		spoil func(l *ledger, above, below message) // of the messages that stand the wrong way round
		want  int
	}{
		"taken one after the other": {func(*ledger, message, message) {}, 1},
		"posted beside each other":  {func(l *ledger, above, below message) { l.posted[above.place] = l.posted[below.place] }, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			of, first, second := w.neighbours(t)
			of.Comments[first], of.Comments[second] = of.Comments[second], of.Comments[first]
			above, below := w.saying(of.Comments[first]), w.saying(of.Comments[second])
			test.spoil(w.ledger, above, below)
			found := newJudge(&w.plan, w.ledger, w.seen).look()
			if got := found.counted(reordered); got != test.want || len(found.violations) != test.want {
				t.Errorf("%d reordered, want %d: %+v", got, test.want, found.violations)
			}
		})
	}
}

// neighbours are two texts of one customer in different deliveries, one below the
// other in their ticket.
func (w *world) neighbours(t *testing.T) (of *ticket, first, second int) {
	t.Helper()
	j := newJudge(&w.plan, w.ledger, w.seen)
	for i := range w.seen.tickets {
		of := &w.seen.tickets[i]
		for at := 1; at < len(of.Comments); at++ {
			a, b := w.saying(of.Comments[at-1]), w.saying(of.Comments[at])
			if a.kind == text && b.kind == text && j.delivery[a.place] != j.delivery[b.place] {
				return of, at - 1, at
			}
		}
	}
	t.Fatal("no customer said two things in two deliveries")
	return nil, 0, 0
}

// saying is the message that a comment shows.
func (w *world) saying(said comment) message {
	for _, one := range w.plan.messages {
		if one.kind == text && said.Body == one.text {
			return one
		}
	}
	return message{}
}
