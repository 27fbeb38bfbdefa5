package zendesk

import (
	"slices"
	"strings"
)

// firstID is the first id of everything but tickets. Zendesk's ids have passed
// 2^53 (9007199254740992), where an int32 has long failed and a float64 begins
// to lose odd numbers: from here on, with steps of two, each one is even. So
// clients whose only numbers are floats, such as those in JavaScript, work here
// as they do with most of Zendesk's; idInput refuses what they write as 9e15.
const firstID int64 = 9007199254741002

// state is the whole account. Zendesk.mu guards it.
type state struct {
	lastTicket int64
	lastID     int64
	settings   settings

	tickets    *table[int64, ticket]
	comments   *table[int64, comment]
	audits     *table[int64, audit]
	users      *table[int64, user]
	identities *table[int64, identity]
	fields     *table[int64, field]
	triggers   *table[int64, trigger]
	views      *table[int64, view]
	macros     *table[int64, macro]
	webhooks   *table[string, webhook]
	tokens     *table[string, token]  // by digest of the token
	replies    *table[string, replay] // by Idempotency-Key
	jobs       *table[string, job]

	attachments *table[int64, attachment]
	uploads     *table[string, upload] // by token

	// Indexes, rebuilt when the state is read; lists ascend by id.
	ticketIDs     []int64
	auditIDs      []int64
	commentsOf    map[int64][]int64
	auditsOf      map[int64][]int64
	ticketsByText map[string][]int64 // by external_id
	usersByText   map[string]int64   // by external_id in lower case
	usersByEmail  map[string]int64
	identitiesOf  map[int64][]int64
	owners        map[string]int64 // user by ownerKey of an identity; its first

	attachmentsByToken map[string]int64
}

// patch is one line of the journal: the records that changed. A first line
// with all of them is the snapshot.
type patch struct {
	LastTicket int64               `json:"last_ticket"`
	LastID     int64               `json:"last_id"`
	Settings   *settings           `json:"settings,omitempty"`
	Tickets    map[int64]*ticket   `json:"tickets,omitempty"`
	Comments   map[int64]*comment  `json:"comments,omitempty"`
	Audits     map[int64]*audit    `json:"audits,omitempty"`
	Users      map[int64]*user     `json:"users,omitempty"`
	Identities map[int64]*identity `json:"identities,omitempty"`
	Fields     map[int64]*field    `json:"fields,omitempty"`
	Triggers   map[int64]*trigger  `json:"triggers,omitempty"`
	Views      map[int64]*view     `json:"views,omitempty"`
	Macros     map[int64]*macro    `json:"macros,omitempty"`
	Webhooks   map[string]*webhook `json:"webhooks,omitempty"`
	Tokens     map[string]*token   `json:"tokens,omitempty"`
	Replies    map[string]*replay  `json:"replies,omitempty"`
	Jobs       map[string]*job     `json:"jobs,omitempty"`

	Attachments map[int64]*attachment `json:"attachments,omitempty"`
	Uploads     map[string]*upload    `json:"uploads,omitempty"`
}

func newState() *state {
	return &state{
		lastID: firstID - 2, settings: defaultSettings(),
		tickets: newTable[int64, ticket](), comments: newTable[int64, comment](), audits: newTable[int64, audit](),
		users: newTable[int64, user](), identities: newTable[int64, identity](), fields: newTable[int64, field](),
		triggers: newTable[int64, trigger](), views: newTable[int64, view](), macros: newTable[int64, macro](), webhooks: newTable[string, webhook](), tokens: newTable[string, token](),
		replies: newTable[string, replay](), jobs: newTable[string, job](),
		attachments: newTable[int64, attachment](), uploads: newTable[string, upload](), attachmentsByToken: map[string]int64{},
		commentsOf: map[int64][]int64{}, auditsOf: map[int64][]int64{}, ticketsByText: map[string][]int64{},
		usersByText: map[string]int64{}, usersByEmail: map[string]int64{},
		identitiesOf: map[int64][]int64{}, owners: map[string]int64{},
	}
}

// newID is the next id of anything but a ticket: even, also after the odd one
// of a state from before.
func (s *state) newID() int64 {
	s.lastID += 2 - s.lastID%2
	return s.lastID
}

// newTicketID is the next ticket's number.
func (s *state) newTicketID() int64 {
	s.lastTicket++
	return s.lastTicket
}

// takeChanges is the next line of the journal but for the settings, or false
// when no record changed.
func (s *state) takeChanges() (patch, bool) {
	p := patch{
		LastTicket: s.lastTicket, LastID: s.lastID,
		Tickets: s.tickets.changes(), Comments: s.comments.changes(), Audits: s.audits.changes(),
		Users: s.users.changes(), Identities: s.identities.changes(), Fields: s.fields.changes(),
		Triggers: s.triggers.changes(), Views: s.views.changes(), Macros: s.macros.changes(), Webhooks: s.webhooks.changes(), Tokens: s.tokens.changes(),
		Replies: s.replies.changes(), Jobs: s.jobs.changes(),
		Attachments: s.attachments.changes(), Uploads: s.uploads.changes(),
	}
	changed := len(p.Tickets)+len(p.Comments)+len(p.Audits)+len(p.Users)+len(p.Identities)+len(p.Fields)+
		len(p.Triggers)+len(p.Views)+len(p.Macros)+len(p.Webhooks)+len(p.Tokens)+len(p.Replies)+len(p.Jobs)+
		len(p.Attachments)+len(p.Uploads) > 0
	return p, changed
}

