package soak

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
)

// Shares of a plan.
const (
	perPerson  = 40 // messages of a customer, on average
	leastCrowd = 12 // customers of the smallest plan
	lanes      = 16 // senders of deliveries; a customer belongs to one
	replyOneIn = 5  // of what is sent, one in so many is an agent's reply

	poisonOneIn = 200 // deliveries
)

// kind is what a customer's message is.
type kind string

const (
	text     kind = "text"
	document kind = "document" // a file with a caption
	echo     kind = "echo"     // the business wrote it in its phone app
	reaction kind = "reaction" // to the customer's message before
)

// message is one message of a customer, or an echo.
type message struct {
	place  int // among all
	person int
	nth    int // of the customer's, from 1
	kind   kind
	id     string // WhatsApp's
	token  string // stands in its text and nowhere else
	text   string // to the letter; of a document the caption
	media  string // id of a document's file
	file   string // its name
	emoji  string // of a reaction
	about  string // id of the message reacted to
}

// delivery is one webhook of WhatsApp's.
type delivery struct {
	place    int
	messages []int // in the order in which they stand there
	copies   int   // posted so many times more, at once
	later    int   // posted once more, after so many deliveries of its lane; 0: not
	overtake bool  // the next of its lane goes out beside it
	poison   bool  // it holds a message of nobody besides, which nobody can answer
}

// doing is what an agent does.
type doing string

const (
	replies doing = "replies"
	solves  doing = "solves"
	closes  doing = "closes" // for good: what comes then goes to a new ticket
)

// act is one thing that an agent does on a customer's ticket, after the customer
// has said so many things.
type act struct {
	do     doing
	person int
	after  int
	tokens []string // of a reply, one for each paragraph
	text   string
	atOnce bool // right behind the act before
	shut   bool // the window was closed
}

// plan is everything that people do in a run. The same seed and size make the
// same plan.
type plan struct {
	people     []person
	messages   []message
	deliveries [lanes][]delivery
	acts       [][]act          // of each customer's tickets, in order
	evening    []act            // when the windows are closed
	said       [days][]int      // by person: what they have said at a day's end
	first      [days][lanes]int // the first delivery behind a day
	poison     int              // messages of nobody
}

// days are how many days a run has, a night between them.
const days = 2

// dayOne is the share of the first day, in percent.
const dayOne = 70

// planner makes a plan.
type planner struct {
	plan
	random *rand.Rand
	now    []int // by person: what they have said so far
}

// newPlan makes a plan of so many messages, agents' replies among them.
func newPlan(seed uint64, count int) plan {
	p := planner{random: rand.New(rand.NewPCG(seed, 0x50a4))}
	crowd := max(leastCrowd, count/perPerson)
	for place := range crowd {
		p.people = append(p.people, meet(p.random, place))
	}
	p.now, p.acts = make([]int, crowd), make([][]act, crowd)
	words := count - count/replyOneIn
	for day, until := range [days]int{words * dayOne / 100, words} {
		for lane := 0; len(p.messages) < until; lane = (lane + 1) % lanes {
			p.deliver(lane, until-len(p.messages))
		}
		p.said[day] = slices.Clone(p.now)
		for lane, one := range p.deliveries {
			p.first[day][lane] = len(one)
		}
	}
	late := max(3, count/replyOneIn/20)
	for range count/replyOneIn - late {
		p.reply()
	}
	for _, person := range p.random.Perm(crowd)[:min(late, crowd/2)] {
		if p.said[0][person] > 0 {
			p.evening = append(p.evening, p.answer(person, 1))
		}
	}
	for _, person := range p.random.Perm(crowd)[:crowd/8] {
		if p.said[0][person] > 0 {
			p.evening = append(p.evening, act{do: closes, person: person})
		}
	}
	for person := range p.acts {
		p.solve(person)
		slices.SortStableFunc(p.acts[person], func(a, b act) int { return a.after - b.after })
	}
	return p.plan
}

