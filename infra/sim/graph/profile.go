package graph

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
)

// Profile changes what is known of a customer; nil members stay as they are.
type Profile struct {
	Name         *string `json:"name"`
	Username     *string `json:"username"`
	ParentUserID *string `json:"parent_user_id"`
	Language     *string `json:"language"`
	// HidePhone leaves the phone out of webhooks, as for people with a username
	// whom the business has not written to lately; they are given a username if
	// they have none.
	HidePhone *bool `json:"hide_phone"`
	// NeedsPhone refuses what is sent to the BSUID, with error 131062.
	NeedsPhone *bool `json:"needs_phone"`
	// MarketingStopped takes the offer of marketing messages away, or back; the
	// webhook user_preferences tells of a change.
	MarketingStopped *bool `json:"marketing_stopped"`
	// MarketingCap makes marketing messages fail with 131049.
	MarketingCap *bool `json:"marketing_cap"`
}

// SetProfile changes a customer, who is made if nobody has the address.
func (g *Graph) SetProfile(who string, p Profile) (Customer, error) {
	a, err := parseAddress(who)
	if err != nil {
		return Customer{}, err
	}
	if p.ParentUserID != nil && *p.ParentUserID != "" && !isUserID(*p.ParentUserID) {
		return Customer{}, fmt.Errorf("parent_user_id: %w: %q is no BSUID like ES.ENT.77Ab12", ErrAddress, *p.ParentUserID)
	}
	g.lock()
	defer g.unlock()
	known := g.state.find(a)
	if p.HidePhone != nil && !*p.HidePhone && a.phone == "" && (known == nil || known.Phone == "") {
		return Customer{}, errors.New("hide_phone: nobody knows a phone of this customer, give one with POST /sim/customers/{id}/number")
	}
	changed := *g.ensure(a)
	set(&changed.Name, p.Name)
	set(&changed.Username, p.Username)
	set(&changed.ParentUserID, p.ParentUserID)
	set(&changed.Language, p.Language)
	set(&changed.HidePhone, p.HidePhone)
	set(&changed.NeedsPhone, p.NeedsPhone)
	set(&changed.MarketingCap, p.MarketingCap)
	stopped := changed.MarketingStopped
	set(&changed.MarketingStopped, p.MarketingStopped)
	if changed.HidePhone && changed.Username == "" {
		changed.Username = "customer." + strconv.Itoa(changed.serial())
	}
	g.commit(record{Customer: &changed})
	if changed.MarketingStopped != stopped {
		g.tellPreference(&changed)
	}
	return changed.Customer, nil
}

func set[T any](into *T, value *T) {
	if value != nil {
		*into = *value
	}
}

// Customer is whoever has an address; false when nobody has.
func (g *Graph) Customer(who string) (Customer, bool) {
	a, err := parseAddress(who)
	if err != nil {
		return Customer{}, false
	}
	g.lock()
	defer g.unlock()
	if c := g.state.find(a); c != nil {
		return c.Customer, true
	}
	return Customer{}, false
}

// originRequest marks the card that answers a request for contact info.
const originRequest = "contact_request"

// shareNumber is what becomes of a customer who answers a request for contact
// info: from then on the business sees the phone on their card. The caller
// holds the lock.
func (g *Graph) shareNumber(d *draft, c *customer) []record {
	if d.kind != typeContacts {
		return nil
	}
	var cards []struct {
		Origin string `json:"origin"`
		Phones []struct {
			Phone string `json:"phone"`
			WaID  string `json:"wa_id"`
		} `json:"phones"`
	}
	if json.Unmarshal(d.object[typeContacts], &cards) != nil {
		return nil // of an unknown form: goes out as it is
	}
	for _, card := range cards {
		if card.Origin != originRequest && text(d.object["origin"]) != originRequest {
			continue
		}
		for _, one := range card.Phones {
			for _, written := range []string{one.WaID, one.Phone} {
				if phone, ok := phoneDigits(written); ok {
					shared := *c
					shared.Phone, shared.HidePhone = phone, false
					return g.become(&shared)
				}
			}
		}
	}
	return nil
}
