package soak

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// What can be wrong.
const (
	lost       = "lost"       // it stands nowhere as it was sent, and nobody was told
	doubled    = "doubled"    // it stands more than once
	reordered  = "reordered"  // it stands above what came before it
	strayed    = "strayed"    // it stands with somebody else
	unexpected = "unexpected" // nobody said it, or one ticket too many
)

// violation is one thing that is wrong.
type violation struct {
	kind   string
	what   string
	ids    []string // by which logs may be searched
	ticket []int64
}

// seen is what people see in the end.
type seen struct {
	tickets []ticket
	phones  [][]bubble // by person
}

// verdict is what the checker finds.
type verdict struct {
	sent       int // messages and replies
	told       int // replies of which agents read that they may not have arrived
	arrived    int // of those, replies that are on the phone all the same
	shut       int // replies of which agents read that the window was closed
	files      int
	late       []time.Duration // from WhatsApp's time of a message to its comment's, ascending
	violations []violation
}

// counted is how many violations are of a kind.
func (v *verdict) counted(kind string) (sum int) {
	for _, one := range v.violations {
		if one.kind == kind {
			sum++
		}
	}
	return sum
}

// judge compares what people see with what people did.
type judge struct {
	plan      *plan
	ledger    *ledger
	seen      seen
	delivery  []int             // by message: its delivery
	owner     map[int64]int     // by ticket: its customer
	spots     map[string][]spot // by token of a customer's message
	reactions map[reacted]int   // how many stand in tickets
	verdict
}

// reacted is an emoji of a customer's.
type reacted struct {
	person int
	emoji  string
}

// spot is where a word stands: in which ticket, and behind how many others.
type spot struct {
	ticket int64
	order  int
	body   string // of the comment
	at     time.Time
}

// newJudge reads everything once.
func newJudge(p *plan, l *ledger, s seen) *judge {
	j := &judge{plan: p, ledger: l, seen: s, delivery: make([]int, len(p.messages)), owner: map[int64]int{}, spots: map[string][]spot{}, reactions: map[reacted]int{}}
	for _, lane := range p.deliveries {
		for _, one := range lane {
			for _, place := range one.messages {
				j.delivery[place] = one.place
			}
		}
	}
	return j
}

// look judges everything.
func (j *judge) look() verdict {
	j.readTickets()
	j.messages()
	j.reacted()
	j.orders()
	j.filesArrived()
	j.repliesArrived()
	j.nothingElse()
	j.sent = len(j.plan.messages) + len(j.ledger.replies)
	return j.verdict
}

func (j *judge) found(kind string, ids []string, tickets []int64, format string, values ...any) {
	j.violations = append(j.violations, violation{kind, fmt.Sprintf(format, values...), ids, tickets})
}

// readTickets finds whose each ticket is and what customers' words stand where.
func (j *judge) readTickets() {
	people := map[string]int{}
	for place, one := range j.plan.people {
		people[one.name] = place
	}
	perPerson := map[int][]int64{}
	order := 0
	slices.SortFunc(j.seen.tickets, func(a, b ticket) int { return int(a.ID - b.ID) })
	for _, one := range j.seen.tickets {
		person, known := people[one.Requester]
		if !known {
			j.found(unexpected, []string{one.ExternalID}, []int64{one.ID}, "ticket %d is of %q, who is no customer", one.ID, one.Requester)
			continue
		}
		j.owner[one.ID] = person
		perPerson[person] = append(perPerson[person], one.ID)
		for _, said := range one.Comments {
			if !said.Public {
				continue
			}
			for line := range strings.Lines(said.Body) {
				order++
				if shown, is := strings.CutPrefix(line, "[reaction] "); is {
					emoji, _, _ := strings.Cut(shown, " ")
					j.reactions[reacted{person, strings.TrimSpace(emoji)}]++
					continue // what it is about stands there too
				}
				for _, token := range tokens(line, messageToken) {
					j.spots[token] = append(j.spots[token], spot{one.ID, order, said.Body, said.CreatedAt})
				}
			}
		}
	}
	for person, tickets := range perPerson {
		if most := 1 + j.ledger.closed[person]; len(tickets) > most {
			j.found(unexpected, []string{j.plan.people[person].name}, tickets, "%d tickets of customer %d, want at most %d", len(tickets), person, most)
		}
	}
}

