package graph

import (
	"maps"
	"slices"
	"time"
)

// record is one change of the state and one line of its file: exactly one
// member is set. Everything that survives a restart goes through apply.
type record struct {
	Customer   *customer     `json:"customer,omitempty"`
	Merge      *merge        `json:"merge,omitempty"`
	Message    *message      `json:"message,omitempty"`
	Status     *statusRecord `json:"status,omitempty"`
	Typing     *typingRecord `json:"typing,omitempty"`
	Media      *media        `json:"media,omitempty"`
	Post       *post         `json:"post,omitempty"`
	Posted     string        `json:"posted,omitempty"` // id of a post that is over
	Limits     *Limits       `json:"limits,omitempty"`
	Subscribed *bool         `json:"subscribed,omitempty"`
	Override   *string       `json:"override,omitempty"`
	Template   *template     `json:"template,omitempty"`
	Verdict    *verdict      `json:"verdict,omitempty"`
	Released   *released     `json:"released,omitempty"`
	Token      *token        `json:"token,omitempty"`
}

// merge says that two customers are one person.
type merge struct {
	From string `json:"from"`
	Into string `json:"into"`
}

type statusRecord struct {
	ID     string `json:"id"`
	Status string `json:"status"`
	At     int64  `json:"at"`

	Charges []charge `json:"charges,omitempty"` // of "delivered"
}

// typingRecord says that the business was shown typing an answer to a message.
type typingRecord struct {
	ID string `json:"id"`
	At int64  `json:"at"`
}

// windowKey names the customer service window of a number and a chat: a
// customer's key, or groupChat.
type windowKey struct{ number, chat string }

// state is what the simulator knows.
type state struct {
	number     string // the phone number id whose service messages are counted
	customers  []*customer
	byKey      map[string]*customer
	byAddress  map[address]string // phones by samePerson
	messages   []*message         // in order of Seq
	byID       map[string]*message
	byCustomer map[string][]*message
	windows    map[windowKey]time.Time // last message of the customer
	entries    map[windowKey]entryPoint
	groups     map[string]*group
	media      map[string]*media
	reached    map[string]time.Time // by chat, by the last template outside its window
	service    map[string]int       // service messages delivered in a month, "2026-11"
	posts      map[string]*post
	limits     Limits
	subscribed bool
	override   string             // callback set by subscribed_apps; empty is the app's own
	templates  []*template        // in order of Seq, deleted ones too
	verdicts   map[string]verdict // of reviews to come, by verdict.key
	tokens     map[string]token   // of the system user, but for the first
	postSerial int64              // highest Seq of a post
	serial     int64              // highest Seq of a message
	keys       int                // highest serial of a customer

	templateSerial int64 // highest Seq of a template
}

func newState(number string) *state {
	s := &state{
		number:     number,
		byKey:      map[string]*customer{},
		byAddress:  map[address]string{},
		byID:       map[string]*message{},
		byCustomer: map[string][]*message{},
		windows:    map[windowKey]time.Time{},
		entries:    map[windowKey]entryPoint{},
		groups:     map[string]*group{},
		media:      map[string]*media{},
		reached:    map[string]time.Time{},
		service:    map[string]int{},
		posts:      map[string]*post{},
		verdicts:   map[string]verdict{},
		tokens:     map[string]token{},
		limits:     defaultLimits(),
		subscribed: true,
	}
	for _, t := range builtinTemplates() {
		s.putTemplate(t)
	}
	return s
}

func (s *state) apply(r record) {
	switch {
	case r.Customer != nil:
		s.applyCustomer(*r.Customer)
	case r.Merge != nil:
		s.applyMerge(*r.Merge)
	case r.Message != nil:
		s.applyMessage(r.Message)
	case r.Status != nil:
		if m := s.byID[r.Status.ID]; m != nil {
			m.setStatus(r.Status.Status, r.Status.At)
			if len(r.Status.Charges) > 0 {
				m.Charges = r.Status.Charges
				s.countService(m)
			}
		}
	case r.Typing != nil:
		if m := s.byID[r.Typing.ID]; m != nil {
			m.TypingAt = r.Typing.At
		}
	case r.Media != nil:
		s.media[r.Media.ID] = r.Media
	case r.Post != nil:
		s.posts[r.Post.ID] = r.Post
		s.postSerial = max(s.postSerial, r.Post.Seq)
	case r.Posted != "":
		delete(s.posts, r.Posted)
	case r.Limits != nil:
		s.limits = r.Limits.whole()
	case r.Subscribed != nil:
		s.subscribed = *r.Subscribed
	case r.Override != nil:
		s.override = *r.Override
	case r.Template != nil:
		s.putTemplate(r.Template)
	case r.Verdict != nil:
		s.applyVerdict(*r.Verdict)
	case r.Released != nil:
		s.applyReleased(*r.Released)
	case r.Token != nil:
		s.tokens[r.Token.Token] = *r.Token
	}
}

