package graph

import (
	"cmp"
	"strconv"
	"strings"
)

// Customer is a person on WhatsApp as the business sees them.
type Customer struct {
	// Phone in digits; empty when nobody here knows it. HidePhone: WhatsApp does
	// not show it to the business.
	Phone     string `json:"phone,omitempty"`
	HidePhone bool   `json:"hide_phone,omitempty"`
	// UserID is the BSUID, ParentUserID the one across linked portfolios.
	UserID       string `json:"user_id"`
	ParentUserID string `json:"parent_user_id,omitempty"`
	Name         string `json:"name"`
	Username     string `json:"username,omitempty"`
	// Language of the phone ("es"), which WhatsApp tells no business.
	Language string `json:"language,omitempty"`
	// NeedsPhone: what is sent to the BSUID is refused with error 131062.
	NeedsPhone bool `json:"needs_phone,omitempty"`
	// MarketingStopped: the customer wants no marketing messages of the business
	// (131050). MarketingCap: they had too many of everybody's (131049).
	MarketingStopped bool `json:"marketing_stopped,omitempty"`
	MarketingCap     bool `json:"marketing_cap,omitempty"`
}

// shownPhone is the phone as webhooks tell it, empty when they do not.
func (c Customer) shownPhone() string {
	if c.HidePhone {
		return ""
	}
	return c.Phone
}

// customer is a Customer with a key that survives changes of all its addresses.
type customer struct {
	Key string `json:"key"`
	Customer
}

const keyPrefix = "c"

// serial is the number in the key, 0 in a key of another form.
func (c customer) serial() int {
	serial, err := strconv.Atoi(strings.TrimPrefix(c.Key, keyPrefix))
	if err != nil {
		return 0
	}
	return serial
}

// Customers lists everybody who ever wrote or was asked to write, in order of
// appearance.
func (g *Graph) Customers() []Customer {
	g.lock()
	defer g.unlock()
	list := make([]Customer, 0, len(g.state.customers))
	for _, c := range g.state.customers {
		list = append(list, c.Customer)
	}
	return list
}

// ensure finds the customer with an address or creates one: by phone with a
// made-up BSUID, by BSUID with a username and no visible phone, because only
// people with a username hide their phone. The caller holds the lock.
func (g *Graph) ensure(a address) *customer {
	if found := g.state.find(a); found != nil {
		return found
	}
	c := Customer{Phone: a.phone, UserID: a.userID, Name: inventName(a.phone + a.userID)}
	if a.phone != "" {
		c.UserID = inventUserID(g.options.WABAID, a.phone)
	} else {
		c.Username = "customer." + strconv.Itoa(g.state.keys+1)
	}
	return g.create(c)
}

func (g *Graph) create(c Customer) *customer {
	key := keyPrefix + strconv.Itoa(g.state.keys+1)
	g.commit(record{Customer: &customer{Key: key, Customer: c}})
	return g.state.byKey[key]
}

// learn takes in what a webhook says of a customer and returns them. Phone and
// BSUID seen together belong to one person, so two customers become one; what
// was made up here gives way to what is told. The caller holds the lock and
// gives at least one address.
func (g *Graph) learn(told Customer) *customer {
	byPhone, byUser := (*customer)(nil), (*customer)(nil)
	if told.Phone != "" {
		byPhone = g.state.find(address{phone: told.Phone})
	}
	for _, id := range []string{told.UserID, told.ParentUserID} {
		if byUser == nil && id != "" {
			byUser = g.state.find(address{userID: id})
		}
	}
	if byPhone != nil && byUser != nil && byPhone != byUser {
		g.commit(record{Merge: &merge{From: byUser.Key, Into: byPhone.Key}})
	}
	known := byPhone
	if known == nil {
		known = byUser
	}
	if known == nil {
		known = g.ensure(addressOf(told))
	}
	updated := *known
	updated.Phone = cmp.Or(told.Phone, known.Phone)
	updated.UserID = cmp.Or(told.UserID, known.UserID)
	updated.ParentUserID = cmp.Or(told.ParentUserID, known.ParentUserID)
	updated.Name = cmp.Or(told.Name, known.Name)
	updated.Username = cmp.Or(told.Username, known.Username)
	if updated != *known {
		g.commit(record{Customer: &updated})
	}
	return g.state.byKey[known.Key]
}

// addressOf prefers the phone, so that a new customer is created with it.
func addressOf(c Customer) address {
	if c.Phone != "" {
		return address{phone: c.Phone}
	}
	return address{userID: cmp.Or(c.UserID, c.ParentUserID)}
}
