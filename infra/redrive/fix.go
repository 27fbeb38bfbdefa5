package redrive

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"ventana/shared/envelope"
	"ventana/shared/secret"
)

// Fix changes what a letter is addressed to; empty members stay as they are.
// The values are those of the call document, and are checked against it.
type Fix struct {
	Connection string // id of the connection that the event came over
	Number     string // id of a number, ours or the provider's
	Helpdesk   string // id of the connection that a file goes to or comes from
	Document   secret.Call
}

// Of is the letter with its envelope changed; everything that the fix does not
// name stays, also what only a later release knows. The group stays too: it is
// the order of what came together, not an address.
func (f Fix) Of(letter Letter) (Letter, error) {
	if letter.Unread != nil {
		return Letter{}, fmt.Errorf("letter %s cannot be fixed: %w", letter.ID, letter.Unread)
	}
	changes, member, err := f.changes(letter.Envelope)
	if err != nil {
		return Letter{}, fmt.Errorf("letter %s: %w", letter.ID, err)
	}
	body := []byte(letter.Body)
	if f.Connection != "" {
		if body, err = setMember(body, "", map[string]string{"connection": f.Connection}); err != nil {
			return Letter{}, err
		}
	}
	if body, err = setMember(body, member, changes); err != nil {
		return Letter{}, err
	}
	if letter.Envelope, err = envelope.Decode(body); err != nil {
		return Letter{}, fmt.Errorf("letter %s: %w", letter.ID, err)
	}
	letter.Body = string(body)
	return letter, nil
}

// changes are the new values in the member of the envelope's kind.
func (f Fix) changes(e envelope.Envelope) (changes map[string]string, member string, err error) {
	changes = map[string]string{}
	switch e.Kind {
	case envelope.KindMessage, envelope.KindEcho, envelope.KindCall:
		number, err := f.ofProvider(e, e.Message.Number)
		if f.Number != "" {
			changes["number"] = number
		}
		return changes, string(envelope.KindMessage), errors.Join(err, f.noHelpdesk(e))
	case envelope.KindStatus:
		number, err := f.ofProvider(e, e.Status.Number)
		if f.Number != "" {
			changes["number"] = number
		}
		return changes, string(e.Kind), errors.Join(err, f.noHelpdesk(e))
	case envelope.KindFetch, envelope.KindUpload:
		return f.ofFile(e)
	case envelope.KindTicket:
		if f.Number != "" {
			return nil, "", errors.New("--number: a look at a ticket has none")
		}
		if _, known := f.Document.Connection(f.Connection); !known {
			return nil, "", fmt.Errorf("--connection: %q is not in the call document", f.Connection)
		}
		return changes, string(e.Kind), f.noHelpdesk(e)
	default:
		return nil, "", fmt.Errorf("there is nothing to fix in an envelope of kind %s", e.Kind)
	}
}

func (f Fix) noHelpdesk(e envelope.Envelope) error {
	if f.Helpdesk != "" {
		return fmt.Errorf("--helpdesk: is for files; an envelope of kind %s names none", e.Kind)
	}
	return nil
}

// ofProvider checks connection and number as the functions will, and gives the
// provider's id of the number.
func (f Fix) ofProvider(e envelope.Envelope, number string) (string, error) {
	name := e.Connection
	if f.Connection != "" {
		name = f.Connection
	}
	connection, known := f.Document.Connection(name)
	if !known {
		return "", fmt.Errorf("--connection: %q is not in the call document", name)
	}
	if f.Number != "" {
		number = f.Number
	}
	for _, one := range connection.Numbers {
		if one.ID == number || one.PhoneNumberID == number {
			return one.PhoneNumberID, nil
		}
	}
	return "", fmt.Errorf("--number: %q is not in the call document, under connection %s", number, name)
}

// ofFile checks our id of a number, and the helpdesk.
func (f Fix) ofFile(e envelope.Envelope) (changes map[string]string, member string, err error) {
	if f.Connection != "" {
		return nil, "", errors.New("--connection: files go by --number and --helpdesk")
	}
	changes = map[string]string{}
	if f.Number != "" {
		if _, _, known := f.Document.ByNumber(f.Number); !known {
			return nil, "", fmt.Errorf("--number: %q is not in the call document; files want our id of the number", f.Number)
		}
		changes["number"] = f.Number
	}
	if f.Helpdesk != "" {
		if _, known := f.Document.Connection(f.Helpdesk); !known {
			return nil, "", fmt.Errorf("--helpdesk: %q is not in the call document", f.Helpdesk)
		}
		changes["helpdesk"] = f.Helpdesk
	}
	return changes, string(e.Kind), nil
}

// setMember puts values into an object's member, or into the object itself,
// and leaves all else as it stands.
func setMember(body []byte, member string, values map[string]string) ([]byte, error) {
	if len(values) == 0 {
		return body, nil
	}
	whole := map[string]json.RawMessage{}
	if err := json.Unmarshal(body, &whole); err != nil {
		return nil, fmt.Errorf("read letter: %w", err)
	}
	into := whole
	if member != "" {
		into = map[string]json.RawMessage{}
		if err := json.Unmarshal(whole[member], &into); err != nil {
			return nil, fmt.Errorf("read letter's %s: %w", member, err)
		}
	}
	for name, value := range values {
		text, err := json.Marshal(value)
		if err != nil {
			return nil, fmt.Errorf("set %s: %w", name, err)
		}
		into[name] = text
	}
	if member != "" {
		text, err := marshal(into)
		if err != nil {
			return nil, err
		}
		whole[member] = text
	}
	return marshal(whole)
}

// marshal is JSON to the letter: what stands in a text is not escaped anew. The
// two characters that SQS refuses were escaped by envelope.Encode and stay so.
func marshal(object map[string]json.RawMessage) ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(object); err != nil {
		return nil, fmt.Errorf("write letter: %w", err)
	}
	return bytes.TrimSpace(out.Bytes()), nil
}
