package secret

import (
	"encoding/json"
	"fmt"
	"slices"
)

// The kinds of connection that today's code speaks.
const (
	KindCloudAPI = "cloudapi"
	KindZendesk  = "zendesk"
)

// MinSecretLength is the shortest webhook secret accepted; Meta's app secrets
// have 32 characters, Zendesk's signing secrets more.
const MinSecretLength = 16

// Verify is the document that the webhook function may read: only what it
// takes to tell a genuine delivery from a forged one.
type Verify struct {
	Connections []VerifyConnection `json:"connections"`
}

// VerifyConnection holds a connection's webhook secrets, newest first; during
// a rotation both the current and the previous one are listed.
type VerifyConnection struct {
	ID             string   `json:"id"`
	Kind           string   `json:"kind"`
	AppSecrets     []string `json:"app_secrets,omitempty"`     // cloudapi
	VerifyToken    string   `json:"verify_token,omitempty"`    // cloudapi
	WebhookSecrets []string `json:"webhook_secrets,omitempty"` // zendesk
}

// Call is the document with which the other functions speak to the outside.
type Call struct {
	Connections []CallConnection `json:"connections"`
}

// CallConnection is one credentialed relation with an outside system.
type CallConnection struct {
	ID      string `json:"id"`
	Kind    string `json:"kind"`
	BaseURL string `json:"base_url"`

	// cloudapi
	GraphVersion string   `json:"graph_version,omitempty"`
	AccessToken  string   `json:"access_token,omitempty"`
	Portfolio    string   `json:"portfolio,omitempty"`
	Numbers      []Number `json:"numbers,omitempty"`
	// Former is the endpoint that answered before, to which the customers go whom the
	// roll-out does not take in; nil when there is none.
	Former *Former `json:"former,omitempty"`

	// zendesk: OAuth, or basic until Zendesk ends API tokens (2027-04-30)
	OAuth    *OAuth `json:"oauth,omitempty"`
	Basic    *Basic `json:"basic,omitempty"`
	Language string `json:"language,omitempty"` // of notes: en, es or pt; default en
	Fields   Fields `json:"fields,omitzero"`
}

// Fields are the ids of the ticket fields that show the window and the rating, as "ventana
// setup zendesk" finds or makes them. A field without an id is not shown.
type Fields struct {
	Window    string `json:"window,omitempty"`     // dropdown: open, closing, closed
	OpenUntil string `json:"open_until,omitempty"` // text
	Rating    string `json:"rating,omitempty"`     // dropdown: the score of a survey
}

// Number is one WhatsApp business phone number and the helpdesk connection
// that answers it.
type Number struct {
	ID            string `json:"id"`
	PhoneNumberID string `json:"phone_number_id"`
	WABAID        string `json:"waba_id"`
	Display       string `json:"display"`
	Helpdesk      string `json:"helpdesk"`
	// ReadReceipts is when the customer sees the blue ticks: "never" (the default),
	// "ticket" as soon as the message stands in the ticket, "reply" when an agent
	// answers. Typing shows "typing…" while an agent's files are prepared, which
	// marks as read too.
	ReadReceipts string `json:"read_receipts,omitempty"`
	Typing       bool   `json:"typing,omitempty"`
}

// The values of Number.ReadReceipts.
const (
	ReadNever  = "never"
	ReadTicket = "ticket"
	ReadReply  = "reply"
)

// Former is where this app's webhooks went before they came to Ventana.
type Former struct {
	URL string `json:"url"`
	// AppSecret signs what is passed on: what the endpoint checks signatures with.
	AppSecret string `json:"app_secret"`
}

// OAuth is a confidential client of the helpdesk (client credentials).
type OAuth struct {
	ClientID     string `json:"client_id"`
	ClientSecret string `json:"client_secret"`
}

// Basic is Zendesk's legacy API token.
type Basic struct {
	Email string `json:"email"`
	Token string `json:"token"`
}

// ParseVerify reads and checks the verify document. Every problem is reported
// at once, each naming the field to mend; no message repeats a secret.
func ParseVerify(text []byte) (Verify, error) {
	var document Verify
	if err := json.Unmarshal(text, &document); err != nil {
		return Verify{}, fmt.Errorf("verify secret: not readable as JSON: %w", redact(err))
	}
	problems := newProblems("verify")
	problems.connections(len(document.Connections))
	for i, connection := range document.Connections {
		at := problems.connection(i, connection.ID)
		switch connection.Kind {
		case KindCloudAPI:
			problems.secrets(at+".app_secrets", connection.AppSecrets)
			problems.secret(at+".verify_token", connection.VerifyToken)
		case KindZendesk:
			problems.secrets(at+".webhook_secrets", connection.WebhookSecrets)
		default:
			problems.kind(at, connection.Kind)
		}
	}
	return document, problems.err()
}

