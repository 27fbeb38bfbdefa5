package contact_test

import (
	"strings"
	"testing"

	"ventana/infra/contact"
)

func TestReadWho(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		text, region string
		want         contact.Who
	}{
		"a contact's id":                       {text: " 7QKXA2ZJ5N3YH6RDLC4WMTBV2E ", want: contact.Who{Contact: "7QKXA2ZJ5N3YH6RDLC4WMTBV2E"}},
		"a BSUID is kept to the letter":        {text: "ES.9f3K2QpXz7LmTt41", want: contact.Who{BSUID: "ES.9f3K2QpXz7LmTt41"}},
		"a BSUID of digits is no phone":        {text: "BR.5511987654321", region: "BR", want: contact.Who{BSUID: "BR.5511987654321"}},
		"a BSUID across portfolios":            {text: "US.ENT.77Ab12", want: contact.Who{BSUID: "US.ENT.77Ab12"}},
		"a ticket":                             {text: "ticket:35", want: contact.Who{Ticket: "35"}},
		"a ticket with its sign":               {text: "ticket: #35", want: contact.Who{Ticket: "35"}},
		"a group":                              {text: "group:G1", want: contact.Who{Group: "G1"}},
		"a BSUID that would not be known":      {text: "bsuid:1234", want: contact.Who{BSUID: "1234"}},
		"a contact that would not be known":    {text: "contact:12", want: contact.Who{Contact: "12"}},
		"a phone with signs":                   {text: "+55 (11) 98765-4321", want: contact.Who{Phone: "+5511987654321"}},
		"a phone with 00":                      {text: "0034 600 000 001", want: contact.Who{Phone: "+34600000001"}},
		"a phone as at home":                   {text: "600 000 001", region: "ES", want: contact.Who{Phone: "+34600000001"}},
		"a phone with its trunk prefix":        {text: "(0)171 1234567", region: "de", want: contact.Who{Phone: "+491711234567"}},
		"a phone from abroad, with a region":   {text: "+34 600 000 001", region: "US", want: contact.Who{Phone: "+34600000001"}},
		"00 where it does not lead abroad":     {text: "00 34 600 000 001", region: "US", want: contact.Who{Phone: "+34600000001"}},
		"a Mexican mobile as at home":          {text: "55 1234 5678", region: "MX", want: contact.Who{Phone: "+525512345678"}},
		"the code without + where it is known": {text: "34600000001", region: "ES", want: contact.Who{Phone: "+34600000001"}},
		"a phone with dots":                    {text: "+687 75.12.34", want: contact.Who{Phone: "+687751234"}},
		"a phone that is said to be one":       {text: "phone:+34600000001", want: contact.Who{Phone: "+34600000001"}},
		"a number that nobody can have":        {text: "+34 100 000 001", want: contact.Who{Phone: "+34100000001", Unassigned: true}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got, err := contact.ReadWho(tt.text, tt.region); err != nil || got != tt.want {
				t.Errorf("got %+v, %v, want %+v", got, err, tt.want)
			}
		})
	}
}

func TestReadWho_saysHowToWriteIt(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ text, region, want string }{
		"nothing":                         {"", "", "say who"},
		"a word and nothing":              {"ticket:", "", "say who"},
		"an unknown word":                 {"user:7", "", "before a colon"},
		"no country code":                 {"611 222 333", "", "--region"},
		"too short":                       {"+34 12", "", "cannot be read"},
		"too long":                        {"+34 600 000 001 002 003", "", "cannot be read"},
		"a country that there is not":     {"600 000 001", "XX", "two letters"},
		"a number of no country's, at 00": {"00 999 600 000 001", "", "country code"},
		"signs":                           {"+-()", "", "cannot be read"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := contact.ReadWho(tt.text, tt.region)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Fatalf("got %v, want %q", err, tt.want)
			}
			if strings.ContainsAny(tt.text, "0123456789") && strings.Contains(err.Error(), tt.text) {
				t.Errorf("%q repeats what was typed", err)
			}
		})
	}
}

func TestMask_hidesWhoItIs(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, kind, value, want string }{
		{"a phone", "phone", "34600000001", "+34 ••• •01"},
		{"a phone of a shared code", "phone", "12015550123", "+1 ••• •23"},
		{"a phone of no country", "phone", "9991234", "+••• •34"},
		{"a BSUID", "bsuid", "ES.9f3K2QpXz7LmTt41", "ES.•••Tt41"},
		{"a short BSUID", "bsuid", "ES.9f3K2QpX", "ES.•••pX"},
		{"a very short one", "bsuid", "ES.9f3", "ES.•••"},
		{"a BSUID across portfolios", "parent", "US.ENT.77Ab12cd34ef", "US.ENT.•••34ef"},
		{"a group", "group", "120363024512345678", "•••5678"},
	} {
		if got := contact.Mask(tt.kind, tt.value); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}
