package contact_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/infra/contact"
	"ventana/shared/conversation"
	"ventana/shared/dynamostore"
)

// find looks for somebody in portfolio p.
func (w *world) find(t *testing.T, who contact.Who) (contact.Found, error) {
	t.Helper()
	return contact.Finder{Store: w, Portfolios: []string{"p"}, Helpdesk: "zendesk"}.Find(t.Context(), who)
}

func TestFind_byWhateverTheyAreKnownBy(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	who := both()
	who.Parent = "ES.ENT.77Ab12"
	id, ticket := w.writes(t, who, "main")
	group, _ := w.writes(t, dynamostore.Identities{Portfolio: "p", Group: "G1"}, "main")
	for name, tt := range map[string]struct {
		who  contact.Who
		want string
	}{
		"a contact's id":                     {contact.Who{Contact: id}, id},
		"a phone":                            {contact.Who{Phone: "+5511987654321"}, id},
		"a phone in its former spelling":     {contact.Who{Phone: "+551187654321"}, id},
		"a BSUID":                            {contact.Who{BSUID: who.BSUID}, id},
		"the BSUID across linked portfolios": {contact.Who{BSUID: who.Parent}, id},
		"a ticket":                           {contact.Who{Ticket: ticket}, id},
		"a group":                            {contact.Who{Group: "G1"}, group},
	} {
		if found, err := w.find(t, tt.who); err != nil || found.ID != tt.want {
			t.Errorf("%s: got %s, %v, want %s", name, found.ID, err, tt.want)
		}
	}
}

func TestFind_strangersAreNotMade(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for name, tt := range map[string]struct {
		who  contact.Who
		hint string
	}{
		"a contact":     {contact.Who{Contact: "c9"}, "no contact has the id c9"},
		"a phone":       {contact.Who{Phone: "+34600000001"}, "country code"},
		"no such phone": {contact.Who{Phone: "+34100000001", Unassigned: true}, "gives out no such number"},
		"a BSUID":       {contact.Who{BSUID: "es.abc"}, "to the letter"},
		"a ticket":      {contact.Who{Ticket: "7"}, "ticket 7 of helpdesk zendesk"},
	} {
		for range 2 {
			_, err := w.find(t, tt.who)
			if !errors.Is(err, contact.ErrUnknown) || !strings.Contains(err.Error(), tt.hint) {
				t.Errorf("%s: got %v, want it unknown with %q", name, err, tt.hint)
			}
			if strings.Contains(err.Error(), "00000001") || strings.Contains(err.Error(), "abc") {
				t.Errorf("%s: %v names a person", name, err)
			}
		}
	}
}

func TestFind_inEveryPortfolio(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	here, _ := w.writes(t, ben(), "main")
	elsewhere := ana()
	elsewhere.Portfolio = "q"
	there, _ := w.writes(t, elsewhere, "main")
	finder := contact.Finder{Store: w, Portfolios: []string{"p", "q"}}
	for _, tt := range []struct {
		who  contact.Who
		want string
	}{{contact.Who{Phone: "+5511987654321"}, here}, {contact.Who{BSUID: elsewhere.BSUID}, there}} {
		if found, err := finder.Find(t.Context(), tt.who); err != nil || found.ID != tt.want {
			t.Errorf("got %s, %v, want %s", found.ID, err, tt.want)
		}
	}
	twin := ben()
	twin.Portfolio = "q"
	second, _ := w.writes(t, twin, "main")
	_, err := finder.Find(t.Context(), contact.Who{Phone: "+5511987654321"})
	if err == nil || !strings.Contains(err.Error(), here) || !strings.Contains(err.Error(), second) {
		t.Errorf("got %v, want both contacts named", err)
	}
}