// ParseCall reads and checks the call document, in the manner of ParseVerify.
func ParseCall(text []byte) (Call, error) {
	var document Call
	if err := json.Unmarshal(text, &document); err != nil {
		return Call{}, fmt.Errorf("call secret: not readable as JSON: %w", redact(err))
	}
	problems := newProblems("call")
	problems.connections(len(document.Connections))
	document.checkNumbersOnce(problems)
	for i, connection := range document.Connections {
		at := problems.connection(i, connection.ID)
		problems.address(at+".base_url", connection.BaseURL)
		switch connection.Kind {
		case KindCloudAPI:
			document.checkCloudAPI(problems, at, connection)
		case KindZendesk:
			checkZendesk(problems, at, connection)
		default:
			problems.kind(at, connection.Kind)
		}
	}
	return document, problems.err()
}

func (document Call) checkCloudAPI(problems *problems, at string, connection CallConnection) {
	problems.secret(at+".access_token", connection.AccessToken)
	problems.present(at+".graph_version", connection.GraphVersion)
	problems.present(at+".portfolio", connection.Portfolio)
	if former := connection.Former; former != nil {
		problems.address(at+".former.url", former.URL)
		problems.secret(at+".former.app_secret", former.AppSecret)
	}
	if len(connection.Numbers) == 0 {
		problems.add(at+".numbers", "list at least one number")
	}
	for i, number := range connection.Numbers {
		field := fmt.Sprintf("%s.numbers[%d]", at, i)
		problems.present(field+".id", number.ID)
		problems.present(field+".phone_number_id", number.PhoneNumberID)
		problems.present(field+".waba_id", number.WABAID)
		helpdesk, ok := document.Connection(number.Helpdesk)
		if !ok || helpdesk.Kind == KindCloudAPI {
			problems.add(field+".helpdesk", fmt.Sprintf("%q is not the id of a helpdesk connection in this document", number.Helpdesk))
		}
		if !slices.Contains([]string{"", ReadNever, ReadTicket, ReadReply}, number.ReadReceipts) {
			problems.add(field+".read_receipts", fmt.Sprintf("%q is not one of %s, %s, %s", number.ReadReceipts, ReadNever, ReadTicket, ReadReply))
		}
	}
}

// checkNumbersOnce refuses a number that is listed twice: its replies would
// leave from whichever comes first.
func (document Call) checkNumbersOnce(problems *problems) {
	seen := map[string]bool{}
	for i, connection := range document.Connections {
		for j, number := range connection.Numbers {
			for field, value := range map[string]string{"id": number.ID, "phone_number_id": number.PhoneNumberID} {
				if name := field + " " + value; value != "" && seen[name] {
					problems.add(fmt.Sprintf("connections[%d].numbers[%d].%s", i, j, field), fmt.Sprintf("%q is used twice", value))
				} else {
					seen[name] = true
				}
			}
		}
	}
}

func checkZendesk(problems *problems, at string, connection CallConnection) {
	switch {
	case connection.OAuth != nil:
		problems.present(at+".oauth.client_id", connection.OAuth.ClientID)
		problems.secret(at+".oauth.client_secret", connection.OAuth.ClientSecret)
	case connection.Basic != nil:
		problems.present(at+".basic.email", connection.Basic.Email)
		problems.secret(at+".basic.token", connection.Basic.Token)
	default:
		problems.add(at+".oauth", "give client_id and client_secret (or basic with email and token until 2027-04-30)")
	}
	if !slices.Contains([]string{"", "en", "es", "pt"}, connection.Language) {
		problems.add(at+".language", fmt.Sprintf("%q is not one of en, es, pt", connection.Language))
	}
	problems.number(at+".fields.window", connection.Fields.Window)
	problems.number(at+".fields.open_until", connection.Fields.OpenUntil)
	problems.number(at+".fields.rating", connection.Fields.Rating)
}

// Connection finds a connection by its id.
func (document Verify) Connection(id string) (VerifyConnection, bool) {
	for _, connection := range document.Connections {
		if connection.ID == id {
			return connection, true
		}
	}
	return VerifyConnection{}, false
}

// Connection finds a connection by its id.
func (document Call) Connection(id string) (CallConnection, bool) {
	for _, connection := range document.Connections {
		if connection.ID == id {
			return connection, true
		}
	}
	return CallConnection{}, false
}

// NumberOf finds a number of a provider connection by the provider's own id.
func (connection CallConnection) NumberOf(phoneNumberID string) (Number, bool) {
	for _, number := range connection.Numbers {
		if number.PhoneNumberID == phoneNumberID {
			return number, true
		}
	}
	return Number{}, false
}

// ByNumber finds a number by our own id, with its provider connection.
func (document Call) ByNumber(id string) (CallConnection, Number, bool) {
	for _, connection := range document.Connections {
		for _, number := range connection.Numbers {
			if number.ID == id {
				return connection, number, true
			}
		}
	}
	return CallConnection{}, Number{}, false
}
