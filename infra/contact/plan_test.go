package contact_test

import (
	"strings"
	"testing"

	"ventana/infra/contact"
	"ventana/shared/dynamostore"
)

// crowd is a contact into which two others were joined, with an identity of its
// own and one that nobody brought.
func newCrowd(t *testing.T) (m mistake, cleo string) {
	t.Helper()
	m = newMistake(t)
	other := dynamostore.Identities{Portfolio: "p", Canonical: "34600000001", Phone: "34600000001"}
	cleo, _ = m.writes(t, other, "main")
	other.BSUID = ana().BSUID
	m.join(t, other, "main")
	other.Canonical, other.Phone, other.Parent = "", "", "ES.ENT.anas-parent"
	if id, _ := m.writes(t, other, "main"); id != m.ana {
		t.Fatalf("the parent leads to %s", id)
	}
	return m, cleo
}

func TestPlan_goesWhereItCameFrom(t *testing.T) {
	t.Parallel()
	m, cleo := newCrowd(t)
	for name, tt := range map[string]struct {
		request contact.Request
		into    string
		kinds   []string
	}{
		"one of two joins":                     {contact.Request{Into: cleo}, cleo, []string{"phone"}},
		"an identity of one of them":           {contact.Request{Identities: []string{"phone:21"}}, m.ben, []string{"phone"}},
		"a whole one":                          {contact.Request{Identities: []string{"+34 600 000 001"}}, cleo, []string{"phone"}},
		"what nobody brought":                  {contact.Request{Identities: []string{"parent"}}, "", []string{"parent"}},
		"what nobody brought, with the rest":   {contact.Request{Identities: []string{"parent", "phone:01"}, Into: cleo}, cleo, []string{"parent", "phone"}},
		"one of them elsewhere":                {contact.Request{Identities: []string{"phone:01"}, Into: contact.NewContact}, "", []string{"phone"}},
		"an identity that is named twice":      {contact.Request{Identities: []string{"phone:01", "phone:+34600000001"}}, cleo, []string{"phone"}},
		"a parent, which looks like any BSUID": {contact.Request{Identities: []string{"ES.ENT.anas-parent"}}, "", []string{"parent"}},
	} {
		t.Run(name, func(t *testing.T) {
			tt.request.From = m.ana
			plan, err := m.run().Plan(t.Context(), tt.request)
			if err != nil || plan.New != (tt.into == "") || !plan.New && plan.Into.ID != tt.into || len(plan.Going)+len(plan.Staying) != 4 {
				t.Fatalf("got %+v, %v, want into %q", plan, err, tt.into)
			}
			var kinds []string
			for _, one := range plan.Going {
				kinds = append(kinds, one.Kind)
			}
			if got, want := strings.Join(kinds, " "), strings.Join(tt.kinds, " "); got != want {
				t.Errorf("%s goes, want %s", got, want)
			}
		})
	}
}

func TestPlan_saysWhatToAskInstead(t *testing.T) {
	t.Parallel()
	m, cleo := newCrowd(t)
	stranger, _ := m.writes(t, dynamostore.Identities{Portfolio: "p", BSUID: "ES.stranger"}, "main")
	for name, tt := range map[string]struct {
		request contact.Request
		want    []string
	}{
		"unknown contact":                     {contact.Request{From: "c99"}, []string{"no contact has the id"}},
		"two joins":                           {contact.Request{From: m.ana}, []string{"--into " + m.ben, "--into " + cleo}},
		"both phones":                         {contact.Request{From: m.ana, Identities: []string{"phone"}}, []string{"--into " + m.ben, "--into new"}},
		"the contact that was joined":         {contact.Request{From: m.ben}, []string{"ventana contact split " + m.ana + " --into " + m.ben}},
		"nothing on record":                   {contact.Request{From: stranger}, []string{"--identity"}},
		"an identity that is not there":       {contact.Request{From: stranger, Identities: []string{"phone"}}, []string{"ventana contact show " + stranger}},
		"all that there is":                   {contact.Request{From: stranger, Identities: []string{"bsuid"}}, []string{"would keep no identity"}},
		"into one that was never joined":      {contact.Request{From: m.ana, Identities: []string{"phone:01"}, Into: stranger}, []string{"never joined", "--into new"}},
		"into one that there is not":          {contact.Request{From: m.ana, Identities: []string{"phone:01"}, Into: "c99"}, []string{"never joined"}},
		"what a join brought, to a new one":   {contact.Request{From: m.ana, Into: contact.NewContact}, []string{"--identity"}},
		"an ending of two":                    {contact.Request{From: m.ana, Identities: []string{"phone:1"}}, []string{"2 of kind phone", "more"}},
		"no identity":                         {contact.Request{From: m.ana, Identities: []string{"ticket:35"}}, []string{"want bsuid, phone or parent"}},
		"a phone of which country is unknown": {contact.Request{From: m.ana, Identities: []string{"611 222 333"}}, []string{"--region"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := m.run().Plan(t.Context(), tt.request)
			for _, want := range tt.want {
				if err == nil || !strings.Contains(err.Error(), want) {
					t.Fatalf("got %v, want %q", err, want)
				}
			}
			if strings.Contains(err.Error(), "600000001") || strings.Contains(err.Error(), "611") {
				t.Errorf("%v names a person", err)
			}
		})
	}
}

// TestPlan_whatWasSplitOffAnotherIsNoneOfThis: only traces of this contact count
// as done, and only for what is named.
func TestPlan_whatWasSplitOffAnotherIsNoneOfThis(t *testing.T) {
	t.Parallel()
	m := newMistake(t)
	if _, _, err := m.split(t, contact.Request{From: m.ana}); err != nil {
		t.Fatal(err)
	}
	stranger, _ := m.writes(t, dynamostore.Identities{Portfolio: "p", BSUID: "ES.stranger"}, "main")
	for name, request := range map[string]contact.Request{
		"another contact's":             {From: stranger, Into: m.ben},
		"what stays, with what is gone": {From: m.ana, Identities: []string{"phone", "bsuid"}},
	} {
		if plan, err := m.run().Plan(t.Context(), request); err == nil {
			t.Errorf("%s: got %+v, want it refused", name, plan)
		}
	}
}