// messages looks for each message of the customers.
func (j *judge) messages() {
	written := map[string]time.Time{} // on the phones
	for _, bubbles := range j.seen.phones {
		for _, one := range bubbles {
			written[one.ID] = time.Unix(one.At, 0)
		}
	}
	defer func() { slices.Sort(j.late) }()
	for _, one := range j.plan.messages {
		if one.kind == reaction {
			continue
		}
		spots := j.spots[one.token]
		name := fmt.Sprintf("%s %s of customer %d (%s)", one.kind, one.token, one.person, one.id)
		var tickets []int64
		for _, at := range spots {
			tickets = append(tickets, at.ticket)
			if j.owner[at.ticket] != one.person {
				j.found(strayed, []string{one.id}, []int64{at.ticket}, "%s stands in ticket %d of customer %d", name, at.ticket, j.owner[at.ticket])
			}
		}
		switch {
		case len(spots) == 0:
			j.found(lost, []string{one.id}, nil, "%s stands in no ticket", name)
		case len(spots) > 1:
			j.found(doubled, []string{one.id}, tickets, "%s stands %d times", name, len(spots))
		case !strings.Contains(spots[0].body, one.text):
			j.found(lost, []string{one.id}, tickets, "%s stands there, but not to the letter: want %q in %q", name, one.text, spots[0].body)
		}
		if at, on := written[one.id]; on && len(spots) > 0 {
			j.late = append(j.late, spots[0].at.Sub(at))
		}
	}
}

// reacted counts each emoji of each customer.
func (j *judge) reacted() {
	want := map[reacted][]string{}
	for _, one := range j.plan.messages {
		if one.kind == reaction {
			of := reacted{one.person, one.emoji}
			want[of] = append(want[of], one.id)
		}
	}
	for of, ids := range want {
		switch got := j.reactions[of]; {
		case got < len(ids):
			j.found(lost, ids, nil, "customer %d reacted with %s %d times, of which %d stand in tickets", of.person, of.emoji, len(ids), got)
		case got > len(ids):
			j.found(doubled, ids, nil, "customer %d reacted with %s %d times, and %d stand in tickets", of.person, of.emoji, len(ids), got)
		}
	}
	for of, got := range j.reactions {
		if len(want[of]) == 0 {
			j.found(unexpected, nil, nil, "%d reactions %s of customer %d, who made none", got, of.emoji, of.person)
		}
	}
}

// orders compares each two messages of a customer that stand in their tickets.
func (j *judge) orders() {
	stand := make([][]message, len(j.plan.people)) // as they stand in the tickets
	for _, one := range j.plan.messages {
		if at := j.spots[one.token]; len(at) > 0 && j.owner[at[0].ticket] == one.person {
			stand[one.person] = append(stand[one.person], one)
		}
	}
	for _, all := range stand {
		slices.SortFunc(all, func(a, b message) int { return j.spots[a.token][0].order - j.spots[b.token][0].order })
		for below := range all {
			for above := range below {
				if j.ledger.before(all[below].place, all[above].place, j.delivery) {
					j.found(reordered, []string{all[above].id, all[below].id}, []int64{j.spots[all[above].token][0].ticket},
						"%s of customer %d stands below %s, which they sent later", all[below].token, all[below].person, all[above].token)
					break // once for each message
				}
			}
		}
	}
}

// filesArrived looks for each file of the customers, as WhatsApp has it, once.
func (j *judge) filesArrived() {
	type carried struct {
		ticket int64
		digest string
	}
	standing := map[string][]carried{}
	notes := map[int64]string{}
	for _, one := range j.seen.tickets {
		for _, said := range one.Comments {
			for _, file := range said.Attachments {
				standing[file.Name] = append(standing[file.Name], carried{one.ID, file.SHA256})
			}
			if !said.Public {
				notes[one.ID] += said.Body
			}
		}
	}
	for _, one := range j.plan.messages {
		if one.kind != document {
			continue
		}
		j.files++
		digest := ""
		for _, shown := range j.seen.phones[one.person] {
			if shown.ID == one.id && shown.File != nil {
				digest = shown.File.SHA256
			}
		}
		switch at := standing[one.file]; {
		case len(at) == 0:
			j.found(lost, []string{one.id}, nil, "file %s of customer %d is in no ticket", one.file, one.person)
		case len(at) > 1:
			j.found(doubled, []string{one.id}, []int64{at[0].ticket, at[1].ticket}, "file %s of customer %d is there %d times", one.file, one.person, len(at))
		case j.owner[at[0].ticket] != one.person:
			j.found(strayed, []string{one.id}, []int64{at[0].ticket}, "file %s of customer %d is in a ticket of customer %d", one.file, one.person, j.owner[at[0].ticket])
		case at[0].digest != digest || digest == "":
			j.found(lost, []string{one.id}, []int64{at[0].ticket}, "file %s of customer %d has other bytes than were sent", one.file, one.person)
		}
	}
}
