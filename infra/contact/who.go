package contact

import (
	"errors"
	"fmt"
	"strings"
	"unicode"

	"github.com/nyaruka/phonenumbers"
)

// Who is whom somebody asks about. One of the texts is set.
type Who struct {
	Contact string // a contact's id
	BSUID   string // to the letter; the one across linked portfolios too
	Group   string // a WhatsApp group's id
	Ticket  string // a helpdesk's id of a ticket
	Phone   string // in E.164, with "+"
	// Unassigned: no phone can have this number, by its country's numbering. The
	// plans change, so it is a hint where nobody is found and no more.
	Unassigned bool
}

// ReadWho understands what a person types. "ticket:35", "contact:…", "bsuid:…",
// "phone:…" and "group:…" say what it is; without such a word, a text with
// letters is a BSUID where it has a ".", else a contact's id, and one without is
// a phone. Only phones are normalised. region is the country, as "ES", whose
// national form is allowed; empty allows the international form alone, with "+"
// or "00". An error does not repeat the text.
func ReadWho(text, region string) (Who, error) {
	text = strings.TrimSpace(text)
	word, rest, found := strings.Cut(text, ":")
	rest = strings.TrimSpace(rest)
	switch {
	case text == "" || found && rest == "":
		return Who{}, errors.New("say who: a contact's id, a BSUID, ticket:35, or a phone")
	case found && word == "ticket":
		return Who{Ticket: strings.TrimPrefix(rest, "#")}, nil
	case found && word == "contact":
		return Who{Contact: rest}, nil
	case found && word == "bsuid":
		return Who{BSUID: rest}, nil
	case found && word == "group":
		return Who{Group: rest}, nil
	case found && word == "phone":
		return readPhone(rest, region)
	case found:
		return Who{}, errors.New("before a colon stands one of ticket, contact, bsuid, phone, group")
	case !strings.ContainsFunc(text, unicode.IsLetter):
		return readPhone(text, region)
	case strings.Contains(text, "."):
		return Who{BSUID: text}, nil
	default:
		return Who{Contact: text}, nil
	}
}

func readPhone(text, region string) (Who, error) {
	number, err := parsePhone(text, strings.ToUpper(region))
	if err != nil {
		return Who{}, err
	}
	return Who{
		Phone:      phonenumbers.Format(number, phonenumbers.E164),
		Unassigned: !phonenumbers.IsValidNumber(number),
	}, nil
}

// parsePhone reads the national form first, because "00" does not lead abroad
// from everywhere.
func parsePhone(text, region string) (*phonenumbers.PhoneNumber, error) {
	if region != "" {
		if !phonenumbers.GetSupportedRegions()[region] {
			return nil, fmt.Errorf("region %q: want the two letters of a country, as ES or BR", region)
		}
		if number, err := phonenumbers.Parse(text, region); err == nil && phonenumbers.IsPossibleNumber(number) {
			return number, nil
		}
	}
	if abroad, found := strings.CutPrefix(text, "00"); found {
		text = "+" + abroad
	}
	number, err := phonenumbers.Parse(text, "")
	switch {
	case errors.Is(err, phonenumbers.ErrInvalidCountryCode) && region == "":
		return nil, errors.New("the phone has no country code: write it with + and the code, as +34 600 000 001, or give its country with --region")
	case err != nil, !phonenumbers.IsPossibleNumber(number):
		return nil, errors.New("the phone cannot be read: write it as +34 600 000 001; a contact's id and a BSUID have letters, a ticket is ticket:35")
	}
	return number, nil
}
