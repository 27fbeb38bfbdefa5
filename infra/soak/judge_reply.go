package soak

import (
	"fmt"
	"slices"
	"strings"
)

// How the notes begin that say that nobody knows of a reply, that it did not
// arrive, and that the window was closed.
const (
	tellsDoubt   = "WhatsApp did not confirm your reply"
	tellsFailure = "Your reply did not reach the customer"
	tellsShut    = "Your reply was not sent. The customer service window closed"
)

// heard is where a word of a reply stands on the phones.
type heard struct {
	person, order int
	text          string
}

// repliesArrived looks for each reply on its customer's phone.
func (j *judge) repliesArrived() {
	shown := map[string][]heard{}
	for person, bubbles := range j.seen.phones {
		for order, one := range bubbles {
			if one.From != "business" || one.Echo {
				continue
			}
			for _, token := range tokens(one.Text, replyToken) {
				shown[token] = append(shown[token], heard{person, order, one.Text})
			}
		}
	}
	missing, overtook := map[int64][]written{}, map[int64][]overtaking{}
	last, before := map[int64]heard{}, map[int64]written{} // by ticket: the last word of the reply before, and that
	slices.SortFunc(j.ledger.replies, func(a, b written) int { return int(a.comment - b.comment) })
	for _, one := range j.ledger.replies {
		if at, whole := j.reply(one, shown); whole {
			if one.shut {
				j.found(unexpected, nil, []int64{one.ticket}, "reply %s (comment %d of ticket %d) was sent into a closed window", one.tokens[0], one.comment, one.ticket)
			}
			first := at[0]
			if above, any := last[one.ticket]; any && first.person == above.person && first.order < above.order {
				overtook[one.ticket] = append(overtook[one.ticket], overtaking{one, before[one.ticket].comment})
			}
			if first.person == one.person {
				last[one.ticket], before[one.ticket] = at[len(at)-1], one
			}
		} else {
			missing[one.ticket] = append(missing[one.ticket], one)
		}
	}
	j.tell(missing, overtook)
}

// overtaking is a reply that stands on the phone above the one before it, and that
// one's comment.
type overtaking struct {
	written
	before int64
}

// reply judges the words of one reply and tells whether all of them are there.
func (j *judge) reply(one written, shown map[string][]heard) (at []heard, whole bool) {
	name := fmt.Sprintf("reply %s (comment %d of ticket %d)", one.tokens[0], one.comment, one.ticket)
	whole = true
	for i, token := range one.tokens {
		spots := shown[token]
		if len(spots) == 0 {
			whole = false
			continue
		}
		if len(spots) > 1 {
			j.found(doubled, nil, []int64{one.ticket}, "%s is %d times on phones", name, len(spots))
		}
		if spots[0].person != one.person {
			j.found(strayed, nil, []int64{one.ticket}, "%s to customer %d is on the phone of customer %d", name, one.person, spots[0].person)
		}
		if i > 0 && len(at) > 0 && spots[0].order < at[len(at)-1].order {
			j.found(reordered, nil, []int64{one.ticket}, "the parts of %s are on the phone in another order", name)
		}
		if len(one.tokens) == 1 && spots[0].text != one.text {
			j.found(lost, nil, []int64{one.ticket}, "%s is on the phone, but not to the letter: %q, want %q", name, spots[0].text, one.text)
		}
		at = append(at, spots[0])
	}
	return at, whole
}

// tell looks for a note for each reply that is not on the phone, and for each that
// later ones overtook: one of which nobody could know was told, and those behind it
// went on, as they must. Notes name no reply, so each is taken for one that was
// written before it.
func (j *judge) tell(missing map[int64][]written, overtook map[int64][]overtaking) {
	for _, one := range j.seen.tickets {
		var doubt, shut []int64
		for _, said := range one.Comments {
			switch {
			case said.Public:
			case strings.HasPrefix(said.Body, tellsDoubt), strings.HasPrefix(said.Body, tellsFailure):
				doubt = append(doubt, said.ID)
			case strings.HasPrefix(said.Body, tellsShut):
				shut = append(shut, said.ID)
			}
		}
		j.told += len(doubt)
		j.shut += len(shut)
		// Into a closed window first, because there only one note is right.
		slices.SortStableFunc(missing[one.ID], func(a, b written) int { return rank(a) - rank(b) })
		for _, reply := range missing[one.ID] {
			if told := !reply.shut && take(&doubt, reply.comment) || take(&shut, reply.comment); !told {
				j.found(lost, nil, []int64{one.ID}, "reply %s (comment %d of ticket %d) is not on the phone, and no note tells", reply.tokens[0], reply.comment, one.ID)
			}
		}
		if len(shut) > 0 {
			j.found(unexpected, nil, []int64{one.ID}, "%d notes on ticket %d tell of replies into a closed window that there were not", len(shut), one.ID)
		}
		j.arrived += len(doubt)
		for _, reply := range overtook[one.ID] {
			if !take(&doubt, reply.before) {
				j.found(reordered, nil, []int64{one.ID}, "reply %s (comment %d of ticket %d) is on the phone above the one before it", reply.tokens[0], reply.comment, one.ID)
			}
		}
	}
}

// rank is 0 for replies into a closed window.
func rank(of written) int {
	if of.shut {
		return 0
	}
	return 1
}

// take takes the first note behind a comment.
func take(notes *[]int64, comment int64) bool {
	at := slices.IndexFunc(*notes, func(note int64) bool { return note > comment })
	if at >= 0 {
		*notes = slices.Delete(*notes, at, at+1)
	}
	return at >= 0
}

// nothingElse looks for what nobody wrote.
func (j *judge) nothingElse() {
	for person, bubbles := range j.seen.phones {
		for _, one := range bubbles {
			if one.From == "business" && !one.Echo && len(tokens(one.Text, replyToken)) == 0 {
				j.found(unexpected, []string{one.ID}, nil, "customer %d got %q, which nobody wrote", person, one.Text)
			}
		}
	}
}