// snapshot is everything, as a patch.
func (s *state) snapshot() patch {
	settings := s.settings
	return patch{
		LastTicket: s.lastTicket, LastID: s.lastID, Settings: &settings,
		Tickets: s.tickets.rows, Comments: s.comments.rows, Audits: s.audits.rows, Users: s.users.rows,
		Identities: s.identities.rows, Fields: s.fields.rows, Triggers: s.triggers.rows, Views: s.views.rows, Macros: s.macros.rows, Webhooks: s.webhooks.rows,
		Tokens: s.tokens.rows, Replies: s.replies.rows, Jobs: s.jobs.rows,
		Attachments: s.attachments.rows, Uploads: s.uploads.rows,
	}
}

// apply takes one line of the journal.
func (s *state) apply(p patch) {
	s.lastTicket, s.lastID = max(s.lastTicket, p.LastTicket), max(s.lastID, p.LastID)
	if p.Settings != nil {
		s.settings = *p.Settings
	}
	s.tickets.merge(p.Tickets)
	s.comments.merge(p.Comments)
	s.audits.merge(p.Audits)
	s.users.merge(p.Users)
	s.identities.merge(p.Identities)
	s.fields.merge(p.Fields)
	s.triggers.merge(p.Triggers)
	s.views.merge(p.Views)
	s.macros.merge(p.Macros)
	s.webhooks.merge(p.Webhooks)
	s.tokens.merge(p.Tokens)
	s.replies.merge(p.Replies)
	s.jobs.merge(p.Jobs)
	s.attachments.merge(p.Attachments)
	s.uploads.merge(p.Uploads)
}

// index rebuilds the indexes after the journal was read.
func (s *state) index() {
	for _, id := range sortedIDs(s.users) {
		s.indexUser(s.users.get(id))
	}
	for _, id := range sortedIDs(s.identities) {
		s.indexIdentity(s.identities.get(id))
	}
	for _, id := range sortedIDs(s.tickets) {
		s.ticketIDs = append(s.ticketIDs, id)
		s.indexExternalID(s.tickets.get(id))
	}
	for _, id := range sortedIDs(s.comments) {
		s.indexComment(s.comments.get(id))
	}
	for _, id := range sortedIDs(s.audits) {
		s.indexAudit(s.audits.get(id))
	}
	for _, f := range s.attachments.rows {
		s.indexAttachment(f)
	}
}

func (s *state) indexUser(u *user) {
	if u.ExternalID != "" {
		s.usersByText[strings.ToLower(u.ExternalID)] = u.ID
	}
	if u.Email != "" {
		s.usersByEmail[strings.ToLower(u.Email)] = u.ID
	}
}

func (s *state) unindexUser(u *user) {
	delete(s.usersByText, strings.ToLower(u.ExternalID))
	delete(s.usersByEmail, strings.ToLower(u.Email))
}

func (s *state) indexIdentity(i *identity) {
	s.identitiesOf[i.User] = append(s.identitiesOf[i.User], i.ID)
	key := ownerKey(i.Type, i.Value)
	if _, taken := s.owners[key]; !taken {
		s.owners[key] = i.User
	}
}

// ownerKey is what makes an identity one of a kind.
func ownerKey(kind, value string) string { return kind + " " + strings.ToLower(value) }

func (s *state) indexExternalID(t *ticket) {
	if t.ExternalID != "" {
		s.ticketsByText[t.ExternalID] = append(s.ticketsByText[t.ExternalID], t.ID)
		slices.Sort(s.ticketsByText[t.ExternalID])
	}
}

func (s *state) unindexExternalID(t *ticket) {
	s.ticketsByText[t.ExternalID] = slices.DeleteFunc(s.ticketsByText[t.ExternalID],
		func(id int64) bool { return id == t.ID })
}

func (s *state) indexComment(c *comment) {
	s.commentsOf[c.Ticket] = append(s.commentsOf[c.Ticket], c.ID)
}

func (s *state) indexAttachment(f *attachment) { s.attachmentsByToken[f.Token] = f.ID }

func (s *state) unindexAttachment(f *attachment) { delete(s.attachmentsByToken, f.Token) }

// contents are the names of all contents on disk.
func (s *state) contents() map[string]bool {
	names := map[string]bool{}
	for _, f := range s.attachments.rows {
		names[f.Content] = true
	}
	return names
}

func (s *state) indexAudit(a *audit) {
	s.auditIDs = append(s.auditIDs, a.ID)
	s.auditsOf[a.Ticket] = append(s.auditsOf[a.Ticket], a.ID)
}