func TestShow_tellsWhatIsKnown(t *testing.T) {
	t.Parallel()
	m := newMistake(t)
	renewed := both()
	renewed.BSUID = "ES.renewed-7654321"
	if err := m.MoveIdentity(t.Context(), dynamostore.Contact{ID: m.ana}, renewed); err != nil {
		t.Fatal(err)
	}
	found, err := m.find(t, contact.Who{Phone: "+5511987654321"})
	if err != nil {
		t.Fatal(err)
	}
	want := contact.View{
		Contact: m.ana, Portfolio: "p", Username: "ana",
		Identities: []contact.Known{
			{Kind: "bsuid", Value: "ES.•••8901", Former: true},
			{Kind: "bsuid", Value: "ES.•••4321"},
			{Kind: "phone", Value: "+55 ••• •21", JoinedFrom: m.ben},
		},
		Talks: []contact.Talk{{
			Number: "main", Helpdesk: "zendesk", Ticket: m.bens, Earlier: []string{m.anas},
			WindowUntil: m.at.Add(-time.Hour + conversation.WindowLength), WindowOpen: true,
		}},
		JoinedFrom: []contact.Former{{Contact: m.ben, At: m.at}},
	}
	if diff := cmp.Diff(want, contact.Show(found, m.at, false)); diff != "" {
		t.Errorf("masked (-want +got):\n%s", diff)
	}
	for i, value := range []string{ana().BSUID, renewed.BSUID, "+5511987654321"} {
		want.Identities[i].Value = value
	}
	if diff := cmp.Diff(want, contact.Show(found, m.at, true)); diff != "" {
		t.Errorf("revealed (-want +got):\n%s", diff)
	}
	if late := contact.Show(found, m.at.Add(24*time.Hour), false); late.Talks[0].WindowOpen {
		t.Error("the window is open a day later")
	}

	former, err := m.find(t, contact.Who{Contact: m.ben})
	if err != nil {
		t.Fatal(err)
	}
	view := contact.Show(former, m.at, false)
	if view.JoinedInto == nil || *view.JoinedInto != (contact.Former{Contact: m.ana, At: m.at}) || len(view.Identities) != 0 {
		t.Errorf("got %+v, want it joined into Ana's", view)
	}
	if text, err := json.Marshal(view); err != nil || !strings.Contains(string(text), `"identities":[]`) {
		t.Errorf("%s, %v: programs want a list, empty or not", text, err)
	}
}

// TestLook_joinOfAJoin: Ben became Ana, who became Cleo. What tells when is Ana's
// now, and Ben's join is not Cleo's.
func TestLook_joinOfAJoin(t *testing.T) {
	t.Parallel()
	m := newMistake(t)
	cleo := dynamostore.Identities{Portfolio: "p", BSUID: "ES.cleo"}
	id, _ := m.writes(t, cleo, "main")
	cleo.Canonical, cleo.Phone = ben().Canonical, ben().Phone
	m.at = m.at.Add(time.Hour)
	m.join(t, cleo, "main")
	found, err := m.find(t, contact.Who{Contact: id})
	if diff := cmp.Diff([]contact.Former{{Contact: m.ana, At: m.at}}, found.Former); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

// TestLook_joinedElsewhereSince: what tells when is the later join's, so of the
// earlier one nobody knows.
func TestLook_joinedElsewhereSince(t *testing.T) {
	t.Parallel()
	before := ben()
	before.Parent = bensParent
	m := newMistakeOf(t, before, both())
	cleo := dynamostore.Identities{Portfolio: "p", BSUID: "ES.cleo"}
	m.writes(t, cleo, "main")
	cleo.Parent = bensParent
	m.writes(t, dynamostore.Identities{Portfolio: "p", Parent: bensParent}, "main")
	m.join(t, cleo, "main")
	found, err := m.find(t, contact.Who{Contact: m.ana})
	if diff := cmp.Diff([]contact.Former{{Contact: m.ben}}, found.Former); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	if plan, err := m.run().Plan(t.Context(), contact.Request{From: m.ana}); err != nil || !plan.JoinedAt.IsZero() {
		t.Errorf("got %s, %v, want no time", plan.JoinedAt, err)
	}
}

// TestShow_newOwner: of a number that was another's it is told whose, and since
// when.
func TestShow_newOwner(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	who := ben()
	who.BSUID = "BR.ben1234567890"
	before, _ := w.writes(t, who, "main")
	who.BSUID, who.At = "BR.newcomer12345", w.at.Add(time.Hour)
	newcomer, err := w.FindContact(t.Context(), who)
	if err != nil || newcomer.Other != before {
		t.Fatalf("got %+v, %v, want another contact", newcomer, err)
	}
	if err := w.TakeOver(t.Context(), newcomer, who); err != nil {
		t.Fatal(err)
	}
	found, err := w.find(t, contact.Who{Phone: "+5511987654321"})
	if err != nil {
		t.Fatal(err)
	}
	want := []contact.Known{
		{Kind: "bsuid", Value: "BR.•••2345"},
		{Kind: "phone", Value: "+55 ••• •21", TakenFrom: &contact.Former{Contact: before, At: who.At}},
	}
	if diff := cmp.Diff(want, contact.Show(found, w.at, false).Identities); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
