// Package connection turns the call document into clients that speak: one
// helpdesk or provider client per connection, made when first needed and kept
// as long as its credentials stay the same, so that tokens and warm HTTP
// connections are shared by the records of a process.
package connection

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"ventana/shared/breaker"
	"ventana/shared/envelope"
	"ventana/shared/failure"
	"ventana/shared/helpdesk/zendesk"
	"ventana/shared/provider/cloudapi"
	"ventana/shared/secret"
)

// documents is the part of the secret cache that the book uses.
type documents interface {
	Get(ctx context.Context) (secret.Call, error)
	Refresh(ctx context.Context) (secret.Call, bool)
}

// Book holds the clients. It may be used by many goroutines.
type Book struct {
	documents documents
	userAgent string
	now       func() time.Time
	changed   func(connection string, change breaker.Change)

	mu        sync.Mutex
	desks     map[string]*zendesk.Client
	providers map[string]*cloudapi.Client
	circuits  map[string]*breaker.Breaker
}

// NewBook returns an empty book over the call document. changed is told what
// becomes of a connection's circuit; nil is nobody.
func NewBook(documents documents, userAgent string, now func() time.Time, changed func(connection string, change breaker.Change)) *Book {
	return &Book{
		documents: documents, userAgent: userAgent, now: now, changed: changed,
		circuits: map[string]*breaker.Breaker{}, desks: map[string]*zendesk.Client{}, providers: map[string]*cloudapi.Client{},
	}
}

// unreadable is how long to wait for an operator to mend the call document.
const unreadable = time.Minute

// Document is the call document, at most a few minutes old. One that cannot be
// read or used is waited for: an operator mends it, and nobody's message is
// lost meanwhile.
func (b *Book) Document(ctx context.Context) (secret.Call, error) {
	document, err := b.documents.Get(ctx)
	if err != nil {
		return secret.Call{}, &failure.Error{Class: failure.Later, Op: "read call secret", Code: "secret", Wait: unreadable, Err: err}
	}
	return document, nil
}

// Newest is the call document read again, for something that the one in memory
// does not know; the same as Document when it was read again a moment ago.
func (b *Book) Newest(ctx context.Context) (secret.Call, error) {
	if document, refreshed := b.documents.Refresh(ctx); refreshed {
		return document, nil
	}
	return b.Document(ctx)
}

// Helpdesk is the client of a helpdesk connection.
func (b *Book) Helpdesk(c secret.CallConnection) *zendesk.Client {
	b.mu.Lock()
	defer b.mu.Unlock()
	print := fingerprint(c)
	client, known := b.desks[print]
	if !known {
		options := zendesk.Options{BaseURL: c.BaseURL, UserAgent: b.userAgent, Now: b.now, Breaker: b.circuit(c, false)}
		if c.OAuth != nil {
			options.OAuth = &zendesk.OAuth{ClientID: c.OAuth.ClientID, ClientSecret: c.OAuth.ClientSecret}
		} else if c.Basic != nil {
			options.Basic = &zendesk.Basic{Email: c.Basic.Email, Token: c.Basic.Token}
		}
		client = zendesk.New(options)
		b.desks[print] = client
	}
	return client
}

// Provider is the client of a provider connection.
func (b *Book) Provider(c secret.CallConnection) *cloudapi.Client {
	b.mu.Lock()
	defer b.mu.Unlock()
	print := fingerprint(c)
	client, known := b.providers[print]
	if !known {
		client = cloudapi.New(cloudapi.Options{
			BaseURL: c.BaseURL, Version: c.GraphVersion, Token: c.AccessToken, UserAgent: b.userAgent, Breaker: b.circuit(c, true), // a message is never repeated
		})
		b.providers[print] = client
	}
	return client
}

// circuit is that of a connection's system. A rotated credential speaks to the
// same one, which is as dead as before. b.mu is held.
func (b *Book) circuit(c secret.CallConnection, cautious bool) *breaker.Breaker {
	system := c.ID + " " + c.BaseURL
	circuit, known := b.circuits[system]
	if !known {
		options := breaker.Options{Now: b.now, Cautious: cautious}
		if b.changed != nil {
			options.Changed = func(change breaker.Change) { b.changed(c.ID, change) }
		}
		circuit = breaker.New(options)
		b.circuits[system] = circuit
	}
	return circuit
}

// fingerprint changes with anything in the connection, so that a rotated
// credential gets a new client.
func fingerprint(c secret.CallConnection) string {
	text, err := json.Marshal(c)
	if err != nil { // strings and numbers only: it cannot fail
		return c.ID
	}
	return envelope.Digest(string(text))
}