// deliver adds a delivery to a lane: bursts of some of its customers.
func (p *planner) deliver(lane, most int) {
	var crowd []int
	for person := lane; person < len(p.people); person += lanes {
		crowd = append(crowd, person)
	}
	if len(crowd) == 0 {
		return
	}
	p.random.Shuffle(len(crowd), func(i, j int) { crowd[i], crowd[j] = crowd[j], crowd[i] })
	one := delivery{place: len(p.deliveries[lane])*lanes + lane}
	for _, person := range crowd[:min(len(crowd), 1+p.random.IntN(4))] {
		for place := range 1 + p.random.IntN(5) {
			if len(one.messages) < most {
				one.messages = append(one.messages, p.say(person, place > 0))
			}
		}
	}
	switch p.random.IntN(8) {
	case 0:
		one.copies = 1 + p.random.IntN(4)
	case 1:
		one.later = 1 + p.random.IntN(6)
	case 2:
		one.copies, one.later = 1, 1+p.random.IntN(3)
	case 3:
		one.overtake = true
	}
	if one.place == 0 || p.random.IntN(poisonOneIn) == 0 {
		one.poison = true
		p.poison++
	}
	p.deliveries[lane] = append(p.deliveries[lane], one)
}

// say adds a message of a customer; an echo only behind one of the same delivery,
// because it opens no ticket.
func (p *planner) say(person int, behind bool) int {
	m := message{place: len(p.messages), person: person, nth: p.now[person] + 1, kind: text, token: p.token(messageToken)}
	m.id = "wamid.SOAK" + m.token[len(messageToken):]
	m.text = fmt.Sprintf("%s %s, number %d", p.sentence(), m.token, p.now[person]+1)
	switch n := p.random.IntN(40); {
	case n == 0:
		m.kind, m.media, m.file = document, strconv.Itoa(700_000_000_000_000+m.place), "f-"+m.token[len(messageToken):]+".pdf"
	case n == 1 && behind:
		m.kind = echo
	case n == 2 && behind && p.messages[m.place-1].kind == text:
		m.kind, m.about = reaction, p.messages[m.place-1].id
		m.emoji = emojis()[p.now[person]%len(emojis())]
	}
	p.now[person]++
	p.messages = append(p.messages, m)
	return m.place
}

// emojis are what people react with; the next reaction has another one.
func emojis() []string {
	return []string{"👍", "❤️", "😂", "😮", "😢", "🙏", "🎉", "🔥", "👏", "💯", "🤔", "😎"}
}

// sentence is what people say, in forms that a helpdesk might change.
func (p *planner) sentence() string {
	sentences := []string{
		"hola, ¿cuándo llega?", "I have *not* got it yet", "two lines\nof text", "<b>not bold</b> & 1 < 2", "mañana a las 10:00 😀",
		"[x] see https://example.com/a_b_c?d=1&e=2", "# no title", "1. one", "“quoted”", "  two spaces",
	}
	return sentences[p.random.IntN(len(sentences))]
}

// token is a word that nobody can guess or write by chance.
func (p *planner) token(begin string) string {
	word := []byte(begin)
	for range tokenLength {
		word = append(word, tokenDigits[p.random.IntN(len(tokenDigits))])
	}
	return string(word)
}

// reply adds an agent's answer to some customer.
func (p *planner) reply() {
	person := p.random.IntN(len(p.people))
	for p.now[person] == 0 {
		person = p.random.IntN(len(p.people))
	}
	paragraphs := 1
	if p.random.IntN(25) == 0 {
		paragraphs = 6 + p.random.IntN(6) // two parts or three on WhatsApp
	}
	one := p.answer(person, paragraphs)
	one.after = 1 + p.random.IntN(p.now[person])
	p.acts[person] = append(p.acts[person], one)
}

// answer is what an agent writes to a customer.
func (p *planner) answer(person, paragraphs int) act {
	one := act{do: replies, person: person, atOnce: p.random.IntN(2) == 0}
	for i := range paragraphs {
		token := p.token(replyToken)
		one.tokens = append(one.tokens, token)
		if i > 0 {
			one.text += "\n\n"
		}
		one.text += "Thank you, we look into it: " + token
		if paragraphs > 1 {
			one.text += strings.Repeat(" and so on", 90)
		}
	}
	return one
}

// solve has the agent solve some tickets, which what the customer says then opens
// again.
func (p *planner) solve(person int) {
	for range p.random.IntN(3) {
		if p.now[person] > 2 {
			p.acts[person] = append(p.acts[person], act{do: solves, person: person, after: 1 + p.random.IntN(p.now[person]-1)})
		}
	}
}
