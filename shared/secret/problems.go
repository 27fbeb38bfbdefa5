package secret

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
)

// problems collects what is wrong with a document, so that one reading of the
// message mends it all.
type problems struct {
	document string
	ids      map[string]bool
	list     []error
}

func newProblems(document string) *problems {
	return &problems{document: document, ids: map[string]bool{}}
}

func (p *problems) add(field, what string) {
	p.list = append(p.list, fmt.Errorf("%s secret: %s: %s", p.document, field, what))
}

func (p *problems) connections(count int) {
	if count == 0 {
		p.add("connections", "empty: this is the placeholder of a new stack; store your connections in it (README, Deploy)")
	}
}

func (p *problems) connection(index int, id string) string {
	at := fmt.Sprintf("connections[%d]", index)
	switch {
	case id == "":
		p.add(at+".id", "required")
	case p.ids[id]:
		p.add(at+".id", fmt.Sprintf("%q is used twice", id))
	}
	p.ids[id] = true
	return at
}

func (p *problems) kind(at, kind string) {
	p.add(at+".kind", fmt.Sprintf("%q is not one of %s, %s", kind, KindCloudAPI, KindZendesk))
}

func (p *problems) present(field, value string) {
	if strings.TrimSpace(value) == "" {
		p.add(field, "required")
	}
}

// number takes an id of digits, or none.
func (p *problems) number(field, value string) {
	if id, err := strconv.ParseInt(value, 10, 64); value != "" && (err != nil || id <= 0) {
		p.add(field, "not the number of a ticket field; ventana setup zendesk finds it")
	}
}

func (p *problems) secrets(field string, values []string) {
	if len(values) == 0 {
		p.add(field, "list at least one secret; without one every delivery is refused")
	}
	for i, value := range values {
		p.secret(fmt.Sprintf("%s[%d]", field, i), value)
	}
}

// secret refuses what somebody left in place of a secret: a public value would
// let anyone sign.
func (p *problems) secret(field, value string) {
	lower := strings.ToLower(value)
	for _, placeholder := range []string{"placeholder", "changeme", "change-me", "replace", "example", "todo", "your-", "…", "...", "<"} {
		if strings.Contains(lower, placeholder) {
			p.add(field, "still a placeholder; put the real secret in its place")
			return
		}
	}
	if len(value) < MinSecretLength {
		p.add(field, fmt.Sprintf("shorter than %d characters, so it cannot be a real secret", MinSecretLength))
	}
}

func (p *problems) address(field, value string) {
	parsed, err := url.Parse(value)
	if err != nil || parsed.Host == "" || (parsed.Scheme != "https" && parsed.Scheme != "http") {
		p.add(field, "an absolute address is needed, as https://acme.zendesk.com")
		return
	}
	loopback := parsed.Hostname() == "127.0.0.1" || parsed.Hostname() == "localhost" || parsed.Hostname() == "::1"
	if parsed.Scheme == "http" && !loopback {
		p.add(field, "must be https: credentials travel with each call")
	}
}

func (p *problems) err() error { return errors.Join(p.list...) }

// redact keeps what JSON's errors say of the place and drops what they quote.
func redact(err error) error {
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return fmt.Errorf("syntax error at byte %d", syntax.Offset)
	}
	var mismatch *json.UnmarshalTypeError
	if errors.As(err, &mismatch) {
		return fmt.Errorf("%s: a %s is needed here", mismatch.Field, mismatch.Type)
	}
	return errors.New("unreadable")
}