// applyMessage keeps a message the first time it is seen: a redelivery shows
// no second bubble.
func (s *state) applyMessage(m *message) {
	if s.byID[m.ID] != nil {
		return
	}
	s.serial = max(s.serial, m.Seq)
	s.messages = append(s.messages, m)
	s.byID[m.ID] = m
	s.byCustomer[m.Customer] = append(s.byCustomer[m.Customer], m)
	s.joinGroup(m)
	s.noteEntry(m)
	if m.Outside {
		s.reached[m.chat()] = unix(m.At)
	}
	if m.opensWindow() {
		key := windowKey{m.Number, m.chat()}
		if at := unix(m.At); at.After(s.windows[key]) {
			s.windows[key] = at
		}
	}
	s.countService(m)
}

// countService counts the deliveries of a message against the free ones of their
// month.
func (s *state) countService(m *message) {
	for _, c := range m.Charges {
		if c.counts() && m.Number == s.number {
			s.service[month(unix(c.At))]++
		}
	}
}

// applyCustomer adds a customer or replaces what is known of one.
func (s *state) applyCustomer(c customer) {
	old := s.byKey[c.Key]
	if old == nil {
		old = &customer{}
		s.customers = append(s.customers, old)
		s.byKey[c.Key] = old
		s.keys = max(s.keys, c.serial())
	}
	s.forgetAddresses(c.Key)
	*old = c
	if c.Phone != "" {
		s.byAddress[address{phone: samePerson(c.Phone)}] = c.Key
	}
	for _, id := range []string{c.UserID, c.ParentUserID} {
		if id != "" {
			s.byAddress[address{userID: id}] = c.Key
		}
	}
}

func (s *state) applyMerge(m merge) {
	s.forgetAddresses(m.From)
	delete(s.byKey, m.From)
	s.customers = slices.DeleteFunc(s.customers, func(c *customer) bool { return c.Key == m.From })
	for _, moved := range s.byCustomer[m.From] {
		moved.Customer = m.Into
	}
	both := append(s.byCustomer[m.Into], s.byCustomer[m.From]...)
	slices.SortFunc(both, func(a, b *message) int { return int(a.Seq - b.Seq) })
	s.byCustomer[m.Into] = both
	delete(s.byCustomer, m.From)
	s.mergeGroups(m.From, m.Into)
	if at, reached := s.reached[m.From]; reached {
		delete(s.reached, m.From)
		if at.After(s.reached[m.Into]) {
			s.reached[m.Into] = at
		}
	}
	for key, at := range s.windows {
		if key.chat != m.From {
			continue
		}
		delete(s.windows, key)
		key.chat = m.Into
		if at.After(s.windows[key]) {
			s.windows[key] = at
		}
	}
	for key, entry := range s.entries {
		if key.chat != m.From {
			continue
		}
		delete(s.entries, key)
		key.chat = m.Into
		if entry.referred.After(s.entries[key].referred) {
			s.entries[key] = entry
		}
	}
}

func (s *state) forgetAddresses(key string) {
	c := s.byKey[key]
	if c == nil {
		return
	}
	for _, a := range []address{{phone: samePerson(c.Phone)}, {userID: c.UserID}, {userID: c.ParentUserID}} {
		if s.byAddress[a] == key {
			delete(s.byAddress, a)
		}
	}
}

// find is the customer with an address, nil when nobody has it.
func (s *state) find(a address) *customer {
	a.phone = samePerson(a.phone)
	return s.byKey[s.byAddress[a]]
}

// pendingPosts are the webhooks not yet answered 200, oldest first.
func (s *state) pendingPosts() []*post {
	return slices.SortedFunc(maps.Values(s.posts), func(a, b *post) int { return int(a.Seq - b.Seq) })
}

// records is the whole state as the fewest changes that make it.
func (s *state) records() []record {
	all := []record{{Limits: &s.limits}, {Subscribed: &s.subscribed}, {Override: &s.override}}
	for _, c := range s.customers {
		all = append(all, record{Customer: c})
	}
	for _, m := range s.media {
		all = append(all, record{Media: m})
	}
	for _, m := range s.messages {
		all = append(all, record{Message: m})
	}
	for _, p := range s.pendingPosts() {
		all = append(all, record{Post: p})
	}
	for _, t := range s.templates {
		all = append(all, record{Template: t})
	}
	for _, v := range s.verdicts {
		all = append(all, record{Verdict: &v})
	}
	return all
}

func month(at time.Time) string { return at.Format("2006-01") }
